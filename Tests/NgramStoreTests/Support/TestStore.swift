import GRDB
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

/// A store in its own temporary folder.
struct TestStore {
    let folder: TestFolder
    let path: String

    init() throws {
        folder = try TestFolder()
        path = folder.file("ngrams.sqlite")
    }

    /// Opens the store for writing, runs `work`, and closes it, as one ingest does.
    ///
    /// - Parameter isCancelled: whether the ingest was asked to end soon.
    @discardableResult
    func write<Value>(batchBytes: Int = 8 << 20, isCancelled: Bool = false, _ work: (StoreWriter) throws -> Value)
        throws -> Value
    {
        let writer = try StoreWriter(path: path, batchBytes: batchBytes) { isCancelled }
        let value = try work(writer)
        try writer.close()
        return value
    }

    func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try StoreReader(path: path).read(work)
    }

    /// Runs a statement directly on the file, as another SQLite tool would.
    @discardableResult
    func sql(_ statement: String, _ arguments: StatementArguments = []) throws -> [Row] {
        let queue = try DatabaseQueue(path: path)
        return try queue.writeWithoutTransaction { try Row.fetchAll($0, sql: statement, arguments: arguments) }
    }

    /// All n-grams of a corpus with their years.
    func dump(
        _ corpus: String, prefix: [UInt8] = [], years: ClosedRange<Int> = 1...9999
    ) throws -> [DumpedNgram] {
        try read { store in
            var series = try NgramSeries(store.corpus(named: corpus), NgramRange(prefix: prefix), years: years)
            var all: [DumpedNgram] = []
            while let next = try series.next() { all.append(DumpedNgram(next.ngram, next.series)) }
            return all
        }
    }

    /// Checks the relations between the tables that the schema describes, independently of `verify`.
    func checkConsistency(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let checks = [
            "a run without its archive": "SELECT count(*) FROM run WHERE archive_id NOT IN (SELECT id FROM archive)",
            "a block without its run": "SELECT count(*) FROM block WHERE id >> 32 NOT IN (SELECT id FROM run)",
            "a head without its block": "SELECT count(*) FROM head WHERE block_id NOT IN (SELECT id FROM block)",
            "a piece without its run": "SELECT count(*) FROM series WHERE id >> 32 NOT IN (SELECT id FROM run)",
            "a block whose corpus is not that of its archive": """
            SELECT count(*) FROM block JOIN run ON run.id = block.id >> 32 JOIN archive ON archive.id = archive_id
            WHERE archive.corpus_id <> block.corpus_id
            """,
            "a wrong number of n-grams": """
            SELECT count(*) FROM archive WHERE ngrams <> (
                SELECT coalesce(sum(block.ngrams), 0) FROM block JOIN run ON run.id = block.id >> 32 WHERE archive_id = archive.id)
            """,
        ]
        for (what, query) in checks {
            let found = try sql(query).first?[0] as Int64?
            #expect(found == 0, "\(what)", sourceLocation: sourceLocation)
        }
        #expect(try read { try $0.verify() }.findings == [], sourceLocation: sourceLocation)
    }
}

/// An n-gram with one year.
func ngram(_ text: String, _ year: Int = 1990, _ match: Int64 = 5, _ volume: Int64 = 3) -> DumpedNgram {
    DumpedNgram(Array(text.utf8), [Observation(year: year, matchCount: match, volumeCount: volume)])
}
