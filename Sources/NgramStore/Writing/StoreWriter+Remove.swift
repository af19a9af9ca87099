import GRDB

extension StoreWriter {
    /// The ledger. No other process can change it while this writer is open.
    package func archives() throws -> [ArchiveRecord] {
        try perform { database in
            try commit(database)
            return try StoreSnapshot(database, path: path, wasIngesting: true).archives()
        }
    }

    /// Excludes archives from all answers in one step, then removes their rows.
    ///
    /// The first transaction marks them as discarded and survives a power cut. Many small transactions then remove the
    /// rows; if the process ends before the last one, the next writer removes the rest.
    package func remove(_ archives: [Int64]) throws {
        try perform { database in
            try commit(database)
            try durably(database) {
                for id in archives { try ArchiveRemover.discard(id, database, uncompared: &uncompared) }
            }
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }
}
