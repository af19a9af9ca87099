import NgramBlocks
import NgramModel
import NgramTestSupport

/// The codecs of series and heads.
enum SeriesCheck {
    static func run(_ input: [UInt8]) throws {
        let fuzz = FuzzInput(input, settings: 5)
        try checkSeries(fuzz)
        try checkHead(fuzz)
        try checkBounds(fuzz)
        try checkRoundTrip(fuzz)
    }

    /// Decodes the bytes as a series. Its observations, and sums over some years, must be those of the model.
    private static func checkSeries(_ fuzz: FuzzInput) throws {
        let (expected, isWhole) = NaiveSeries.decode(fuzz.bytes)
        let found = try withGuardedBytes(fuzz.bytes) { memory in
            var decoder = SeriesDecoder(memory)
            return read(&decoder)
        }
        try agree(found.read, expected, "the observations")
        try agree(found.isWhole, isWhole, "whether the series is whole")
        try checkSums(fuzz, expected, isWhole)
        guard isWhole else { return }
        // The observations encode to the same bytes as in the model. (Years without counts are not encoded.)
        let kept = expected.filter { $0.matchCount | $0.volumeCount != 0 }
        let counts = try encode([(Array("n".utf8), kept)], limits: BlockLimits())
        // Counts that overflow are not encoded.
        if counts.overflowed { return }
        let blocks = counts.blocks
        try agree(blocks.first?.series ?? [], NaiveSeries.encode(kept), "the series, encoded")
    }

    private static func checkSums(_ fuzz: FuzzInput, _ expected: [Observation], _ isWhole: Bool) throws {
        let first = fuzz.wideSetting(0) % 10_000
        let years = first...max(first, fuzz.wideSetting(2) % 10_000)
        let counted = expected.filter { years.contains($0.year) }
        let sums = try withGuardedBytes(fuzz.bytes) { memory -> SeriesTotal? in
            var decoder = SeriesDecoder(memory)
            return try? decoder.sum(years: years)
        }
        try agree(sums != nil, isWhole, "whether the series can be summed")
        guard let sums else { return }
        try agree(sums.firstYear, counted.first?.year ?? 0, "the first year")
        try agree(sums.lastYear, counted.last?.year ?? 0, "the last year")
        let match = counted.reduce(Int128(0)) { $0 + Int128($1.matchCount) }
        let volume = counted.reduce(Int128(0)) { $0 + Int128($1.volumeCount) }
        try agree(sums.overflowed, max(match, volume) > Int128(Int64.max), "whether a sum overflowed")
        guard !sums.overflowed else { return }
        try agree(Int128(sums.matchCount), match, "the sum of the match counts")
        try agree(Int128(sums.volumeCount), volume, "the sum of the volume counts")
    }

    /// Decodes the bytes as the head of a block, which must be accepted or refused without reading outside them.
    private static func checkHead(_ fuzz: FuzzInput) throws {
        let found = try withGuardedBytes(fuzz.bytes) { memory -> [NaiveHead.Entry]? in
            try? {
                let reader = try HeadReader(memory)
                let texts = reader.makeTexts()
                var entries = reader.makeEntries(seriesBytes: fuzz.wideSetting(0))
                var all: [NaiveHead.Entry] = []
                while try texts.next(), let entry = try entries.next() {
                    all.append(
                        NaiveHead.Entry(
                            text: Array(texts.text), match: entry.matchCount, volume: entry.volumeCount,
                            years: entry.firstYear...entry.lastYear, seriesBytes: entry.series.count))
                }
                guard try entries.next() == nil else { throw CorruptBlock(part: "counts", position: 0) }
                return all
            }()
        }
        // What is accepted must be what the documentation says about the bytes.
        if let found { try agree(NaiveHead.decode(fuzz.bytes), found, "the n-grams of the head") }
    }

    /// Decodes the bytes as bounds, which must have the meaning that their documentation specifies.
    private static func checkBounds(_ fuzz: FuzzInput) throws {
        let first = fuzz.wideSetting(0) % 10_000
        let years = first...max(first, fuzz.wideSetting(2) % 10_000)
        for measure in CountMeasure.allCases {
            let found = try withGuardedBytes(fuzz.bytes) { CountBounds.bound($0, years: years, of: measure) }
            let expected = NaiveBounds.bound(fuzz.bytes, years: years, of: measure)
            try agree(found, expected, "the bound of \(measure) counts over \(years)")
        }
    }

    /// Takes the bytes for observations in any order, encodes them, and reads them back.
    private static func checkRoundTrip(_ fuzz: FuzzInput) throws {
        var source = fuzz.bytes[...]
        var ngrams: [(ngram: [UInt8], series: [Observation])] = []
        while let head = source.popFirst() {
            let name = [UInt8](repeating: 0x61 + head % 3, count: head == 0xFF ? 200 : 1 + Int(head) / 100)
            var series: [Observation] = []
            for _ in 0..<1 + head / 32 where !source.isEmpty { series.append(observation(&source)) }
            ngrams.append((name, series))
        }
        var model = CountsModel()
        let all = ngrams.flatMap { ngram in ngram.series.map { (ngram.ngram, $0) } }
        let overflows = [\Observation.matchCount, \Observation.volumeCount].contains { count in
            all.reduce(Int128(0)) { $0 + Int128($1.1[keyPath: count]) } > Int128(Int64.max)
        }
        let limits = BlockLimits(headBytes: fuzz.setting(4) * 4 + 1, seriesBytes: fuzz.setting(4) * 2 + 1)
        let counts = try encode(ngrams, limits: limits)
        try agree(counts.overflowed, overflows, "whether a sum overflowed")
        guard !overflows else { return }
        for (ngram, row) in all {
            model.add(ngram, year: row.year, match: row.matchCount, volume: row.volumeCount)
        }
        try CountsCheck.run(counts, model, rows: all.count, limits: limits, areBoundsTight: true)
    }

    /// A year and two counts from three bytes or more, small and large ones alike.
    private static func observation(_ source: inout ArraySlice<UInt8>) -> Observation {
        func number() -> UInt64 {
            let head = source.popFirst() ?? 0
            guard head >= 0xF0 else { return UInt64(head) }
            return (0...head & 7).reduce(0) { number, _ in number << 8 | UInt64(source.popFirst() ?? 0) }
        }
        let (year, match, volume) = (number(), number(), number())
        return Observation(
            year: Int(year % 9999) + 1, matchCount: Int64(match >> 1), volumeCount: Int64(volume >> 1))
    }

    private static func encode(
        _ ngrams: [(ngram: [UInt8], series: [Observation])], limits: BlockLimits
    ) throws -> PartialCounts {
        let size = ngrams.reduce(0) { $0 + ($1.ngram.count + 64) * ($1.series.count + 1) }
        var builder = PartialCountsBuilder(partitionBytes: size, limits: limits)
        for (ngram, series) in ngrams {
            ngram.withUnsafeBufferPointer { builder.begin($0.baseAddress!, length: $0.count) }
            for row in series {
                builder.add(year: row.year, matchCount: row.matchCount, volumeCount: row.volumeCount)
                builder.endRow()
            }
        }
        return builder.finish()
    }

    private static func read(_ decoder: inout SeriesDecoder) -> (read: [Observation], isWhole: Bool) {
        var observations: [Observation] = []
        do {
            while let observation = try decoder.next() { observations.append(observation) }
            return (observations, true)
        } catch {
            return (observations, false)
        }
    }
}
