import Foundation
import GRDB
import NgramBlocks
import NgramSystem

/// Why the store cannot be opened, read or written. `Advice` in NgramCommands states what a user can do about it.
package enum StoreError: Error, Equatable {
    /// How the store was being used.
    package enum Access: Sendable {
        /// A query, an export or a verification.
        case reading
        /// An ingest or a removal.
        case writing
    }

    /// There is no store at the path.
    case notFound(path: String)
    /// The file is not a store of this program.
    case notAStore(path: String, found: String, access: Access)
    /// A newer version of this program created the store.
    case newer(path: String, version: Int, known: Int, access: Access)
    /// An older version of this program created the store, and it cannot be read before it is migrated.
    case older(path: String, version: Int, known: Int)
    /// A version of this program before the first release created the store, and it cannot be migrated.
    case tooOld(path: String, version: Int, known: Int, access: Access)
    /// A migration that has been applied differs from this program's migration.
    case migrationChanged(path: String, migration: String, access: Access)
    /// Another ingest holds the store.
    case busy(path: String)
    /// The store cannot be opened for writing, or a write failed.
    case cannotWrite(path: String, reason: String)
    /// The store was removed, or another file took its name, while it was being written.
    case replaced(path: String)
    /// The store cannot be read.
    case cannotRead(path: String, reason: String)
    /// The store cannot be read because its folder cannot be written, while its write-ahead log is needed.
    case logInReadOnlyFolder(path: String, reason: String)
    /// The store changed during a read by a process that may not write to the store's folder.
    case changedDuringRead(path: String)
    /// The store's content is damaged.
    case damaged(path: String, found: String)
    /// Two stores that were to answer as one have the same archive, whose counts would be added twice.
    case archiveInTwoStores(name: String, corpus: String, path: String, otherPath: String)
    /// The manifest of a folder of stores cannot be used.
    case wrongManifest(path: String, found: String)
    /// The sum of an n-gram's counts exceeds `Int64.max`.
    case overflow(ngram: String)
    /// The same, as a query in SQL reports it.
    case sumTooLarge(message: String)
}

extension StoreError: CustomStringConvertible {
    /// The facts: which file, what was found, what was expected. Without a final period, so that advice can follow.
    package var description: String {
        switch self {
        case .notFound(let path): "\(path): there is no store here"
        case .notAStore(let path, let found, _): "\(path): this is not a store of ngrams: \(found)"
        case .newer(let path, let version, let known, _):
            "\(path): the store has schema version \(version), which is newer than version \(known) of this program"
        case .older(let path, let version, let known):
            "\(path): the store has schema version \(version), which is older than version \(known) of this program"
        case .tooOld(let path, let version, let known, _):
            "\(path): the store has schema version \(version), which is too old to be migrated to version \(known) of this "
                + "program"
        case .migrationChanged(let path, let migration, _):
            "\(path): the store was created with a different text of the migration \(migration)"
        case .busy(let path): "\(path): another ingest holds the store; nothing was done"
        case .cannotWrite(let path, let reason):
            "\(path): the store cannot be written: \(reason). What was committed is safe"
        case .replaced(let path):
            "\(path): the store was removed or replaced while it was being written. The file that has its name now "
                + "does not hold what this command wrote"
        case .cannotRead(let path, let reason): "\(path): the store cannot be read: \(reason)"
        case .logInReadOnlyFolder(let path, let reason):
            "\(path): the store cannot be read: its folder cannot be written (\(reason)), and its write-ahead log is "
                + "in use or was left by an ingest that did not finish"
        case .changedDuringRead(let path):
            "\(path): the store cannot be read: it was written during the read, and a reader that may not write to "
                + "its folder cannot read a store that changes"
        case .damaged(let path, let found): "\(path): the store is damaged: \(found)"
        case .archiveInTwoStores(let name, let corpus, let path, let otherPath):
            "the archive \(name) of \(corpus) is in two stores, \(path) and \(otherPath), so its counts would be added "
                + "twice"
        case .wrongManifest(let path, let found): "\(path): this is not a manifest of a folder of stores: \(found)"
        case .sumTooLarge(let message): message
        case .overflow(let ngram): "the counts of \"\(ngram)\" sum to more than \(Int64.max)"
        }
    }
}

extension StoreError {
    /// The meaning of an SQLite error for the user of the store.
    ///
    /// - Parameter cause: the system's error number that led to it; 0 if none is known.
    init(_ error: DatabaseError, path: String, access: Access, cause: Int32 = 0) {
        var reason = error.message ?? "\(error.resultCode)"
        if error.resultCode == .SQLITE_IOERR, cause != 0 { reason += ": \(SystemFailure(code: cause))" }
        switch error.resultCode {
        case .SQLITE_CORRUPT: self = .damaged(path: path, found: reason)
        case .SQLITE_NOTADB: self = .notAStore(path: path, found: "it is not an SQLite database", access: access)
        // The statements are fixed and match the schema, so the schema or a value has changed: a column is missing, a
        // sum over the table overflows, or a value is larger than SQLite allows.
        case .SQLITE_ERROR where access == .reading, .SQLITE_TOOBIG where access == .reading,
            .SQLITE_MISMATCH where access == .reading:
            self = .damaged(path: path, found: reason)
        default: self = Self.failed(access, path: path, reason: reason)
        }
    }

    fileprivate static func failed(_ access: Access, path: String, reason: String) -> StoreError {
        switch access {
        case .reading: .cannotRead(path: path, reason: reason)
        case .writing: .cannotWrite(path: path, reason: reason)
        }
    }
}

/// Runs work on the store, and throws errors of SQLite, of the system and of decoding as `StoreError`.
func translatingErrors<Value>(path: String, _ access: StoreError.Access, _ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as DatabaseError {
        throw StoreError(error, path: path, access: access)
    } catch let error as SystemFailure {
        throw StoreError.failed(access, path: path, reason: error.description)
    } catch let error as RowDecodingError {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as InvalidValue {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as CorruptSeries {
        throw StoreError.damaged(path: path, found: error.description)
    } catch let error as CorruptBlock {
        throw StoreError.damaged(path: path, found: error.description)
    }
}
