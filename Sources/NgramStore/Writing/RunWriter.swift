import GRDB
import NgramBlocks

/// Appends blocks to one run. What it has appended is complete in the store only after `flush`.
final class RunWriter {
    /// The number of bytes of a full piece of series. A piece that a leaf page cannot hold fills one overflow page with
    /// 16,380 bytes, and four of the remainders fill a leaf page (https://sqlite.org/fileformat2.html, 1.6).
    static let pieceBytes = 20_440

    /// The key of the run.
    let id: Int64
    /// The number of its blocks.
    private(set) var blocks: Int64
    /// The smallest n-gram; empty when there is no block yet.
    private(set) var first: [UInt8]
    /// The largest n-gram; empty when there is no block yet.
    private(set) var last: [UInt8]
    /// The first bytes of the n-grams; nil if those of earlier blocks are not known.
    private var firstBytes: FirstBytes?
    /// The first byte of the last n-gram of the last block, which is one of them.
    private var latestByte: UInt8?

    private let corpus: Int64
    private let statements: RunStatements
    private var nextPiece: Int64
    /// Series that are not stored yet: less than a piece between two calls.
    private var pending: [UInt8] = []
    private var isChanged = false

    /// Begins a run.
    init(new id: Int64, archive: Int64, corpus: Int64, _ statements: RunStatements) throws {
        (self.id, self.corpus, self.statements) = (id, corpus, statements)
        (blocks, nextPiece, first, last, firstBytes) = (0, 0, [], [], FirstBytes())
        statements.insertRun.bind(1, id)
        statements.insertRun.bind(2, archive)
        statements.insertRun.bindText(3, copying: [])
        statements.insertRun.bindText(4, copying: [])
        try statements.insertRun.run()
    }

    /// Continues a run of the store.
    init(_ run: StoredRun, corpus: Int64, nextPiece: Int64, _ statements: RunStatements) {
        (id, self.corpus, self.statements) = (run.id, corpus, statements)
        (blocks, first, last) = (run.blocks, run.first, run.last)
        firstBytes = run.blocks == 0 ? FirstBytes() : run.firstBytes
        self.nextPiece = nextPiece
    }

    /// Whether a block may follow the last one of the run.
    func admits(_ block: EncodedBlock) -> Bool {
        last.isEmpty || last.lexicographicallyPrecedes(block.first)
    }

    /// Appends a block, whose n-grams come after those of the run.
    func append(_ block: EncodedBlock) throws {
        let key = id << StoredRun.placeBits | blocks
        statements.insertHead.bind(1, key)
        statements.insertHead.bind(2, Int64(HeadCodec.version))
        try block.head.withUnsafeBytes { head in
            statements.insertHead.bindBlob(3, unowned: head)
            try statements.insertHead.run()
        }
        try insertBlock(block, key)
        pending.append(contentsOf: block.series)
        if pending.count >= Self.pieceBytes { try storePieces(upTo: pending.count / Self.pieceBytes) }
        if blocks == 0 { first = block.first }
        last = block.last
        try noteFirstBytes(of: block)
        blocks += 1
        isChanged = true
    }

    private func noteFirstBytes(of block: EncodedBlock) throws {
        guard let first = block.first.first, let last = block.last.first, first != last || first != latestByte,
            firstBytes != nil
        else { return }
        firstBytes?.insert(first)
        latestByte = last
        guard first != last else { return }
        // Few blocks have n-grams that begin differently.
        try block.head.withUnsafeBytes { head in
            let texts = try HeadReader(head).makeTexts()
            while try texts.next() {
                if let byte = texts.text.first { firstBytes?.insert(byte) }
            }
        }
    }

    private func insertBlock(_ block: EncodedBlock, _ key: Int64) throws {
        let row = statements.insertBlock
        row.bind(1, key)
        row.bind(2, corpus)
        row.bind(3, Int64(block.ngrams))
        row.bind(4, block.largestMatchCount)
        row.bind(5, block.largestVolumeCount)
        row.bind(9, nextPiece)
        row.bind(10, Int64(pending.count))
        row.bind(11, Int64(block.series.count))
        row.bind(12, block.checksum)
        try block.first.withUnsafeBytes { first in
            row.bindText(6, unowned: first)
            try block.last.withUnsafeBytes { last in
                row.bindText(7, unowned: last)
                try block.bounds.withUnsafeBytes { years in
                    row.bindBlob(8, unowned: years)
                    try row.run()
                }
            }
        }
    }

    /// Stores full pieces from the beginning of the pending series.
    private func storePieces(upTo count: Int) throws {
        try pending.withUnsafeBytes { bytes in
            for piece in 0..<count {
                let start = piece * Self.pieceBytes
                try store(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Self.pieceBytes]))
            }
        }
        pending.removeFirst(count * Self.pieceBytes)
    }

    private func store(_ piece: UnsafeRawBufferPointer) throws {
        statements.insertSeries.bind(1, id << StoredRun.placeBits | nextPiece)
        statements.insertSeries.bindBlob(2, unowned: piece)
        try statements.insertSeries.run()
        nextPiece += 1
    }

    /// Stores what is pending, as a short piece, and the run's row.
    func flush() throws {
        guard isChanged else { return }
        if !pending.isEmpty { try pending.withUnsafeBytes(store) }
        pending.removeAll(keepingCapacity: true)
        try statements.updateRun(id, blocks: blocks, first: first, last: last, firstBytes: firstBytes)
        isChanged = false
    }
}
