import CNgramsSQL
import Foundation
import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

/// Writes a store row by row, without the code that writes stores. The tables `plain.totals` and `plain.years` of a
/// second file have the same contents, which SQLite then answers from by itself.
struct SmallStore {
    let folder: TestFolder
    let path: String
    private let plainPath: String
    private let database: Database
    private var models: [String: CountsModel] = [:]
    private var corpora: [String: Int] = [:]
    private var archives = 0
    private var runs = 0

    init() throws {
        folder = try TestFolder()
        path = folder.file("ngrams.sqlite")
        plainPath = folder.file("plain.sqlite")
        database = try Database(path)
        let migrations = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../migrations")
        for name in ["0002-runs.sql", "0003-totals.sql", "0004-origins.sql"] {
            try database.execute(String(contentsOf: migrations.appendingPathComponent(name), encoding: .utf8))
        }
        try database.execute("PRAGMA user_version = 4")
    }

    /// The n-grams of a corpus.
    func model(_ corpus: String) -> CountsModel { models[corpus] ?? CountsModel() }

    /// Adds an archive; its n-grams are divided among `runCount` runs.
    mutating func add(
        _ model: CountsModel, to corpus: String, state: String = "complete", runCount: Int = 1, blockBytes: Int = 300,
        pieceBytes: Int = 100
    ) throws {
        if corpora[corpus] == nil {
            corpora[corpus] = corpora.count + 1
            _ = try database.rows("INSERT INTO corpus VALUES (?, ?)", [corpora[corpus], corpus])
        }
        archives += 1
        _ = try database.rows(
            """
            INSERT INTO archive (id, corpus_id, name, contents, size, modified, state)
            VALUES (?, ?, ?, 'ngrams', 1, 1, ?)
            """, [archives, corpora[corpus], "archive-\(archives)", state])
        let all = model.dump()
        try database.execute("BEGIN")
        let length = max(1, (all.count + runCount - 1) / runCount)
        for start in stride(from: 0, to: all.count, by: length) {
            runs += 1
            let part = Array(all[start..<min(start + length, all.count)])
            try writeRun(part, corpora[corpus] ?? 0, blockBytes: blockBytes, pieceBytes: pieceBytes)
        }
        try database.execute("COMMIT")
        if state == "complete" { models[corpus, default: CountsModel()].add(model) }
    }

    /// Adds the totals of a year.
    mutating func addTotals(_ totals: [(year: Int, match: Int)], to corpus: String) throws {
        archives += 1
        _ = try database.rows(
            """
            INSERT INTO archive (id, corpus_id, name, contents, size, modified, state)
            VALUES (?, ?, ?, 'totals', 1, 1, 'complete')
            """, [archives, corpora[corpus], "totals-\(archives)"])
        for total in totals {
            _ = try database.rows(
                "INSERT INTO total VALUES (?, ?, ?, 1, 1)", [archives, total.year, total.match])
        }
    }

    private func writeRun(_ ngrams: [DumpedNgram], _ corpus: Int, blockBytes: Int, pieceBytes: Int) throws {
        var builder = BlockBuilder(limits: BlockLimits(headBytes: blockBytes / 2, seriesBytes: blockBytes / 2))
        for ngram in ngrams {
            let series = NaiveSeries.encode(ngram.series)
            let entry = HeadEntries.Entry(
                matchCount: ngram.matchSum, volumeCount: ngram.volumeSum, firstYear: ngram.series.first?.year ?? 1,
                lastYear: ngram.series.last?.year ?? 1, series: 0..<series.count)
            try ngram.ngram.withUnsafeBytes { text in
                try series.withUnsafeBytes { try builder.append(text, entry, series: $0) }
            }
        }
        let blocks = builder.finish()
        guard let first = ngrams.first?.ngram, let last = ngrams.last?.ngram else { return }
        _ = try database.rows(
            "INSERT INTO run (id, archive_id, blocks, first_ngram, last_ngram) VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT))",
            [runs, archives, blocks.count, first, last])
        var series: [UInt8] = []
        for (place, block) in blocks.enumerated() {
            let id = runs << 32 + place
            _ = try database.rows(
                "INSERT INTO block VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, 0)",
                [
                    id, corpus, block.ngrams, block.largestMatchCount, block.largestVolumeCount, block.first,
                    block.last, block.bounds, series.count / pieceBytes, series.count % pieceBytes,
                    block.series.count,
                ])
            _ = try database.rows("INSERT INTO head VALUES (?, 1, ?)", [id, block.head])
            series += block.series
        }
        for (place, start) in stride(from: 0, to: max(1, series.count), by: pieceBytes).enumerated() {
            let piece = Array(series[start..<min(start + pieceBytes, series.count)])
            _ = try database.rows("INSERT INTO series VALUES (?, ?)", [runs << 32 + place, piece])
        }
    }

    /// Writes the plain tables.
    func writePlain() throws {
        let plain = try Database(plainPath)
        try plain.execute(
            """
            CREATE TABLE totals (
                corpus TEXT, ngram TEXT, match_count INTEGER, volume_count INTEGER, first_year INTEGER,
                last_year INTEGER);
            CREATE TABLE years (corpus TEXT, ngram TEXT, year INTEGER, match_count INTEGER, volume_count INTEGER);
            BEGIN
            """)
        for (corpus, model) in models {
            for ngram in model.dump() {
                _ = try plain.rows(
                    "INSERT INTO totals VALUES (?, CAST(? AS TEXT), ?, ?, ?, ?)",
                    [
                        corpus, ngram.ngram, ngram.matchSum, ngram.volumeSum, ngram.series.first?.year,
                        ngram.series.last?.year,
                    ])
                for row in ngram.series {
                    _ = try plain.rows(
                        "INSERT INTO years VALUES (?, CAST(? AS TEXT), ?, ?, ?)",
                        [corpus, ngram.ngram, row.year, row.matchCount, row.volumeCount])
                }
            }
        }
        try plain.execute("COMMIT")
    }

    /// A connection to the store with our tables, and with the plain ones if they were written.
    func open() throws -> Database {
        let database = try Database(path)
        #expect(ngrams_sql_register(database.handle) == 0)
        if FileManager.default.fileExists(atPath: plainPath) {
            try database.execute("ATTACH '\(plainPath)' AS plain")
        }
        return database
    }
}
