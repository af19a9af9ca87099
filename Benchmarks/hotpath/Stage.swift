import ArgumentParser
import Foundation

/// A stage from archive to store.
enum Stage: String, CaseIterable, ExpressibleByArgument {
    /// Nothing: measures the preparation, which is subtracted from the other stages.
    case none
    /// Reading and uncompressing.
    case inflate
    /// Reading, uncompressing and cutting into partitions.
    case cut
    /// Parsing and folding partitions that are in memory.
    case map
    /// Folding and encoding observations that have been parsed.
    case encode
    /// Decoding the series of all blocks.
    case decode
    /// Inserting mapped partitions into a new store.
    case merge

    func run(_ input: StageInput) throws {
        switch self {
        case .none: break
        case .inflate: try input.inflate()
        case .cut: try input.cut()
        case .map: input.map()
        case .encode: try input.encode()
        case .decode: try input.decode()
        case .merge: try input.merge()
        }
    }
}
