import GRDB
import NgramBlocks

/// A merge of overlapping runs of an archive into one run, of which the store keeps the state: every commit moves n-grams
/// from the sources to the target, and an interrupted merge continues after the last n-gram of the target.
///
/// Its owner alternates between `StoreWriter.supply`, on the writer's thread, and `merge`, on any thread. Not
/// thread-safe.
package final class StoredMerge: @unchecked Sendable {
    /// A block of a source that was supplied to the merger.
    fileprivate struct Supplied {
        var id: Int64
        var last: [UInt8]
        var ngrams: Int64
    }

    /// The number of bytes of blocks that are supplied in all, and that a step merges. It bounds the memory of a merge.
    private static let workBytes = 3 << 20

    fileprivate let archive: Int64
    fileprivate let target: RunWriter
    fileprivate let sources: [StoredRun]
    fileprivate var nextBlocks: [Int64]
    fileprivate var supplied: [[Supplied]]
    fileprivate var merger: RunMerger
    private var builder = BlockBuilder()

    fileprivate init(_ archive: Int64, into target: RunWriter, _ sources: [StoredRun]) {
        (self.archive, self.target, self.sources) = (archive, target, sources)
        nextBlocks = sources.map(\.keySpace.lowerBound)
        supplied = sources.map { _ in [] }
        merger = RunMerger(runs: sources.count, after: target.last)
    }

    /// The number of blocks of a source to supply at a time. A block has about 36 KB at most, unless a single n-gram is
    /// larger.
    fileprivate var blocksAtOnce: Int { max(1, Self.workBytes / (36 << 10) / sources.count) }

    /// Merges what is in memory.
    ///
    /// - Returns: the merged blocks, and why the merger stopped.
    /// - Throws: `CorruptBlock` when a block is damaged, `CountOverflow` when a sum exceeds `Int64.max`.
    package func merge() throws -> (blocks: [EncodedBlock], stop: RunMerger.Stop) {
        let stop = try merger.merge(into: &builder, upTo: Self.workBytes)
        return (stop == .isFinished ? builder.finish() : builder.takeBlocks(), stop)
    }
}

/// The statements of merges. A merge of many runs uses them thousands of times, and preparing one takes longer than most of
/// its uses.
final class MergeStatements {
    fileprivate let blocks: StoredBlocks
    /// The next blocks of a source.
    fileprivate let next: DirectStatement
    private let piece: DirectStatement
    /// Remove the rows from one key to the last before another.
    private let removeBlocks: DirectStatement
    private let removeHeads: DirectStatement
    private let removeSeries: DirectStatement

    init(_ database: Database, path: String) throws {
        blocks = try StoredBlocks(database, path: path, isReading: false)
        next = try DirectStatement(
            database,
            """
            SELECT id, last_ngram, ngrams, years FROM block WHERE id >= ? AND id < ? ORDER BY id LIMIT ?
            """)
        piece = try DirectStatement(database, "SELECT piece FROM block WHERE id = ?")
        removeBlocks = try DirectStatement(database, "DELETE FROM block WHERE id >= ? AND id < ?")
        removeHeads = try DirectStatement(database, "DELETE FROM head WHERE block_id >= ? AND block_id < ?")
        removeSeries = try DirectStatement(database, "DELETE FROM series WHERE id >= ? AND id < ?")
    }

    /// The piece in which the series of a block begin; nil if there is no such block.
    fileprivate func piece(of block: Int64) throws -> Int64? {
        piece.bind(1, block)
        defer { piece.reset() }
        return try piece.step() ? try piece.integer(0, in: StoredRun.places, "piece") : nil
    }

    /// Removes the blocks of a run before one of them, and the pieces before one of them.
    fileprivate func remove(_ run: StoredRun, blocksBefore block: Int64, piecesBefore piece: Int64) throws {
        for (statement, end) in [(removeBlocks, block), (removeHeads, block), (removeSeries, piece)] {
            statement.bind(1, run.keySpace.lowerBound)
            statement.bind(2, end)
            try statement.run()
        }
    }
}

extension StoreWriter {
    /// The largest number of runs that one merge combines. More runs are merged in several rounds.
    static let runsPerMerge = 128

    /// Begins to merge runs of an archive that overlap, or continues a merge that was interrupted. Nil when no runs
    /// overlap, so that the archive can be completed.
    package func beginMerge(of id: Int64) throws -> StoredMerge? {
        try perform { database in
            let writer = try archiveWriter(id, database)
            // Most archives are one run.
            if writer.isSingleRun { return nil }
            try beginTransaction(database)
            try writer.closeRun()
            let runs = try StoredRun.of(id, database)
            let targets = try Int64.fetchSet(
                database, sql: "SELECT DISTINCT target FROM run WHERE archive_id = ? AND target IS NOT NULL",
                arguments: [id])
            if let target = runs.first(where: { targets.contains($0.id) }) {
                let sources = try Int64.fetchSet(
                    database, sql: "SELECT id FROM run WHERE target = ?", arguments: [target.id])
                return StoredMerge(
                    id, into: try writer.continued(target, database), runs.filter { sources.contains($0.id) })
            }
            guard let group = RunOverlaps.groups(runs).first else { return nil }
            let sources = Array(group.prefix(Self.runsPerMerge))
            let target = try RunWriter(
                new: nextRun(), archive: id, corpus: writer.corpus, runStatements(database))
            for source in sources {
                try database.execute(
                    sql: "UPDATE run SET target = ? WHERE id = ?", arguments: [target.id, source.id])
            }
            return StoredMerge(id, into: target, sources)
        }
    }

    /// Supplies the next blocks of a source.
    package func supply(_ merge: StoredMerge, source: Int) throws {
        try perform { database in
            let run = merge.sources[source]
            let statements = try mergeStatements(database)
            let (rows, stored) = (statements.next, statements.blocks)
            rows.bind(1, merge.nextBlocks[source])
            rows.bind(2, run.keySpace.upperBound)
            rows.bind(3, Int64(merge.blocksAtOnce))
            defer { rows.reset() }
            let (head, series) = (ReusableBytes(), ReusableBytes())
            var blocks: [RunBlock] = []
            while try rows.step() {
                let place = try stored.readHead(of: rows.integer(0), into: head)
                try stored.readSeries(of: place, 0..<place.seriesBytes, into: series)
                blocks.append(
                    RunBlock(
                        head: Array(head.bytes), series: Array(series.bytes), bounds: Array(rows.bytes(3))))
                merge.supplied[source].append(
                    StoredMerge.Supplied(
                        id: place.id, last: Array(rows.bytes(1)), ngrams: rows.integer(2)))
                merge.nextBlocks[source] = place.id + 1
            }
            try merge.merger.supply(blocks, to: source)
        }
    }

    /// Stores merged blocks, and deletes the blocks of the sources whose n-grams are all stored.
    ///
    /// - Parameter isFinished: whether these are the last blocks; the sources are then removed.
    package func store(_ merge: StoredMerge, _ blocks: [EncodedBlock], isFinished: Bool) throws {
        try perform { database in
            try beginTransaction(database)
            let writer = try archiveWriter(merge.archive, database)
            writer.target = merge.target
            for block in blocks { try writer.append(block, to: merge.target) }
            for source in merge.sources.indices {
                try deleteMerged(merge, source, writer, database, isFinished: isFinished)
            }
            try didAppend(blocks, database)
            if isFinished {
                try beginTransaction(database)
                try writer.flush()
                writer.target = nil
                try database.execute(sql: "DELETE FROM run WHERE target = ?", arguments: [merge.target.id])
            }
        }
    }

    private func deleteMerged(
        _ merge: StoredMerge, _ source: Int, _ writer: ArchiveWriter, _ database: Database, isFinished: Bool
    ) throws {
        let merged = merge.supplied[source].prefix { !merge.target.last.lexicographicallyPrecedes($0.last) }
        let run = merge.sources[source]
        let statements = try mergeStatements(database)
        if isFinished {
            try statements.remove(run, blocksBefore: run.keySpace.upperBound, piecesBefore: run.keySpace.upperBound)
        } else if let end = merged.last?.id {
            // The series of the next block may begin in the last piece of this one.
            let piece = try statements.piece(of: end + 1) ?? 0
            try statements.remove(run, blocksBefore: end + 1, piecesBefore: run.keySpace.lowerBound + piece)
        }
        for block in merged { writer.removed(ngrams: block.ngrams) }
        merge.supplied[source].removeFirst(merged.count)
    }
}
