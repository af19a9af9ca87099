import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

/// The blocks of a model's n-grams.
private func blocks(of model: CountsModel, blockBytes: Int) throws -> [EncodedBlock] {
    var builder = BlockBuilder(limits: BlockLimits(headBytes: blockBytes, seriesBytes: blockBytes))
    for dumped in model.dump() {
        let series = NaiveSeries.encode(dumped.series)
        let entry = HeadEntries.Entry(
            matchCount: dumped.matchSum, volumeCount: dumped.volumeSum, firstYear: dumped.series[0].year,
            lastYear: dumped.series[dumped.series.count - 1].year, series: 0..<series.count)
        try dumped.ngram.withUnsafeBytes { text in
            try series.withUnsafeBytes { try builder.append(text, entry, series: $0) }
        }
    }
    return builder.finish()
}

/// The n-grams of blocks, with their series.
private func dump(_ blocks: [EncodedBlock]) throws -> [DumpedNgram] {
    try blocks.flatMap { try #require($0.decoded()) }
}

/// Random runs that share n-grams, and their sum.
private func randomRuns(_ count: Int, _ random: inout SeededRandom) -> (runs: [CountsModel], sum: CountsModel) {
    let vocabulary = RandomNgrams.many(300, &random)
    var sum = CountsModel()
    let runs = (0..<count).map { _ in
        var run = CountsModel()
        let share = random.int(1...20)
        for ngram in vocabulary where random.oneIn(share) {
            for _ in 0..<random.int(1...8) {
                run.add(
                    ngram, year: random.int(1...9999), match: Int64(random.int(1...1_000_000)),
                    volume: Int64(random.int(0...30)))
            }
        }
        sum.add(run)
        return run
    }
    return (runs, sum)
}

/// Merges runs as the owner of a store would: supplies what is asked for, a few blocks at a time.
///
/// - Parameter limit: how many stops to go through, for an interruption.
private func merge(
    _ runs: [[EncodedBlock]], after last: [UInt8] = [], stops limit: Int = .max, _ random: inout SeededRandom
) throws -> (merged: [EncodedBlock], isFinished: Bool) {
    var merger = RunMerger(runs: runs.count, after: last)
    var supplied = [Int](repeating: 0, count: runs.count)
    var builder = BlockBuilder(limits: BlockLimits(headBytes: 150, seriesBytes: 300))
    var merged: [EncodedBlock] = []
    for _ in 0..<limit {
        switch try merger.merge(into: &builder, upTo: random.int(1...2000)) {
        case .needsBlocks(let run):
            let next = runs[run].dropFirst(supplied[run]).prefix(random.int(1...3))
            supplied[run] += next.count
            try merger.supply(next.map { RunBlock($0) }, to: run)
        case .isFull: merged += builder.takeBlocks()
        case .isFinished:
            for (index, run) in runs.enumerated() { #expect(merger.mergedBlocks(of: index) == run.count) }
            return (merged + builder.finish(), true)
        }
    }
    return (merged, false)
}

@Suite struct RunMergerTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `merged runs hold every n-gram once, in order, with exact sums`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (runs, sum) = randomRuns(random.int(1...12), &random)
        let encoded = try runs.map { try blocks(of: $0, blockBytes: random.int(50...2000)) }
        for (run, blocks) in zip(runs, encoded) { #expect(try dump(blocks) == run.dump()) }
        let (merged, isFinished) = try merge(encoded, &random)
        #expect(isFinished)
        #expect(try dump(merged) == sum.dump())
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an interrupted merge goes on after its last block`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (runs, sum) = randomRuns(5, &random)
        let encoded = try runs.map { try blocks(of: $0, blockBytes: 200) }
        var merged: [EncodedBlock] = []
        var isFinished = false
        while !isFinished {
            let part = try merge(encoded, after: merged.last?.last ?? [], stops: random.int(20...200), &random)
            merged += part.merged
            isFinished = part.isFinished
        }
        #expect(try dump(merged) == sum.dump())
    }

    @Test func `a sum that does not fit is an error`() throws {
        var random = SeededRandom(seed: 1)
        var run = CountsModel()
        run.add([0x61], year: 1900, match: .max - 1, volume: 1)
        let encoded = try blocks(of: run, blockBytes: 100)
        #expect(throws: CountOverflow.self) { try merge([encoded, encoded], &random) }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `damaged blocks are an error or other counts, never a crash or a hang`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (runs, _) = randomRuns(3, &random)
        let encoded = try runs.map { try blocks(of: $0, blockBytes: 500) }
        for _ in 0..<100 {
            var damaged = encoded
            let run = random.int(0...2)
            guard let block = damaged[run].indices.randomElement(using: &random) else { continue }
            if random.oneIn(2) {
                damaged[run][block].head[random.int(0...damaged[run][block].head.count - 1)] ^= UInt8(
                    1 << random.int(0...7))
            } else {
                damaged[run][block].series[random.int(0...damaged[run][block].series.count - 1)] ^=
                    UInt8(1 << random.int(0...7))
            }
            do {
                _ = try merge(damaged, stops: 10_000, &random)
            } catch is CorruptBlock {
            } catch is CountOverflow {
            }
        }
    }
}
