internal import NgramModel
internal import NgramQuery
internal import NgramStore

/// Why a store does not answer. The description states the facts: which file, what was found, what was expected.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failures that programs treat differently.
    public enum Kind: Sendable, Equatable {
        /// There is no store at the path.
        case notFound
        /// The file is not a store, or one of another version.
        case notReadable
        /// The store cannot be read at the moment, or its file cannot be read at all.
        case unavailable
        /// The content of the store is damaged.
        case damaged
        /// A sum exceeds `Int64.max`.
        case overflow
        /// The pattern or the query is wrong at this place, in bytes of UTF-8, or as a whole.
        case invalid(offset: Int?)
        /// The store has no corpus of this name.
        case unknownCorpus(String)
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// The facts, in a sentence without its full stop.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        (self.kind, self.description) = (kind, description)
    }

    /// The failure of a layer below; nil for errors of the caller's own.
    init?(_ error: any Error) {
        switch error {
        case let error as StoreError: self.init(Self.kind(of: error), "\(error)")
        case let error as QueryError: self.init(.invalid(offset: error.offset), "\(error)")
        case let error as PatternError: self.init(.invalid(offset: error.offset), "\(error)")
        case let error as WordPatternError: self.init(.invalid(offset: error.offset), "\(error)")
        case let error as AutomatonTooLarge: self.init(.invalid(offset: nil), "\(error)")
        case is CountOverflow: self.init(.overflow, "the counts sum to more than \(Int64.max)")
        default: return nil
        }
    }

    private static func kind(of error: StoreError) -> Kind {
        switch error {
        case .notFound: .notFound
        case .notAStore, .newer, .older, .tooOld, .migrationChanged, .archiveInTwoStores, .wrongManifest: .notReadable
        case .damaged: .damaged
        case .overflow, .sumTooLarge: .overflow
        case .busy, .cannotWrite, .replaced, .cannotRead, .logInReadOnlyFolder, .changedDuringRead: .unavailable
        }
    }
}
