import GRDB
import NgramBlocks

/// Reads series out of blocks, keeping the blocks last used at hand: in the order of the n-grams neighbours mostly lie
/// in the same block, or in one of a few, one for each sorted run of an archive.
final class BlockCache {
    /// An archive has been seen to be made of up to some ten sorted runs.
    private static let slots = 32

    private let path: String
    /// Each slot is a statement that stands on its block's row, so the block's memory is SQLite's and is not copied.
    private var statements: [DirectStatement] = []
    private var blocks: [Int64] = []
    private var lastUse: [Int] = []
    private var uses = 0
    private let database: Database

    init(_ database: Database, path: String) throws {
        self.database = database
        self.path = path
    }

    /// Reads the series of an n-gram, which lies at a position of a block.
    /// - Throws: `StoreError.damaged` when it is not there; what `work` throws.
    func withSeries<Value>(
        of ngram: UnsafeRawBufferPointer, block: Int64, position: Int, _ work: (inout SeriesDecoder) throws -> Value
    ) throws -> Value {
        var reader = BlockReader(try bytes(of: block), at: position)
        // The block would answer for whatever n-gram lies there.
        guard var item = try reader.next(), item.ngram.elementsEqual(ngram) else {
            throw StoreError.damaged(path: path, found: "block \(block) has another n-gram at byte \(position)")
        }
        return try work(&item.series)
    }

    /// The bytes of a block, valid until another is asked for.
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
                path: path, found: "block \(block) has encoding \(statement.integer(1)), which is not known")
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
