import GRDB
import NgramBlocks

/// Reads series from blocks, and caches the most recently used blocks. Consecutive n-grams are usually in the same
/// block, or in one of a few blocks: one for each sorted run of an archive.
final class BlockCache {
    /// Archives consist of up to about ten sorted runs.
    private static let slots = 32

    private let path: String
    /// Each slot is a statement positioned on its block's row, so the block stays in SQLite's memory and is not copied.
    private var statements: [DirectStatement] = []
    private var blocks: [Int64] = []
    private var lastUse: [Int] = []
    private var uses = 0
    private let database: Database

    init(_ database: Database, path: String) throws {
        self.database = database
        self.path = path
    }

    /// Reads the series of an n-gram at a position of a block.
    /// - Throws: `StoreError.damaged` when the n-gram is not there; any error of `work`.
    func withSeries<Value>(
        of ngram: UnsafeRawBufferPointer, block: Int64, position: Int, _ work: (inout SeriesDecoder) throws -> Value
    ) throws -> Value {
        var reader = BlockReader(try bytes(of: block), at: position)
        // Without this check a wrong position would return the counts of another n-gram.
        guard var item = try reader.next(), item.ngram.elementsEqual(ngram) else {
            throw StoreError.damaged(path: path, found: "block \(block) has another n-gram at byte \(position)")
        }
        return try work(&item.series)
    }

    /// The bytes of a block, valid until the next call.
    /// - Throws: `StoreError.damaged` when the block is missing or has an unknown encoding.
    func bytes(of block: Int64) throws -> UnsafeRawBufferPointer {
        uses += 1
        if let slot = blocks.firstIndex(of: block) {
            lastUse[slot] = uses
            return statements[slot].bytes(0)
        }
        let slot = try freeSlot()
        let statement = statements[slot]
        statement.bind(1, block)
        guard try statement.step() else {
            throw StoreError.damaged(path: path, found: "block \(block) is missing")
        }
        guard statement.integer(1) == Int64(SeriesCodec.version) else {
            throw StoreError.damaged(
                path: path, found: "block \(block) has encoding \(statement.integer(1)), which is unknown")
        }
        blocks[slot] = block
        lastUse[slot] = uses
        return statement.bytes(0)
    }

    private func freeSlot() throws -> Int {
        if statements.count < Self.slots {
            statements.append(try DirectStatement(database, "SELECT data, codec FROM block WHERE id = ?"))
            blocks.append(-1)
            lastUse.append(0)
            return statements.count - 1
        }
        let oldest = lastUse.indices.min { lastUse[$0] < lastUse[$1] } ?? 0
        statements[oldest].reset()
        blocks[oldest] = -1
        return oldest
    }
}
