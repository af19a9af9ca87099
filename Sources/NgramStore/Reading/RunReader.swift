import NgramBlocks

/// Reads the n-grams of a run in ascending byte order.
final class RunReader: NgramReader {
    /// The run.
    let run: StoredRun
    /// What the head says about the current n-gram.
    @exclusivity(unchecked) private(set) var entry = HeadEntries.Entry(
        matchCount: 0, volumeCount: 0, firstYear: 1, lastYear: 1, series: 0..<0)

    let blocks: StoredBlocks
    private var nextBlock: Int64
    private let head = ReusableBytes()
    private let seriesMemory = ReusableBytes()
    private var isSeriesRead = false
    private var place: BlockPlace?
    private var isParked = false
    /// The bytes of memory that it holds for its block.
    private(set) var memory = 0
    /// The first n-gram of the next block, once it was needed.
    private var firstOfNextBlock: [UInt8]?
    private let texts = HeadTexts()
    @exclusivity(unchecked) private var entries = HeadEntries()

    /// A reader before the first n-gram of a run.
    init(_ run: StoredRun, _ blocks: StoredBlocks) {
        self.run = run
        self.blocks = blocks
        nextBlock = run.blockKeys.lowerBound
    }

    /// The current n-gram, valid until the next call of `advance`.
    @inline(__always) var text: UnsafeRawBufferPointer { texts.text }

    /// Moves to the next n-gram; false at the end.
    /// - Throws: `StoreError.damaged` or `CorruptBlock`.
    @inline(__always)
    func advance() throws -> Bool {
        if isParked { try blocks.naming(resume) }
        while true {
            if try advanceInBlock() { return true }
            guard try blocks.naming(readBlock) else { return false }
        }
    }

    @inline(__always)
    private func advanceInBlock() throws -> Bool {
        do throws(CorruptBlock) {
            guard try texts.next() else { return false }
            guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
            self.entry = entry
            return true
        } catch {
            throw StoreError.damaged(path: blocks.path, found: error.description)
        }
    }

    /// Moves to the first n-gram that is not less than the given one; false when there is none. Must be called before
    /// `advance`.
    func seek(_ ngram: [UInt8]) throws -> Bool {
        try ngram.withUnsafeBytes { ngram in
            if let block = try blocks.find(ngram, in: run) { nextBlock = block }
            while try advance() {
                if !precedes(text, ngram) { return true }
            }
            return false
        }
    }

    /// Moves to the first n-gram that is not less than the given one, from an n-gram that is less; false when there is
    /// none. Blocks between them are not read.
    ///
    /// - Parameter ngram: must not be the text of this reader.
    func advance(to ngram: UnsafeRawBufferPointer) throws -> Bool {
        if nextBlock < run.blockKeys.upperBound {
            if firstOfNextBlock == nil { firstOfNextBlock = try blocks.first(of: nextBlock) }
            if let first = firstOfNextBlock, !first.withUnsafeBytes({ precedes(ngram, $0) }) {
                // The n-gram is in a later block, or before the first n-gram of one.
                let block = try blocks.find(ngram, in: run, from: nextBlock)
                skipBlock()
                nextBlock = block
            }
        }
        while try advance() {
            if !precedes(text, ngram) { return true }
        }
        return false
    }

    /// The series of the current n-gram, valid until the next call of `advance`, or of `series` of any reader.
    func series() throws -> UnsafeRawBufferPointer {
        guard let place else { throw CorruptBlock(part: "series", position: 0) }
        guard !isParked else {
            try blocks.readSeries(of: place, entry.series, into: blocks.scratch)
            return blocks.scratch.bytes
        }
        if !isSeriesRead {
            try blocks.readSeries(of: place, 0..<place.seriesBytes, into: seriesMemory)
            isSeriesRead = true
            updateMemory()
        }
        // Bounds: `HeadEntries` gives only ranges within `seriesBytes`, and `readSeries` read that many.
        return UnsafeRawBufferPointer(rebasing: seriesMemory.bytes[entry.series])
    }

    func park() {
        guard !isParked, place != nil else { return }
        texts.suspend()
        head.release()
        seriesMemory.release()
        isSeriesRead = false
        isParked = true
        updateMemory()
    }

    /// Continues after `park`.
    private func resume() throws {
        guard let parked = place else { return }
        place = try blocks.readHead(of: parked.id, into: head)
        let reader = try HeadReader(head.bytes)
        try texts.resume(reader)
        try entries.resume(reader)
        isParked = false
        updateMemory()
    }

    private func updateMemory() {
        memory = head.capacity + seriesMemory.capacity + texts.capacity
    }

    /// Leaves the rest of the current block out.
    private func skipBlock() {
        isParked = false
        texts.end()
        entries = HeadEntries()
        firstOfNextBlock = nil
    }

    private func readBlock() throws -> Bool {
        // The other columns must end with the texts.
        guard try entries.next() == nil else { throw CorruptBlock(part: "texts", position: 0) }
        firstOfNextBlock = nil
        guard nextBlock < run.blockKeys.upperBound else { return false }
        let place = try blocks.readHead(of: nextBlock, into: head)
        let reader = try HeadReader(head.bytes)
        texts.begin(reader)
        entries = reader.makeEntries(seriesBytes: place.seriesBytes)
        self.place = place
        isSeriesRead = false
        nextBlock += 1
        updateMemory()
        return true
    }
}
