import GRDB

/// Statistics of a corpus in the store.
package struct CorpusStatus: Sendable, Equatable {
    /// The corpus's name.
    package var name: String
    /// Complete archives, without totals files.
    package var archives: Int64
    /// Rows of those archives, without skipped bad rows.
    package var rows: Int64
    /// Distinct n-grams.
    package var ngrams: Int64
    /// The first and the last year of its counts; nil if it has none.
    package var years: ClosedRange<Int>?
}

/// The number of archives of a corpus that no answer includes, by reason.
package struct UncountedArchives: Sendable, Equatable {
    /// Archives that could not be read.
    package var failed: Int64 = 0
    /// Archives whose ingest ended before they were complete.
    package var interrupted: Int64 = 0
    /// Archives that an ingest is reading.
    package var beingRead: Int64 = 0

    /// The total number.
    package var count: Int64 { failed + interrupted + beingRead }
}

extension StoreSnapshot {
    /// The ledgers of all stores, with the condition of each archive, sorted by corpus and name.
    package func conditions() throws -> [(record: ArchiveRecord, condition: ArchiveRecord.Condition)] {
        let ledgers = try fromEach { store in try store.archives().map { ($0, store.condition(of: $0)) } }
        guard ledgers.count > 1 else { return ledgers[0] }
        func key(_ record: ArchiveRecord) -> [String.UTF8View] { [record.corpus.utf8, record.name.utf8] }
        return ledgers.joined().sorted { first, second in
            zip(key(first.0), key(second.0)).first { !$0.elementsEqual($1) }
                .map { $0.lexicographicallyPrecedes($1) } ?? false
        }
    }

    /// The ledger of this store: all archives and totals files that were not replaced or removed, sorted by corpus and name.
    package func archives() throws -> [ArchiveRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(ArchiveRecord.columns) FROM archive JOIN corpus ON corpus.id = corpus_id
                WHERE state <> 'discarded' ORDER BY corpus.name, archive.name, archive.id
                """
        ).compactMap(ArchiveRecord.init(row:))
    }

    /// The condition of an archive of this snapshot.
    package func condition(of archive: ArchiveRecord) -> ArchiveRecord.Condition {
        switch archive.state {
        case .complete: .complete
        case .failed: .failed
        case .loading: isIngesting ? .loading : .interrupted
        }
    }

    /// The number of archives of a corpus that no answer includes, in all stores.
    package func uncountedArchives(corpus: String) throws -> UncountedArchives {
        try fromEach { try $0.ownUncountedArchives(corpus: corpus) }.reduce(into: UncountedArchives()) { sum, part in
            sum.failed += part.failed
            sum.interrupted += part.interrupted
            sum.beingRead += part.beingRead
        }
    }

    private func ownUncountedArchives(corpus: String) throws -> UncountedArchives {
        var uncounted = UncountedArchives()
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT state, count(*) AS archives FROM archive JOIN corpus ON corpus.id = corpus_id
                WHERE corpus.name = ? AND state IN ('failed', 'loading') GROUP BY state
                """,
            arguments: [corpus])
        for row in rows {
            let count: Int64 = try row.value("archives")
            switch ArchiveRecord.State(rawValue: try row.value("state")) {
            case .failed: uncounted.failed = count
            case .loading where isIngesting: uncounted.beingRead = count
            case .loading: uncounted.interrupted = count
            case .complete, nil: break
            }
        }
        return uncounted
    }

    /// Statistics of the corpora in the ledgers of all stores, sorted by name.
    package func corpusStatuses() throws -> [CorpusStatus] {
        let parts = try fromEach { try $0.ownCorpusStatuses() }
        guard parts.count > 1 else { return parts[0] }
        return try Dictionary(grouping: parts.joined(), by: \.name).map { name, parts in
            var sum = parts[0]
            for part in parts.dropFirst() {
                sum.archives += part.archives
                sum.rows += part.rows
                sum.ngrams += part.ngrams
                let spans = [sum.years, part.years].compactMap { $0 }
                sum.years = spans.map(\.lowerBound).min().flatMap { first in
                    spans.map(\.upperBound).max().map { first...$0 }
                }
            }
            let corpus = try corpus(named: name)
            if corpus.partsOverlap {
                // Which n-grams several stores share is not known.
                let cursor = NgramCursor<RunReader>(corpus.located)
                sum.ngrams = 0
                while try cursor.next() { sum.ngrams += 1 }
            }
            return sum
        }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func ownCorpusStatuses() throws -> [CorpusStatus] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT corpus.id, corpus.name,
                    count(*) FILTER (WHERE state = 'complete' AND contents = 'ngrams') AS archives,
                    coalesce(sum(rows) FILTER (WHERE state = 'complete' AND contents = 'ngrams'), 0) AS rows,
                    coalesce(sum(ngrams) FILTER (WHERE state = 'complete'), 0) AS ngrams,
                    min(first_year) FILTER (WHERE state = 'complete') AS first_year,
                    max(last_year) FILTER (WHERE state = 'complete') AS last_year
                FROM corpus JOIN archive ON archive.corpus_id = corpus.id AND state <> 'discarded'
                GROUP BY corpus.id ORDER BY corpus.name
                """)
        return try rows.map { row in
            let first = try row.optionalInteger("first_year", in: StoredValues.years).map { Int($0) }
            let last = try row.optionalInteger("last_year", in: StoredValues.years).map { Int($0) }
            if let first, let last, first > last { throw StoredValues.reversedYears(first, last) }
            let counted = try row.integer("ngrams", in: StoredValues.counts)
            return CorpusStatus(
                name: try row.value("name"), archives: try row.integer("archives", in: StoredValues.counts),
                rows: try row.integer("rows", in: StoredValues.counts),
                ngrams: max(0, counted &- (try repetitions(corpus: row.value("id")))),
                years: first.flatMap { first in last.map { first...$0 } })
        }
    }

    /// The number of further places of n-grams that several complete archives of a corpus share, beyond one for each.
    private func repetitions(corpus: Int64) throws -> Int64 {
        if try CorpusSnapshot.isCompared(corpus, database) {
            return try Int64.fetchOne(
                database, sql: "SELECT coalesce(sum(archives - 1), 0) FROM shared_ngram WHERE corpus_id = ?",
                arguments: [corpus]) ?? 0
        }
        var repetitions: Int64 = 0
        let blocks = try StoredBlocks(database, path: path)
        for runs in RunOverlaps.groups(try StoredRun.complete(database, corpus: corpus)) {
            let cursor = NgramCursor(runs, blocks)
            while try cursor.next() { repetitions += Int64(cursor.parts.count - 1) }
        }
        return repetitions
    }

    /// The total match count of a corpus by year, and by n if the edition has one totals file for each n.
    package func totals(corpus: String) throws -> [(order: Int?, year: Int, matchCount: Int64)] {
        try Row.fetchAll(
            database,
            sql: "SELECT n, year, match_count FROM corpus_totals WHERE corpus = ? ORDER BY n, year",
            arguments: [corpus]
        ).map { row in
            (
                try row.optionalInteger("n", in: 1...5).map { Int($0) },
                Int(try row.integer("year", in: StoredValues.years)),
                try row.integer("match_count", in: StoredValues.counts)
            )
        }
    }
}
