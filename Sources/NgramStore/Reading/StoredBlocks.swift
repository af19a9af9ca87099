import GRDB
import NgramBlocks

/// Memory whose content is replaced again and again, and which stays in place while it is read.
final class ReusableBytes {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 8)
    private var count = 0

    /// The bytes of memory that it holds.
    var capacity: Int { memory.count }

    deinit { memory.deallocate() }

    /// The content, valid until it changes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory.baseAddress, count: count) }

    func removeAll() {
        count = 0
    }

    /// Removes the content and gives the memory back.
    func release() {
        count = 0
        memory.deallocate()
        memory = .allocate(byteCount: 0, alignment: 8)
    }

    /// Adds bytes to the content. The memory grows with the bytes that are there.
    func append(_ bytes: UnsafeRawBufferPointer) {
        if count + bytes.count > memory.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(count + bytes.count, 2 * memory.count), alignment: 8)
            larger.copyMemory(from: self.bytes)
            memory.deallocate()
            memory = larger
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }
}

/// What finds the head and the series of a block: a part of a row of the table `block`.
struct BlockPlace {
    /// The key of the block.
    var id: Int64
    /// The place in the run of the piece in which the block's series begin.
    var piece: Int64
    /// Where in the piece, in bytes.
    var position: Int
    /// The number of bytes of the block's series.
    var seriesBytes: Int

    /// The key of the run.
    var run: Int64 { id >> StoredRun.placeBits }
}

/// Reads blocks of runs. One set of statements serves all runs.
final class StoredBlocks {
    /// The path of the store.
    let path: String
    /// Memory for what is read and used at once.
    let scratch = ReusableBytes()
    private let isReading: Bool
    private let heads: DirectStatement
    private let firsts: DirectStatement
    private let pieces: DirectStatement
    /// The first n-grams of blocks that were looked up. Searches meet the same blocks again: the middle ones of a run, and
    /// those of the spellings of a word.
    private var knownFirsts: [Int64: [UInt8]] = [:]
    /// The gaps of each run, by its key.
    private var gaps: [Int64: RunGaps] = [:]
    /// The most first n-grams to keep. They take some 6 MB.
    private static let largestKnown = 50_000

    /// - Parameter isReading: whether a reader uses them, not the writer.
    init(_ database: Database, path: String, isReading: Bool = true) throws {
        (self.path, self.isReading) = (path, isReading)
        heads = try DirectStatement(
            database,
            """
            SELECT piece, position, series_bytes, codec, data FROM block JOIN head ON block_id = block.id
            WHERE block.id = ?
            """)
        firsts = try DirectStatement(database, "SELECT first_ngram FROM block WHERE id = ?")
        pieces = try DirectStatement(database, "SELECT data FROM series WHERE id = ?")
    }

    /// Runs work on the blocks. Errors of a reader name this store, because it may read several as one; the writer
    /// translates its own.
    func naming<Value>(_ work: () throws -> Value) throws -> Value {
        isReading ? try translatingErrors(path: path, .reading, work) : try work()
    }

    /// Reads the head of a block into memory.
    /// - Throws: `StoreError.damaged` when the block is missing or has an unknown encoding.
    func readHead(of block: Int64, into memory: ReusableBytes) throws -> BlockPlace {
        heads.bind(1, block)
        defer { heads.reset() }
        guard try heads.step() else { throw damaged("block \(block) is missing") }
        guard heads.integer(3) == Int64(HeadCodec.version) else {
            throw damaged("block \(block) has encoding \(heads.integer(3)), which is unknown")
        }
        memory.removeAll()
        memory.append(heads.bytes(4))
        return BlockPlace(
            id: block, piece: try heads.integer(0, in: StoredRun.places, "piece"),
            position: Int(try heads.integer(1, in: StoredValues.positions, "position")),
            seriesBytes: Int(try heads.integer(2, in: StoredValues.positions, "series_bytes")))
    }

    /// Reads a part of the series of a block into memory.
    ///
    /// - Parameter range: bytes of the block's series.
    /// - Throws: `StoreError.damaged` when a piece is missing.
    func readSeries(of place: BlockPlace, _ range: Range<Int>, into memory: ReusableBytes) throws {
        memory.removeAll()
        var piece = place.run << StoredRun.placeBits + place.piece
        var start = place.position + range.lowerBound
        var rest = range.count
        while rest > 0 {
            pieces.bind(1, piece)
            defer { pieces.reset() }
            guard try pieces.step() else { throw damaged("a piece of the series of block \(place.id) is missing") }
            let data = pieces.bytes(0)
            guard !data.isEmpty else { throw damaged("a piece of the series of block \(place.id) is empty") }
            if start < data.count {
                let part = UnsafeRawBufferPointer(rebasing: data[start..<min(data.count, start + rest)])
                memory.append(part)
                rest -= part.count
            }
            start = max(0, start - data.count)
            piece += 1
        }
    }

    /// The key of the block of a run that holds an n-gram, if any block does: the last one whose first n-gram is not
    /// greater. Nil when the n-gram comes before the run.
    func find(_ ngram: UnsafeRawBufferPointer, in run: StoredRun) throws -> Int64? {
        var range = run.blockKeys
        // All blocks before the range begin at or before the n-gram, all blocks after it begin after the n-gram.
        while !range.isEmpty {
            let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
            if try begins(middle, after: ngram) {
                range = range.lowerBound..<middle
            } else {
                range = middle + 1..<range.upperBound
            }
        }
        return range.lowerBound > run.blockKeys.lowerBound ? range.lowerBound - 1 : nil
    }

    /// The key of the block of a run that holds an n-gram, if any block does, among the blocks from `start`. Quick if it is
    /// near `start`.
    ///
    /// - Parameter start: a block whose first n-gram is not greater than the n-gram.
    func find(_ ngram: UnsafeRawBufferPointer, in run: StoredRun, from start: Int64) throws -> Int64 {
        var (low, step) = (start, Int64(1))
        // The block at `low` begins at or before the n-gram, the one at `high` after it.
        var high = run.blockKeys.upperBound
        while low + step < high {
            guard try !begins(low + step, after: ngram) else {
                high = low + step
                break
            }
            low += step
            step *= 2
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if try begins(middle, after: ngram) { high = middle } else { low = middle }
        }
        return low
    }

    private func begins(_ block: Int64, after ngram: UnsafeRawBufferPointer) throws -> Bool {
        try first(of: block).withUnsafeBytes { precedes(ngram, $0) }
    }

    /// The first n-gram of a block, as the index has it.
    /// - Throws: `StoreError.damaged` when the block is missing.
    func first(of block: Int64) throws -> [UInt8] {
        if let known = knownFirsts[block] { return known }
        firsts.bind(1, block)
        defer { firsts.reset() }
        guard try firsts.step() else { throw damaged("block \(block) is missing") }
        let first = Array(firsts.bytes(0))
        if knownFirsts.count < Self.largestKnown { knownFirsts[block] = first }
        return first
    }

    /// The end of the gap of a run in which an n-gram is known to lie; nil if the run may have the n-gram.
    func endOfGap(around ngram: UnsafeRawBufferPointer, in run: StoredRun) -> [UInt8]? {
        gaps[run.id]?.end(around: ngram)
    }

    /// Remembers that a run does not have an n-gram.
    ///
    /// - Parameters:
    ///   - next: the next n-gram of the block; nil if the n-gram comes after all of the block.
    ///   - block: the block in which the n-gram would be.
    func learnGap(from ngram: [UInt8], to next: [UInt8]?, in block: Int64, of run: StoredRun) throws {
        var end = next
        if end == nil, block + 1 < run.blockKeys.upperBound { end = try first(of: block + 1) }
        // If the run ends there, no gap is needed.
        if let end { gaps[run.id, default: RunGaps()].insert(from: ngram, to: end) }
    }

    func damaged(_ found: String) -> StoreError { StoreError.damaged(path: path, found: found) }
}
