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
    /// The number of stored n-grams whose series were read.
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
    /// Runs SQLite's integrity check. Then reads every block of every complete archive, checks its checksum, its order and
    /// its bounds, compares every n-gram's series with its sums, and compares the sums of every archive with those that
    /// the ledger recorded when the archive was read.
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
        let records = try archives()
        try checkKeys(&verification)
        try checkTotals(records, &verification)
        let blocks = try StoredBlocks(database, path: path)
        for record in records where record.state == .complete {
            verification.archives += 1
            guard !verification.isFull else { continue }
            var check = ArchiveCheck(record, database, blocks)
            do {
                try check.run()
            } catch StoreError.damaged(_, let found) {
                check.findings.append(found)
            } catch let error as InvalidValue {
                check.findings.append(error.description)
            }
            verification.ngrams += check.ngrams
            for finding in check.findings {
                verification.add("archive \(record.name) of \(record.corpus): \(finding)")
            }
        }
        if verification.findings.isEmpty { try checkShared(&verification) }
        return verification
    }

    /// Finds rows that belong to nothing.
    private func checkKeys(_ verification: inout Verification) throws {
        let place = StoredRun.placeBits
        for (what, query) in [
            ("runs without an archive", "SELECT count(*) FROM run WHERE archive_id NOT IN (SELECT id FROM archive)"),
            ("blocks without a run", "SELECT count(*) FROM block WHERE id >> \(place) NOT IN (SELECT id FROM run)"),
            ("blocks without a head", "SELECT count(*) FROM block WHERE id NOT IN (SELECT block_id FROM head)"),
            ("heads without a block", "SELECT count(*) FROM head WHERE block_id NOT IN (SELECT id FROM block)"),
            (
                "pieces of series without a run",
                "SELECT count(*) FROM series WHERE id >> \(place) NOT IN (SELECT id FROM run)"
            ),
        ] {
            let count = try Int64.fetchOne(database, sql: query) ?? 0
            if count > 0 { verification.add("the store has \(count) \(what)") }
        }
    }

    /// Compares the rows of totals files with the ledger.
    private func checkTotals(_ records: [ArchiveRecord], _ verification: inout Verification) throws {
        var stored: [Int64: [Int64]] = [:]
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT archive_id, count(*) AS rows, sum(match_count) AS match_sum, sum(volume_count) AS volume_sum
                FROM total GROUP BY archive_id
                """)
        {
            stored[try row.value("archive_id")] = [
                try row.integer("rows", in: StoredValues.counts), try row.integer("match_sum", in: StoredValues.counts),
                try row.integer("volume_sum", in: StoredValues.counts),
            ]
        }
        for record in records where record.state == .complete && record.isTotals {
            let recorded = [record.rows, record.matchSum, record.volumeSum]
            let found = stored[record.id] ?? [0, 0, 0]
            if found != recorded {
                verification.add(
                    "totals file \(record.name) of \(record.corpus): the store has rows, matches and volumes of "
                        + "\(found), the ledger records \(recorded)")
            }
        }
    }

    /// Checks that exactly the n-grams that archives share are listed, for corpora whose archives are compared. When the
    /// last archive of a corpus was removed, the list stays until its blocks are removed as well, by the next ingest if the
    /// removal was interrupted.
    private func checkShared(_ verification: inout Verification) throws {
        let blocks = try StoredBlocks(database, path: path)
        let listed = try DirectStatement(
            database, "SELECT archives FROM shared_ngram WHERE corpus_id = ? AND ngram = ?")
        let corpora = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state = 'complete') ORDER BY id
                """)
        for corpus in corpora
        where try CorpusSnapshot.isCompared(corpus, database) {
            let runs = try StoredRun.complete(database, corpus: corpus)
            var shared: Int64 = 0
            for group in RunOverlaps.groups(runs) {
                let cursor = NgramCursor(group, blocks)
                while try cursor.next(), !verification.isFull {
                    guard cursor.parts.count > 1 else { continue }
                    shared += 1
                    listed.bind(1, corpus)
                    listed.bindText(2, unowned: cursor.text)
                    defer { listed.reset() }
                    if try !listed.step() || listed.integer(0) != Int64(cursor.parts.count) {
                        let name = String(decoding: cursor.text, as: UTF8.self)
                        verification.add(
                            "n-gram \"\(name)\" is in \(cursor.parts.count) archives, but not listed with that number")
                    }
                }
            }
            let count = try Int64.fetchOne(
                database, sql: "SELECT count(*) FROM shared_ngram WHERE corpus_id = ?", arguments: [corpus])
            if count != shared { verification.add("\(count ?? 0) n-grams are listed as shared, \(shared) are") }
        }
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
}
