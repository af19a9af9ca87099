import NgramModel

/// Ends n-grams and blocks. This runs only once per n-gram, so it is not inlined.
extension PartialCountsBuilder {
    /// The rare path of `add`, for years that repeat or descend, which are very rare in Google's files. Collects the
    /// n-gram's observations, which are sorted when the n-gram ends.
    @usableFromInline
    mutating func addDisordered(_ observation: Observation) {
        if !fold.isDisordered {
            fold.isDisordered = true
            disordered = decodeCurrent()
        }
        disordered.append(observation)
    }

    private func decodeCurrent() -> [Observation] {
        let series = text + textLength
        var decoder = SeriesDecoder(UnsafeRawBufferPointer(start: series, count: cursor - series))
        var observations: [Observation] = []
        // Decoding cannot fail: the encoder has just written these bytes. If it did fail, `verify` would find that the
        // series differs from the sums kept with it.
        while let observation = try? decoder.next() { observations.append(observation) }
        return observations
    }

    /// Completes the current n-gram, if there is one.
    @usableFromInline
    mutating func endNgram() {
        guard textLength > 0 else { return }
        defer { textLength = 0 }
        if fold.isDisordered { encodeDisordered() }
        if fold.overflowed { counts.overflowed = true }
        guard fold.year != 0 else {
            // All of its rows were bad or had only counts of zero, so the n-gram does not occur.
            cursor = text
            return
        }
        let ngram = FoldedNgram(
            offset: UInt32(text - output), textLength: UInt32(textLength),
            seriesLength: UInt32(cursor - text - textLength), firstYear: UInt16(fold.firstYear),
            lastYear: UInt16(fold.year), matchCount: fold.matchCount,
            volumeCount: fold.volumeCount)
        // Counts that overflowed are invalid, and nothing more is encoded.
        guard !counts.overflowed else {
            cursor = text
            return
        }
        addToBlock(ngram)
        ngrams.append(ngram)
        counts.observations &+= Int64(fold.observations)
        do {
            try counts.matchSum.add(count: fold.matchCount)
            try counts.volumeSum.add(count: fold.volumeCount)
        } catch {
            counts.overflowed = true
        }
        if counts.firstYear == 0 || fold.firstYear < counts.firstYear { counts.firstYear = fold.firstYear }
        counts.lastYear = max(counts.lastYear, fold.year)
    }

    /// Adds an n-gram to the block being filled while all n-grams have ascended. Afterward only counts those that do
    /// not ascend; `finish` sorts them.
    private mutating func addToBlock(_ ngram: FoldedNgram) {
        if counts.descents == 0 {
            let text = textBytes(ngram)
            if blocks.add(text, ngram.entry, series: seriesBytes(ngram)) { return }
            counts.descents = 1
        } else if let previous = ngrams.last, !precedes(textBytes(previous), textBytes(ngram)) {
            counts.descents += 1
        }
    }

    private mutating func encodeDisordered() {
        disordered.sort { $0.year < $1.year }
        cursor = text + textLength
        fold.year = 0
        fold.observations = 0
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
            fold.observations += 1
            // `add` has seen only the parts of a repeated year; the bounds must cover its sum.
            let span = sum.year >> CountBounds.spanShift
            matchPeaks[span] = max(matchPeaks[span], sum.matchCount)
            volumePeaks[span] = max(volumePeaks[span], sum.volumeCount)
        }
        disordered.removeAll(keepingCapacity: true)
    }

    /// Completes the current block, whose bounds are the peaks since the previous one.
    @usableFromInline
    mutating func endBlock() {
        blocks.endBlock(bounds: takeBounds())
    }

    /// Whether the next n-gram belongs to another block.
    @usableFromInline
    var isBlockFull: Bool { blocks.isBlockFull }

    /// Ends the last n-gram and the last block and returns the counts. The builder can then be used for another
    /// partition.
    package mutating func finish() -> PartialCounts {
        endNgram()
        endBlock()
        if counts.descents > 0 {
            blocks.removeAll()
            encodeSorted()
        }
        counts.blocks = blocks.takeBlocks()
        blocks.removeAll()
        if let first = ngrams.first { counts.firstRead = Array(textBytes(first)) }
        if let last = ngrams.last { counts.lastRead = Array(textBytes(last)) }
        ngrams.removeAll(keepingCapacity: true)
        let result = counts
        counts = PartialCounts()
        cursor = output
        text = output
        return result
    }

    /// Encodes the n-grams of a partition that is not sorted: in ascending order, each once.
    private mutating func encodeSorted() {
        let order = sortedOrder()
        var start = 0
        while start < order.count {
            let ngram = ngrams[Int(order[start].index)]
            let text = textBytes(ngram)
            var end = start + 1
            while end < order.count, order[end].key == order[start].key,
                textBytes(ngrams[Int(order[end].index)]).elementsEqual(text)
            { end += 1 }
            do {
                if end == start + 1 {
                    try blocks.append(text, ngram.entry, series: seriesBytes(ngram))
                } else {
                    try appendSum(of: order[start..<end].map { ngrams[Int($0.index)] })
                }
            } catch {
                // The texts ascend and the series were just encoded, so the only possible error is an overflow.
                counts.overflowed = true
            }
            start = end
        }
        blocks.finishBlock()
    }

    private mutating func appendSum(of parts: [FoldedNgram]) throws {
        let summer = SeriesSummer()
        for part in parts { try summer.add(seriesBytes(part)) }
        try summer.finish()
        counts.observations -= Int64(summer.summedObservations)
        var entry = parts[0].entry
        for part in parts.dropFirst() { try entry.add(part.entry) }
        let text = textBytes(parts[0])
        try summer.encoded.withUnsafeBytes { series in try blocks.append(text, entry, series: series) }
    }

    private struct SortKey {
        /// The first eight bytes of the text as a big-endian number, so that most comparisons look at no text.
        var key: UInt64
        var index: UInt32
    }

    /// The indexes of the n-grams in ascending byte order; equal ones in the order of the partition.
    private func sortedOrder() -> [SortKey] {
        var order = ngrams.indices.map { index in
            let text = textBytes(ngrams[index])
            // Bounds: the text is followed by its series and the spare capacity of the output, so eight bytes can be
            // read; those after the text are masked out.
            let word = UInt64(bigEndian: text.baseAddress!.loadUnaligned(as: UInt64.self))
            let unused = UInt64(64 - 8 * min(8, text.count))
            return SortKey(key: (word >> unused) << unused, index: UInt32(index))
        }
        order.sort { lhs, rhs in
            if lhs.key != rhs.key { return lhs.key < rhs.key }
            let (left, right) = (textBytes(ngrams[Int(lhs.index)]), textBytes(ngrams[Int(rhs.index)]))
            if precedes(left, right) { return true }
            return precedes(right, left) ? false : lhs.index < rhs.index
        }
        return order
    }

    private func textBytes(_ ngram: FoldedNgram) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: output + Int(ngram.offset), count: Int(ngram.textLength))
    }

    private func seriesBytes(_ ngram: FoldedNgram) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: output + Int(ngram.offset) + Int(ngram.textLength), count: Int(ngram.seriesLength))
    }

    /// Encodes the peaks of the block's spans and clears them for the next block.
    private mutating func takeBounds() -> [UInt8] {
        // A row that was rolled back may have left a peak outside the n-grams' years, so this searches all spans.
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

/// An n-gram of the partition being folded, whose text and series are in the builder's output.
@usableFromInline
struct FoldedNgram {
    /// The offset of its text in the output; its series follows.
    var offset: UInt32
    var textLength: UInt32
    var seriesLength: UInt32
    var firstYear: UInt16
    var lastYear: UInt16
    var matchCount: Int64
    var volumeCount: Int64

    /// What the head of its block records.
    var entry: HeadEntries.Entry {
        HeadEntries.Entry(
            matchCount: matchCount, volumeCount: volumeCount, firstYear: Int(firstYear), lastYear: Int(lastYear),
            series: 0..<Int(seriesLength))
    }
}
