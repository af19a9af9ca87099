/// A query in SQL is wrong.
package struct QueryFailure: Error, Equatable {
    /// What is wrong.
    package enum Reason: Equatable, Sendable {
        /// SQLite does not understand the statement, or cannot compute what it asks for.
        case invalid(message: String)
        /// There is no statement.
        case empty
        /// The statement does something other than read.
        case notReading
        /// Another statement follows.
        case severalStatements
    }

    /// What is wrong.
    package let reason: Reason
    /// Where in the text, in bytes; nil if it is not known.
    package let offset: Int?

    init(_ reason: Reason, at offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }
}

extension QueryFailure: CustomStringConvertible {
    /// The facts, without a final period.
    package var description: String {
        switch reason {
        case .invalid(let message): message
        case .empty: "there is no statement"
        case .notReading: "the statement does not only read, and may not be run"
        case .severalStatements: "a second statement follows; only one may be run"
        }
    }
}
