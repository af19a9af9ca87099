import Foundation

/// A number that an environment variable sets, for tests that can be made longer or given another seed.
package func environmentNumber(_ name: String, default number: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? number
}
