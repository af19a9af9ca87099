import GRDB
import NgramBlocks
import NgramModel

/// A way in which a store is not what it ought to be.
package struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// What was found and what was expected.
    package var description: String
}

/// What a verification looked at and found.
package struct Verification: Sendable, Equatable {
    /// Complete archives that were checked.
    package var archives = 0
    /// Stored rows whose series were read.
    package var ngrams: Int64 = 0
    /// What is wrong; empty when nothing is.
    package var findings: [Finding] = []

    /// Findings beyond this many are not listed: the store is lost by then.
    fileprivate static let mostFindings = 100

    fileprivate var isFull: Bool { findings.count >= Self.mostFindings }

    fileprivate mutating func add(_ description: String) {
        if !isFull { findings.append(Finding(description: description)) }
    }
}

extension StoreSnapshot {
    /// Checks the database by SQLite's own integrity check; then reads every n-gram's series and holds it against the
    /// sums beside it; then holds the sums of every complete archive against those its reading counted.
    package func verify() throws -> Verification {
        var verification = Verification()
        let messages = try String.fetchAll(database, sql: "PRAGMA integrity_check")
        if let unread = messages.lazy.compactMap(Self.unreadPage).first {
            throw StoreError.cannotRead(path: path, reason: unread)
        }
        verification.findings = messages.filter { $0 != "ok" }.map {
            Finding(description: "SQLite's integrity check: \($0)")
        }
        // What SQLite calls damaged is not worth reading on.
        guard verification.findings.isEmpty else { return verification }
        try checkSchema(&verification)
        _ = try corpusStatuses()
        var held = try heldTotals()
        for corpus in try Int64.fetchAll(database, sql: "SELECT id FROM corpus ORDER BY id") {
            try addHeldNgrams(corpus: corpus, to: &held, &verification)
        }
        try checkBounds(&verification)
        for record in try archives() where record.state == .complete {
            verification.archives += 1
            let held = held[record.id] ?? Held()
            for (name, held, counted) in [
                ("rows", held.rows, record.rows), ("match counts that sum to", held.matchSum, record.matchSum),
                ("volume counts that sum to", held.volumeSum, record.volumeSum),
            ] where held != counted {
                verification.findings.append(
                    Finding(
                        description: "archive \(record.name) of \(record.corpus): the store holds \(name) "
                            + "\(held), its reading counted \(counted)"))
            }
        }
        return verification
    }

    /// Compares the schema with that of a store which is made now. What other programs have added is left alone.
    private func checkSchema(_ verification: inout Verification) throws {
        let new = try DatabaseQueue()
        try StoreMigrator(path: path, access: .reading).migrate(new)
        let found = try Self.schema(of: database)
        for (object, sql) in try new.read(Self.schema).sorted(by: { $0.key < $1.key }) where found[object] != sql {
            verification.add("the schema \(found[object] == nil ? "lacks the" : "has another") \(object)")
        }
    }

    /// The statements that made the tables, indexes and views of a database, by type and name.
    private static func schema(of database: Database) throws -> [String: String] {
        var statements: [String: String] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT type || ' ' || name AS object, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        {
            statements[try row.value("object")] = try row.value("sql")
        }
        return statements
    }

    /// A page that could not be read, as the integrity check tells of it among the damages: `Page 4: unable to get the
    /// page. error code=266`, `failed to get page 7`. That says nothing of the store, and may pass.
    private static func unreadPage(in message: String) -> String? {
        message.split(separator: "\n").first { line in
            if line.contains("failed to get page") { return true }
            guard let code = line.split(separator: "error code=").last.flatMap({ Int32($0) }) else { return false }
            return ResultCode(rawValue: code).primaryResultCode == .SQLITE_IOERR
        }.map(String.init)
    }

    private struct Held {
        var rows: Int64 = 0
        var matchSum: Int64 = 0
        var volumeSum: Int64 = 0
    }

    /// The rows of blocks, and all of totals files.
    private func heldTotals() throws -> [Int64: Held] {
        var held: [Int64: Held] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT archive_id, sum(rows) AS rows FROM block_bound GROUP BY archive_id")
        {
            held[try row.value("archive_id"), default: Held()].rows = try row.integer("rows", in: StoredValues.counts)
        }
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT archive_id, count(*) AS rows, sum(match_count) AS match_sum, sum(volume_count) AS volume_sum
                FROM total GROUP BY archive_id
                """)
        {
            held[try row.value("archive_id")] = Held(
                rows: try row.integer("rows", in: StoredValues.counts),
                matchSum: try row.integer("match_sum", in: StoredValues.counts),
                volumeSum: try row.integer("volume_sum", in: StoredValues.counts))
        }
        return held
    }

    private func addHeldNgrams(
        corpus: Int64, to held: inout [Int64: Held], _ verification: inout Verification
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
            held[row.archive, default: Held()].matchSum &+= row.matchCount
            held[row.archive, default: Held()].volumeSum &+= row.volumeCount
            guard !verification.isFull else { continue }
            if let problem = try problem(of: row, blocks) {
                let name = String(decoding: row.ngram, as: UTF8.self)
                verification.findings.append(Finding(description: "n-gram \"\(name)\": \(problem)"))
            }
        }
    }

    /// Holds what is known of every block against what is in it: a top-N passes over blocks by it.
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
                guard try !bounds.hold(for: blocks.bytes(1)) else { continue }
                verification.findings.append(
                    Finding(description: "block \(blocks.integer(0)): it has more than its bounds say"))
            } catch {
                verification.findings.append(Finding(description: "block \(blocks.integer(0)): \(error)"))
            }
        }
    }

    /// What tells a row from the series that it points to.
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
                    + "its row says \(row.matchCount) and \(row.volumeCount)"
            }
            return nil
        } catch let error as CorruptSeries {
            return "block \(row.block): \(error)"
        } catch StoreError.damaged(_, let found) {
            return found
        }
    }
}
