import NgramArchives

/// The code under test and its model came to different ends.
struct Disagreement: Error, CustomStringConvertible {
    var description: String

    init(_ what: String) {
        description = what
    }
}

/// Holds what came out against what the model says.
func agree<Value: Equatable>(_ found: Value, _ expected: Value, _ what: @autoclosure () -> String) throws {
    guard found == expected else { throw Disagreement("\(what()): found \(found), the model has \(expected)") }
}

/// What a reading came to: its result, or nil where it was refused in the way that bad data is.
func unlessRefused<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
        return try body()
    } catch let error as ArchiveError {
        if case .unreadable = error { throw Disagreement("not refused as bad data but: \(error)") }
        // Whoever reads it must be told which file it is.
        guard !error.description.isEmpty else { throw Disagreement("a refusal without a message") }
        return nil
    }
}
