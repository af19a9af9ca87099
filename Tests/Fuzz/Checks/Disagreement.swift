import NgramArchives

/// A difference between the code under test and its model.
struct Disagreement: Error, CustomStringConvertible {
    var description: String

    init(_ what: String) {
        description = what
    }
}

/// Throws `Disagreement` unless a result equals that of the model.
func agree<Value: Equatable>(_ found: Value, _ expected: Value, _ what: @autoclosure () -> String) throws {
    guard found == expected else { throw Disagreement("\(what()): found \(found), the model has \(expected)") }
}

/// The result of reading, or nil if the input was refused as bad data.
func unlessRefused<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
        return try body()
    } catch let error as ArchiveError {
        if case .unreadable = error { throw Disagreement("not refused as bad data but: \(error)") }
        // A refusal must explain what is wrong.
        guard !error.description.isEmpty else { throw Disagreement("a refusal without a message") }
        return nil
    }
}
