import Foundation
import GRDB
import NgramBlocks

/// Why the store cannot do what was asked.
package enum StoreError: Error, Equatable {
    /// There is no store at the path.
    case notFound(path: String)
    /// The file is something else than a store of this program.
    case notAStore(path: String, found: String)
    /// A newer version of this program made the store.
    case newer(path: String, version: Int, known: Int)
    /// A migration that has been applied is not the one this program knows.
    case migrationChanged(path: String, migration: String)
    /// Another ingest holds the store.
    case busy(path: String)
    /// The store cannot be opened or written.
    case cannotWrite(path: String, reason: String)
    /// The store was removed, or another file has taken its name, while it was written.
    case replaced(path: String)
    /// The store cannot be read.
    case cannotRead(path: String, reason: String)
    /// The store's content is damaged.
    case damaged(path: String, found: String)
    /// The sum of an n-gram's counts passes `Int64.max`.
    case overflow(ngram: String)
}

extension StoreError: CustomStringConvertible {
    /// The message for a person: which file, what was found, what to do.
    package var description: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no store here. Make one with: ngrams ingest --db \(path) PATH..."
        case .notAStore(let path, let found):
            "\(path): this is not a store of ngrams: \(found). Name another file with --db."
        case .newer(let path, let version, let known):
            "\(path): the store has schema version \(version); this program knows versions up to \(known). "
                + "Use a newer ngrams."
        case .migrationChanged(let path, let migration):
            "\(path): the store was made with another text of the migration \(migration). "
                + "Use the ngrams that made it."
        case .busy(let path):
            "\(path): another ingest holds the store; nothing was done. Run the command again once it has ended."
        case .cannotWrite(let path, let reason):
            "\(path): the store cannot be written: \(reason). What is committed is safe; run the command again "
                + "once that is mended."
        case .replaced(let path):
            "\(path): the store was removed or replaced while it was being written. What this ingest has read is not "
                + "in what is there now; run the command again."
        case .cannotRead(let path, let reason):
            "\(path): the store cannot be read: \(reason)."
        case .damaged(let path, let found):
            "\(path): the store is damaged: \(found). See what with ngrams verify; restore the file from a copy, "
                + "or delete it and ingest again."
        case .overflow(let ngram):
            "the counts of \"\(ngram)\" sum to more than \(Int64.max)"
        }
    }
}

extension StoreError {
    /// What an error of SQLite means for whoever reads or writes the store.
    ///
    /// - Parameter cause: the system's error number behind it, 0 where none is known.
    init(_ error: DatabaseError, path: String, writing: Bool, cause: Int32 = 0) {
        var reason = error.message ?? "\(error.resultCode)"
        if error.resultCode == .SQLITE_IOERR, cause != 0 { reason += ": \(String(cString: strerror(cause)))" }
        switch error.resultCode {
        case .SQLITE_CORRUPT: self = .damaged(path: path, found: reason)
        case .SQLITE_NOTADB: self = .notAStore(path: path, found: "it is no SQLite database")
        default: self = writing ? .cannotWrite(path: path, reason: reason) : .cannotRead(path: path, reason: reason)
        }
    }
}

/// Runs work on the store, so that whatever goes wrong in SQLite comes out as a `StoreError`.
func translatingErrors<Value>(path: String, writing: Bool, _ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as DatabaseError {
        throw StoreError(error, path: path, writing: writing)
    } catch let error as RowDecodingError {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as CorruptSeries {
        throw StoreError.damaged(path: path, found: error.description)
    }
}
