import GRDB

/// A run, and what reads its blocks.
struct LocatedRun {
    var run: StoredRun
    var blocks: StoredBlocks
}

/// A run of the store: a row of the table `run`.
struct StoredRun: Sendable {
    /// The number of lower bits of a block's or a piece's key that hold its place in the run. The upper bits hold the
    /// run's key.
    static let placeBits: Int64 = 32

    /// Keys of runs.
    static let keys: ClosedRange<Int64> = 1...Int64(Int32.max)
    /// Numbers of blocks, and places of blocks and pieces.
    static let places: ClosedRange<Int64> = 0...(1 << placeBits) - 1

    /// Its key.
    var id: Int64
    /// The archive that it belongs to.
    var archive: Int64
    /// The number of its blocks.
    var blocks: Int64
    /// The smallest n-gram by bytes.
    var first: [UInt8]
    /// The largest n-gram by bytes.
    var last: [UInt8]
    /// The first bytes of its n-grams; nil if they are not known.
    var firstBytes: FirstBytes?

    /// Whether it may have n-grams that begin with a byte.
    func mayBegin(with byte: UInt8) -> Bool { firstBytes?.contains(byte) ?? true }

    /// The keys of its blocks, if it has all of them.
    var blockKeys: Range<Int64> { id << Self.placeBits..<id << Self.placeBits + blocks }

    /// All keys that its blocks and pieces may have.
    var keySpace: Range<Int64> { id << Self.placeBits..<(id + 1) << Self.placeBits }

    /// The columns that `all` reads.
    private static let columns = "run.id, run.archive_id, run.blocks, run.first_ngram, run.last_ngram, run.first_bytes"

    /// The runs of the complete archives of a corpus, in ascending order of their first n-grams.
    ///
    /// - Parameter order: leaves out the archives that are known to have n-grams of another number of words.
    static func complete(_ database: Database, corpus: Int64, order: Int? = nil) throws -> [StoredRun] {
        let rows = try DirectStatement(
            database,
            """
            SELECT \(columns) FROM archive JOIN run ON run.archive_id = archive.id
            WHERE archive.corpus_id = ?1 AND archive.state = 'complete' AND (?2 IS NULL OR coalesce(n, ?2) = ?2)
            """)
        rows.bind(1, corpus)
        rows.bind(2, orNull: order.map { Int64($0) })
        return sorted(try all(rows))
    }

    /// The runs of an archive, in ascending order of their first n-grams.
    static func of(_ archive: Int64, _ database: Database) throws -> [StoredRun] {
        let rows = try DirectStatement(database, "SELECT \(columns) FROM run WHERE archive_id = ?")
        rows.bind(1, archive)
        return sorted(try all(rows))
    }

    private static func sorted(_ runs: [StoredRun]) -> [StoredRun] {
        runs.sorted { lhs, rhs in
            lhs.first == rhs.first ? lhs.id < rhs.id : lhs.first.lexicographicallyPrecedes(rhs.first)
        }
    }

    private static func all(_ rows: DirectStatement) throws -> [StoredRun] {
        var runs: [StoredRun] = []
        defer { rows.reset() }
        while try rows.step() {
            let bytes = rows.bytes(5)
            guard bytes.isEmpty || bytes.count == FirstBytes.encodedBytes else {
                throw InvalidValue(description: "the column first_bytes holds \(bytes.count) bytes")
            }
            runs.append(
                StoredRun(
                    id: try rows.integer(0, in: keys, "id"), archive: try rows.integer(1, in: keys, "archive_id"),
                    blocks: try rows.integer(2, in: places, "blocks"), first: Array(rows.bytes(3)),
                    last: Array(rows.bytes(4)), firstBytes: FirstBytes(encoded: bytes)))
        }
        return runs
    }
}
