import GRDB
import NgramBlocks
import NgramModel

/// A defect of a store.
package struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// What was found, and what was expected.
    package var description: String
}

/// The result of a verification.
package struct Verification: Sendable, Equatable {
    /// The number of complete archives that were checked.
    package var archives = 0
    /// The number of stored rows whose series were read.
    package var ngrams: Int64 = 0
    /// The defects; empty for an intact store.
    package var findings: [Finding] = []

    /// The largest number of findings that are listed. A store with more of them is lost.
    fileprivate static let mostFindings = 100

    fileprivate var isFull: Bool { findings.count >= Self.mostFindings }

    fileprivate mutating func add(_ description: String) {
        if !isFull { findings.append(Finding(description: description)) }
    }
}

extension StoreSnapshot {
    /// Runs SQLite's integrity check. Then compares every n-gram's series with the sums in its row, and the sums of
    /// every complete archive's rows with the sums that the ledger recorded when the archive was read.
    package func verify() throws -> Verification {
        var verification = Verification()
        let messages = try String.fetchAll(database, sql: "PRAGMA integrity_check")
        if let unread = messages.lazy.compactMap(Self.unreadPage).first {
            throw StoreError.cannotRead(path: path, reason: unread)
        }
        verification.findings = messages.filter { $0 != "ok" }.map {
            Finding(description: "SQLite's integrity check: \($0)")
        }
        // If SQLite finds damage, further checks would only repeat it.
        guard verification.findings.isEmpty else { return verification }
        try checkSchema(&verification)
        _ = try corpusStatuses()
        var stored = try storedSums()
        for corpus in try Int64.fetchAll(database, sql: "SELECT id FROM corpus ORDER BY id") {
            try addNgrams(corpus: corpus, to: &stored, &verification)
        }
        try checkBounds(&verification)
        for record in try archives() where record.state == .complete {
            verification.archives += 1
            let sums = stored[record.id] ?? ArchiveSums()
            for (name, found, recorded) in [
                ("a number of rows", sums.rows, record.rows), ("a match count", sums.matchSum, record.matchSum),
                ("a volume count", sums.volumeSum, record.volumeSum),
            ] where found != recorded {
                verification.findings.append(
                    Finding(
                        description: "archive \(record.name) of \(record.corpus): the store has \(name) of \(found), "
                            + "the ledger records \(recorded)"))
            }
        }
        return verification
    }

    /// Compares the schema with the schema of a new store. Ignores objects that other programs have added.
    private func checkSchema(_ verification: inout Verification) throws {
        let new = try DatabaseQueue()
        try StoreMigrator(path: path, access: .reading).migrate(new)
        let found = try Self.schema(of: database)
        for (object, sql) in try new.read(Self.schema).sorted(by: { $0.key < $1.key }) where found[object] != sql {
            verification.add("the schema \(found[object] == nil ? "lacks the" : "has a different") \(object)")
        }
    }

    /// The statements that created the tables, indexes and views of a database, by type and name.
    private static func schema(of database: Database) throws -> [String: String] {
        var statements: [String: String] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT type || ' ' || name AS object, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        {
            statements[try row.value("object")] = try row.value("sql")
        }
        return statements
    }

    /// The line of a message of the integrity check that reports a page that could not be read: `Page 4: unable to get
    /// the page. error code=266`, `failed to get page 7`. Such a failure may be temporary, and does not mean that the
    /// store is damaged.
    private static func unreadPage(in message: String) -> String? {
        message.split(separator: "\n").first { line in
            if line.contains("failed to get page") { return true }
            guard let code = line.split(separator: "error code=").last.flatMap({ Int32($0) }) else { return false }
            return ResultCode(rawValue: code).primaryResultCode == .SQLITE_IOERR
        }.map(String.init)
    }

    private struct ArchiveSums {
        var rows: Int64 = 0
        var matchSum: Int64 = 0
        var volumeSum: Int64 = 0
    }

    /// The sums of every archive: only the number of rows for n-gram archives, all three sums for totals files.
    private func storedSums() throws -> [Int64: ArchiveSums] {
        var stored: [Int64: ArchiveSums] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT archive_id, sum(rows) AS rows FROM block_bound GROUP BY archive_id")
        {
            let rows = try row.integer("rows", in: StoredValues.counts)
            stored[try row.value("archive_id"), default: ArchiveSums()].rows = rows
        }
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT archive_id, count(*) AS rows, sum(match_count) AS match_sum, sum(volume_count) AS volume_sum
                FROM total GROUP BY archive_id
                """)
        {
            stored[try row.value("archive_id")] = ArchiveSums(
                rows: try row.integer("rows", in: StoredValues.counts),
                matchSum: try row.integer("match_sum", in: StoredValues.counts),
                volumeSum: try row.integer("volume_sum", in: StoredValues.counts))
        }
        return stored
    }

    /// Checks every n-gram row of a corpus, and adds its counts to the sums of its archive.
    private func addNgrams(
        corpus: Int64, to stored: inout [Int64: ArchiveSums], _ verification: inout Verification
    ) throws {
        let blocks = try BlockCache(database, path: path)
        var rows = try NgramRowCursor(database, corpus: corpus, prefix: [])
        while true {
            let row: NgramRow
            do {
                guard let next = try rows.next() else { break }
                row = next
            } catch let error as InvalidValue {
                verification.add("a row of an n-gram: \(error)")
                continue
            }
            verification.ngrams += 1
            stored[row.archive, default: ArchiveSums()].matchSum &+= row.matchCount
            stored[row.archive, default: ArchiveSums()].volumeSum &+= row.volumeCount
            guard !verification.isFull else { continue }
            if let problem = try problem(of: row, blocks) {
                let name = String(decoding: row.ngram, as: UTF8.self)
                verification.findings.append(Finding(description: "n-gram \"\(name)\": \(problem)"))
            }
        }
    }

    /// Compares every block with its bounds, which a search for the top n-grams uses to skip blocks.
    private func checkBounds(_ verification: inout Verification) throws {
        let blocks = try DirectStatement(
            database,
            """
            SELECT block.id, data, match_count, volume_count, first_ngram, last_ngram, years
            FROM block LEFT JOIN block_bound ON block_id = block.id ORDER BY block.id
            """)
        while try blocks.step(), !verification.isFull {
            let bounds = BlockBounds(
                matchCount: blocks.integer(2), volumeCount: blocks.integer(3), firstNgram: blocks.bytes(4),
                lastNgram: blocks.bytes(5), years: blocks.bytes(6))
            do {
                guard try !bounds.cover(blocks.bytes(1)) else { continue }
                verification.findings.append(
                    Finding(description: "block \(blocks.integer(0)): its content exceeds its bounds"))
            } catch {
                verification.findings.append(Finding(description: "block \(blocks.integer(0)): \(error)"))
            }
        }
    }

    /// How a row differs from the series that it points to; nil if they agree.
    private func problem(of row: NgramRow, _ blocks: BlockCache) throws -> String? {
        do {
            var reader = BlockReader(try blocks.bytes(of: row.block), at: row.position)
            guard var item = try reader.next() else { return "block \(row.block) ends before its series" }
            guard item.ngram.elementsEqual(row.ngram) else {
                return "block \(row.block) has \"\(String(decoding: item.ngram, as: UTF8.self))\" in its place"
            }
            let total = try item.series.sum(years: Observation.years)
            guard !total.overflowed else { return "its series sums to more than \(Int64.max)" }
            guard total.matchCount == row.matchCount, total.volumeCount == row.volumeCount,
                total.years == row.firstYear...max(row.firstYear, row.lastYear)
            else {
                return "its series sums to \(total.matchCount) matches and \(total.volumeCount) volumes, "
                    + "its row records \(row.matchCount) and \(row.volumeCount)"
            }
            return nil
        } catch let error as CorruptSeries {
            return "block \(row.block): \(error)"
        } catch StoreError.damaged(_, let found) {
            return found
        }
    }
}
