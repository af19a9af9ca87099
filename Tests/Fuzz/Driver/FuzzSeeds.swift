import Foundation
import NgramModel
import NgramSamples
import NgramTestSupport

/// The first inputs: valid files, and files with a field of each kind.
enum FuzzSeeds {
    static func write(into folder: String) throws {
        var random = SeededRandom(seed: 1)
        for target in FuzzTarget.allCases {
            let place = folder + "/" + target.rawValue
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for (index, seed) in try seeds(target, &random).enumerated() {
                _ = try FuzzFile.write(seed, to: "seed-\(index)", in: place)
            }
        }
    }

    private static func seeds(_ target: FuzzTarget, _ random: inout SeededRandom) throws -> [[UInt8]] {
        switch target {
        case .rows2009: rows(.y2009, &random)
        case .rows2012: rows(.y2012, &random)
        case .rows2020: rows(.y2019, &random)
        case .names: names
        case .totals: totals
        case .gzip: try gzips(&random)
        case .zip: try zips(&random)
        case .series: series(&random)
        case .queries: queries
        case .patterns: patterns
        }
    }

    private static func rows(_ edition: Edition, _ random: inout SeededRandom) -> [[UInt8]] {
        (0..<20).map { _ in
            let vocabulary = RandomNgrams.many(3, &random).filter { $0.count < 20 } + [[0x61]]
            let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 3)
            return archive.rows.prefix(12).flatMap { $0.bytes(edition) } + random.bytes(5)
        }
    }

    private static let names = [
        "googlebooks-eng-all-1gram-20090715-0.csv.zip", "googlebooks-eng-all-2gram-20120701-a_.gz",
        "/data/20200217/chi_sim/1-00018-of-00024.gz", "googlebooks-eng-us-all-totalcounts-20090715.txt",
        "googlebooks-ger-all-totalcounts-20120701.txt", "./20200217/eng/totalcounts-3", "mine.tsv.gz",
    ].map { Array($0.utf8) }

    private static let queries = [
        "Albert Einstein,Sherlock Holmes", "(theory + theories) / 2", "a - b * 3 - c", "[and/or]:eng_2012, x:fre",
        "book_INF, *_NOUN of cook_*", "((a + b):eng_us_2019 - c)/d", "well-being, don't, 1.5e3 * tea",
    ].map { Array($0.utf8) }

    /// A pattern, an n-gram that it may match, and the byte of settings.
    private static let patterns = [
        ("the * of", "the end of", 0), ("a / \"b c\" un~ **", "a undo x", 0), ("*_NOUN b?g \\*", "x_NOUN bog *", 0x80),
        ("(wh?ere|colou?r)[a-z]{2,5}", "colorful", 1), ("[^\\p{L}]+\\.(?i:x)*", "12.xX", 0x81),
        ("theater", "theatre", 2),
        ("straße", "STRASSE", 0x86),
    ].map { Array("\($0)\n\($1)".utf8) + [UInt8($2)] }

    private static let totals = [
        " \t1505,32059,231,1\t1507,49586,477,1\t",
        "year\tmatches\tpages\tvolumes\n1505\t32059\t231\t1\n2008\t1\t1\t1\n",
        "2008\t9223372036854775807\t0\t5\n", "\t2008,1,1,1\t1505,2,2,2\t\n",
    ].map { Array($0.utf8) }

    private static func gzips(_ random: inout SeededRandom) throws -> [[UInt8]] {
        let rows = Array("and\t2008\t470825580\t206272\nand\t2009\t470\t206\nant\t1990\t5\t3\n".utf8)
        let compressed = try GzipWriter.compress(rows)
        let stored = try GzipWriter.compress(random.bytes(40))
        let dynamic = try GzipWriter.compress((0..<300).map { UInt8($0 * $0 % 23 + 0x61) })
        let fields: [UInt8] = [0x1F, 0x8B, 8, 31, 1, 2, 3, 4, 0, 255, 3, 0, 9, 9, 9, 0x6E, 0, 0x63, 0]
        let checksum = NaiveChecksum.of(fields)
        let header = fields + [UInt8(truncatingIfNeeded: checksum), UInt8(truncatingIfNeeded: checksum >> 8)]
        let files: [[UInt8]] = [
            compressed, stored, dynamic, try GzipWriter.compress([]), compressed + stored + compressed,
            compressed + [0, 0, 0],
            header + compressed.dropFirst(10), try GzipWriter.compress([UInt8](repeating: 0x61, count: 4000)),
        ]
        return files.flatMap { file in [file + [255, 255, 0], file + [3, 5, 1]] }
    }

    private static func zips(_ random: inout SeededRandom) throws -> [[UInt8]] {
        let rows = Array("and\t2008\t470825580\t1\t206272\nant\t1990\t5\t4\t3\n".utf8)
        var files = try ZipLayout.allCases.map { try ZipWriter.compress(rows, member: "a", layout: $0) }
        // A member that is stored, and a comment.
        var stored = try ZipWriter.compress([], member: "a")
        if let zip = NaiveZip(stored) {
            stored.replaceSubrange(zip.data, with: rows)
            stored[8] = 0
            let entry = zip.entry - zip.data.count + rows.count
            stored[entry + 10] = 0
            stored[entry + 20] = UInt8(rows.count)
            stored[entry + 24] = UInt8(rows.count)
            stored[stored.count - 6] = UInt8(entry)
            stored[stored.count - 2] = 3
            files.append(NaiveZip.corrected(stored + [0x61, 0x62, 0x63]))
        }
        return files.flatMap { file in [file + [255, 255, 0], file + [3, 5, 1]] }
    }

    private static func series(_ random: inout SeededRandom) -> [[UInt8]] {
        (0..<10).flatMap { _ -> [[UInt8]] in
            var year = 0
            let rows = (0..<random.int(1...9)).map { _ in
                year += random.oneIn(3) ? random.int(1...900) : 1
                return Observation(year: year, matchCount: random.count(), volumeCount: Int64(random.int(1...9)))
            }
            let settings = random.bytes(5)
            return [
                NaiveSeries.encode(rows) + settings, head(rows, &random), NaiveBounds.encode([rows]) + settings,
            ]
        }
    }

    /// A head of a few n-grams, followed by settings that give the number of bytes of their series.
    private static func head(_ rows: [Observation], _ random: inout SeededRandom) -> [UInt8] {
        let texts = RandomNgrams.many(random.int(1...6), &random).filter { $0.count < 20 } + [[0x61]]
        let entries = Set(texts).sorted { $0.lexicographicallyPrecedes($1) }.map { text in
            NaiveHead.Entry(
                text: text, match: rows[0].matchCount, volume: rows[0].volumeCount,
                years: rows[0].year...rows[rows.count - 1].year, seriesBytes: random.int(1...20))
        }
        let seriesBytes = entries.reduce(0) { $0 + $1.seriesBytes }
        return NaiveHead.encode(entries) + [UInt8(truncatingIfNeeded: seriesBytes), 0, 0, 0, 0]
    }
}
