import Foundation
import GRDB
import NgramBlocks

/// Why the store cannot do what was asked.
package enum StoreError: Error, Equatable {
    /// What was being done with the store.
    package enum Access: Sendable {
        /// A question, an export, a verification.
        case reading
        /// An ingest.
        case writing
    }

    /// There is no store at the path.
    case notFound(path: String)
    /// The file is not a store of this program.
    case notAStore(path: String, found: String, access: Access)
    /// A newer version of this program made the store.
    case newer(path: String, version: Int, known: Int, access: Access)
    /// An older version of this program made the store, and it cannot be read before it is migrated.
    case older(path: String, version: Int, known: Int)
    /// A migration that has been applied differs from the one that this program has.
    case migrationChanged(path: String, migration: String, access: Access)
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
    /// The sum of an n-gram's counts exceeds `Int64.max`.
    case overflow(ngram: String)
}

extension StoreError: CustomStringConvertible {
    /// The message for a person: which file, what was found, what to do.
    package var description: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no store here. Make one with: ngrams ingest --db \(path) PATH..."
        case .notAStore(let path, let found, _):
            "\(path): this is not a store of ngrams: \(found). Name another file with --db."
        case .newer(let path, let version, let known, _):
            "\(path): the store has schema version \(version), which is newer than version \(known) of this program. "
                + "Use a newer ngrams."
        case .older(let path, let version, let known):
            "\(path): the store has schema version \(version), which is older than version \(known) of this program. "
                + "Migrate it by running any ngrams ingest into it, or make it again from its archives."
        case .migrationChanged(let path, let migration, _):
            "\(path): the store was made with another text of the migration \(migration). "
                + "Use the ngrams that made it."
        case .busy(let path):
            "\(path): another ingest holds the store; nothing was done. Run the command again once it has ended."
        case .cannotWrite(let path, let reason):
            "\(path): the store cannot be written: \(reason). What is committed is safe; run the command again "
                + "once that is fixed."
        case .replaced(let path):
            "\(path): the store was removed or replaced while it was being written. The file of that name does not hold "
                + "what this ingest has read; run the command again."
        case .cannotRead(let path, let reason):
            "\(path): the store cannot be read: \(reason)."
        case .damaged(let path, let found):
            "\(path): the store is damaged: \(found). See the damage with ngrams verify; restore the file from a copy, "
                + "or delete it and ingest again."
        case .overflow(let ngram):
            "the counts of \"\(ngram)\" sum to more than \(Int64.max)"
        }
    }
}

extension StoreError {
    /// What an error of SQLite means for the user of the store.
    ///
    /// - Parameter cause: the system's error number that led to it, 0 where none is known.
    init(_ error: DatabaseError, path: String, access: Access, cause: Int32 = 0) {
        var reason = error.message ?? "\(error.resultCode)"
        if error.resultCode == .SQLITE_IOERR, cause != 0 { reason += ": \(String(cString: strerror(cause)))" }
        switch error.resultCode {
        case .SQLITE_CORRUPT: self = .damaged(path: path, found: reason)
        case .SQLITE_NOTADB: self = .notAStore(path: path, found: "it is not an SQLite database", access: access)
        // The statements are fixed and right for the schema, so the schema or a value is not what it was: a column is
        // missing, a sum of the table overflows, a value is larger than SQLite allows.
        case .SQLITE_ERROR where access == .reading, .SQLITE_TOOBIG where access == .reading,
            .SQLITE_MISMATCH where access == .reading:
            self = .damaged(path: path, found: reason)
        default:
            self =
                access == .writing ? .cannotWrite(path: path, reason: reason) : .cannotRead(path: path, reason: reason)
        }
    }
}

/// Runs work on the store and throws what goes wrong in SQLite as a `StoreError`.
func translatingErrors<Value>(path: String, _ access: StoreError.Access, _ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as DatabaseError {
        throw StoreError(error, path: path, access: access)
    } catch let error as RowDecodingError {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as InvalidValue {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as CorruptSeries {
        throw StoreError.damaged(path: path, found: error.description)
    }
}
