import NgramModel

/// Ends n-grams and blocks. This runs only once per n-gram, so it is not inlined.
extension PartialCountsBuilder {
    /// The rare path of `add`, for years that repeat or descend, which are very rare in Google's files. Collects the
    /// n-gram's observations, which are sorted when the n-gram ends.
    @usableFromInline
    mutating func addDisordered(_ observation: Observation) {
        if !fold.isDisordered {
            fold.isDisordered = true
            disordered.removeAll(keepingCapacity: true)
            SeriesEncoder.close(&cursor)
            disordered = decodeCurrent()
            cursor -= 1
        }
        disordered.append(observation)
    }

    private func decodeCurrent() -> [Observation] {
        let memory = UnsafeRawBufferPointer(start: text, count: cursor - text)
        var decoder = SeriesDecoder(memory, at: textLength)
        var observations: [Observation] = []
        // Decoding cannot fail: the encoder has just written these bytes. If it did fail, `verify` would find that the
        // series differs from the sums kept with it.
        while let observation = try? decoder.next() { observations.append(observation) }
        return observations
    }

    /// Completes the entry of the current n-gram, if there is one.
    @usableFromInline
    mutating func endNgram() {
        guard cursor != entryStart else { return }
        if fold.isDisordered { encodeDisordered() }
        if fold.overflowed { counts.overflowed = true }
        guard fold.year != 0 else {
            // All of its rows were bad or had only counts of zero, so the n-gram does not occur.
            cursor = entryStart
            textLength = 0
            return
        }
        SeriesEncoder.close(&cursor)
        counts.entries.append(
            PartialCounts.Entry(
                textOffset: UInt32(text - output), textLength: UInt32(textLength),
                position: UInt32(entryStart - blockStart),
                firstYear: UInt16(fold.firstYear), lastYear: UInt16(fold.year),
                matchCount: fold.matchCount, volumeCount: fold.volumeCount))
        do {
            try counts.matchSum.add(count: fold.matchCount)
            try counts.volumeSum.add(count: fold.volumeCount)
        } catch {
            counts.overflowed = true
        }
        entryStart = cursor
        textLength = 0
    }

    private mutating func encodeDisordered() {
        disordered.sort { $0.year < $1.year }
        cursor = text + textLength
        fold.year = 0
        fold.firstYear = disordered[0].year
        var index = 0
        while index < disordered.count {
            var sum = disordered[index]
            index += 1
            while index < disordered.count, disordered[index].year == sum.year {
                // A year's sum overflows only if the n-gram's sum does, which `add` has recorded.
                counts.repeatedYears &+= 1
                sum.matchCount &+= disordered[index].matchCount
                sum.volumeCount &+= disordered[index].volumeCount
                index += 1
            }
            SeriesEncoder.append(
                gap: sum.year - fold.year, matchCount: sum.matchCount, volumeCount: sum.volumeCount, to: &cursor)
            fold.year = sum.year
            // `add` has seen only the parts of a repeated year; the bounds must cover its sum.
            let span = sum.year >> CountBounds.spanShift
            matchPeaks[span] = max(matchPeaks[span], sum.matchCount)
            volumePeaks[span] = max(volumePeaks[span], sum.volumeCount)
        }
        disordered.removeAll(keepingCapacity: true)
    }

    /// Completes the current block, if it has bytes or rows.
    @usableFromInline
    mutating func endBlock() {
        let rows = counts.rows - rowsBefore
        guard cursor != blockStart || rows > 0 else { return }
        let entries = firstEntry..<counts.entries.count
        var block = PartialCounts.Block(
            bytes: (blockStart - output)..<(cursor - output), entries: entries, rows: rows,
            largestMatchCount: 0, largestVolumeCount: 0, extremes: nil, bounds: takeBounds(years: entries))
        if !entries.isEmpty {
            var extremes = (smallest: entries.lowerBound, largest: entries.lowerBound)
            for index in entries {
                block.largestMatchCount = max(block.largestMatchCount, counts.entries[index].matchCount)
                block.largestVolumeCount = max(block.largestVolumeCount, counts.entries[index].volumeCount)
                if precedes(index, extremes.smallest) { extremes.smallest = index }
                if precedes(extremes.largest, index) { extremes.largest = index }
            }
            block.extremes = extremes
        }
        counts.blocks.append(block)
        blockStart = cursor
        entryStart = cursor
        firstEntry = counts.entries.count
        rowsBefore = counts.rows
    }

    private func precedes(_ lhs: Int, _ rhs: Int) -> Bool {
        text(of: lhs).lexicographicallyPrecedes(text(of: rhs))
    }

    private func text(of index: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = counts.entries[index]
        return UnsafeBufferPointer(start: output + Int(entry.textOffset), count: Int(entry.textLength))
    }

    /// Encodes the peaks of the block's spans and clears them for the next block.
    private mutating func takeBounds(years entries: Range<Int>) -> [UInt8] {
        // A row that was rolled back may have left a peak outside the entries' years, so this searches all spans.
        guard let first = (0..<CountBounds.spans).first(where: { matchPeaks[$0] | volumePeaks[$0] != 0 }),
            let last = (0..<CountBounds.spans).last(where: { matchPeaks[$0] | volumePeaks[$0] != 0 })
        else { return [0, 0] }
        var bounds = [UInt8(truncatingIfNeeded: first), UInt8(truncatingIfNeeded: first >> 8)]
        for span in first...last {
            bounds.append(CountBounds.code(matchPeaks[span]))
            bounds.append(CountBounds.code(volumePeaks[span]))
            matchPeaks[span] = 0
            volumePeaks[span] = 0
        }
        return bounds
    }
}
