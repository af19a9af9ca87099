import NgramBlocks
import NgramModel
import NgramTestSupport

@testable import NgramStore

/// An archive in the form in which the merger passes it to the store: partitions of blocks of n-grams. Each partition is
/// passed as a sorted run. If its blocks do not ascend, its n-grams are sorted, summed and cut into small blocks.
struct HandmadeArchive {
    /// The state in which its ingest ends.
    enum End: CaseIterable {
        case complete, loading, failed, discarded
    }

    var name: String
    var corpus: CorpusName
    var partitions: [[[DumpedNgram]]]

    /// An archive with one partition of one block.
    init(_ name: String, _ ngrams: [DumpedNgram]) throws {
        try self.init(name, "eng-2012", partitions: [[ngrams]])
    }

    init(_ name: String, _ corpus: String, partitions: [[[DumpedNgram]]]) throws {
        guard let corpus = CorpusName(corpus) else { throw StoreError.notFound(path: corpus) }
        (self.name, self.corpus, self.partitions) = (name, corpus, partitions)
    }

    /// A random archive over a vocabulary. An n-gram may occur several times, in one block or in many.
    init(_ name: String, _ corpus: String, vocabulary: [[UInt8]], random: inout SeededRandom) throws {
        var partitions: [[[DumpedNgram]]] = []
        for _ in 0..<random.int(1...3) {
            var partition: [[DumpedNgram]] = []
            for _ in 0..<random.int(1...4) {
                partition.append(
                    (0..<random.int(0...6)).map { _ in
                        DumpedNgram(
                            vocabulary.randomElement(using: &random) ?? [0x61], HandmadeArchive.series(&random))
                    })
            }
            partitions.append(partition)
        }
        try self.init(name, corpus, partitions: partitions)
    }

    var ngrams: [DumpedNgram] { Array(partitions.joined().joined()) }

    var rows: Int64 { ngrams.reduce(0) { $0 + Int64($1.series.count) } }

    var model: CountsModel {
        var model = CountsModel()
        for ngram in ngrams {
            for year in ngram.series {
                model.add(ngram.ngram, year: year.year, match: year.matchCount, volume: year.volumeCount)
            }
        }
        return model
    }

    /// A few years with counts, which are often small so that ties are common.
    private static func series(_ random: inout SeededRandom) -> [Observation] {
        var year = random.oneIn(5) ? 0 : random.int(1900...1990)
        return (0..<random.int(1...8)).map { _ in
            year += random.oneIn(8) ? random.int(1...900) : random.int(1...4)
            let match = random.oneIn(4) ? random.count() : Int64(random.int(0...3))
            let volume = random.oneIn(4) ? random.count() : Int64(random.int(0...3))
            return Observation(year: year, matchCount: match | volume == 0 ? 1 : match, volumeCount: volume)
        }
    }
}

extension HandmadeArchive {
    /// The blocks of a partition.
    static func blocks(_ partition: [[DumpedNgram]]) -> [EncodedBlock] {
        let ngrams = Array(partition.joined())
        let isAscending = zip(ngrams, ngrams.dropFirst()).allSatisfy { $0.ngram.lexicographicallyPrecedes($1.ngram) }
        let areSeriesSorted = ngrams.allSatisfy { ngram in
            zip(ngram.series, ngram.series.dropFirst()).allSatisfy { $0.year < $1.year }
        }
        if isAscending, areSeriesSorted { return partition.filter { !$0.isEmpty }.map { EncodedBlock($0) } }
        var model = CountsModel()
        for ngram in ngrams {
            for year in ngram.series {
                model.add(ngram.ngram, year: year.year, match: year.matchCount, volume: year.volumeCount)
            }
        }
        let sorted = model.dump()
        return stride(from: 0, to: sorted.count, by: 3).map {
            EncodedBlock(Array(sorted[$0..<min($0 + 3, sorted.count)]))
        }
    }
}

extension StoreWriter {
    /// Adds an archive to the store with the given end, and returns its key.
    @discardableResult
    func add(
        _ archive: HandmadeArchive, _ end: HandmadeArchive.End = .complete, replacing old: Int64? = nil
    ) throws -> Int64 {
        let id = try begin(
            ArchiveSource(
                name: archive.name, corpus: archive.corpus, isTotals: false, edition: .y2012, order: 1, size: 100,
                modified: 200))
        var progress = Progress()
        for partition in archive.partitions {
            let ngrams = partition.joined()
            let years =
                ngrams.flatMap { $0.series.map(\.year) }
                + [progress.years?.lowerBound, progress.years?.upperBound]
                .compactMap { $0 }
            let texts = (ngrams.map(\.ngram) + [progress.firstNgram, progress.lastNgram].compactMap { $0 })
                .sorted { $0.lexicographicallyPrecedes($1) }
            (progress.firstNgram, progress.lastNgram) = (texts.first, texts.last)
            progress.rows += Int64(ngrams.reduce(0) { $0 + $1.series.count })
            progress.matchSum += ngrams.reduce(0) { $0 + $1.matchSum }
            progress.volumeSum += ngrams.reduce(0) { $0 + $1.volumeSum }
            let blocks = HandmadeArchive.blocks(partition)
            progress.observations += Int64(
                blocks.reduce(0) { $0 + ($1.decoded() ?? []).reduce(0) { $0 + $1.series.count } })
            progress.resumeOffset += 1000
            progress.checkedOffset += 1000
            progress.years = years.min().flatMap { first in years.max().map { first...$0 } }
            try append(blocks, to: id, progress: progress)
        }
        switch end {
        case .complete:
            try mergeRuns(of: id)
            try complete(id, digest: "crc32:00000000:\(progress.resumeOffset)", replacing: old)
        case .failed: try fail(id, message: "bad")
        case .discarded: try discard(id)
        case .loading: try commit()
        }
        return id
    }

    /// Merges the runs of an archive until none overlap, or until a number of steps.
    /// - Returns: whether none overlap.
    @discardableResult
    func mergeRuns(of id: Int64, steps: Int = .max) throws -> Bool {
        var steps = steps
        while let merge = try beginMerge(of: id) {
            var isFinished = false
            while !isFinished {
                guard steps > 0 else { return false }
                steps -= 1
                let (blocks, stop) = try merge.merge()
                isFinished = stop == .isFinished
                try store(merge, blocks, isFinished: isFinished)
                if case .needsBlocks(let source) = stop { try supply(merge, source: source) }
            }
        }
        return true
    }
}
