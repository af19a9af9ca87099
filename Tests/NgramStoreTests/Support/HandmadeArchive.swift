import NgramBlocks
import NgramModel
import NgramTestSupport

@testable import NgramStore

/// An archive in the form in which the merger passes it to the store: partitions of blocks of n-grams.
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
            let counts = PartialCounts(blocks: partition)
            progress.rows += counts.rows
            progress.matchSum += counts.matchSum
            progress.volumeSum += counts.volumeSum
            progress.resumeOffset += 1000
            progress.checkedOffset += 1000
            try append(counts, to: id, progress: progress)
        }
        switch end {
        case .complete: try complete(id, digest: "crc32:00000000:\(progress.resumeOffset)", replacing: old)
        case .failed: try fail(id, message: "bad")
        case .discarded: try discard(id)
        case .loading: try commit()
        }
        return id
    }
}
