import GRDB

extension StoreWriter {
    /// The ledger as this writer sees it, which nobody else can change.
    package func archives() throws -> [ArchiveRecord] {
        try perform { database in
            try commit(database)
            return try StoreSnapshot(database, path: path, wasIngesting: true).archives()
        }
    }

    /// Takes archives out of all answers in one step, then removes their rows.
    ///
    /// The first transaction marks them as discarded and survives a power cut. The rows follow in many small
    /// transactions; if the process ends before the last, the next writer removes the rest.
    package func remove(_ archives: [Int64]) throws {
        try perform { database in
            try commit(database)
            try durably(database) {
                for id in archives {
                    try database.execute(sql: "UPDATE archive SET state = 'discarded' WHERE id = ?", arguments: [id])
                }
            }
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }
}
