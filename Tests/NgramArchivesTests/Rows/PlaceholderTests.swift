import Foundation
import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("Rows of placeholders")
struct PlaceholderTests {
    private static let tags = [
        "NOUN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", ".", "X", "PROPN",
    ]

    /// Words that are no bare tag, although some look like one.
    private static let words = [
        "the", "run_VERB", "_START_", "_END_", "_ROOT_", "_noun_", "_NOUN", "NOUN_", "NOUN", "__NOUN__", "_NOUN__", "_",
        "__", "___", "_Y_", "_NN_", "_PROP_", "_PROPNS_", "_NOUN_VERB_", "é", "😀", "_é_", "Access_", "\u{0}",
    ]

    @Test("are those of several words with a bare tag")
    func recognized() {
        for tag in Self.tags.map({ "_\($0)_" }) {
            #expect(!isDropped(tag))
            for ngram in ["\(tag) x", "x \(tag)", "x \(tag) y", "\(tag) \(tag)", "_START_ \(tag)", "a b c d \(tag)"] {
                #expect(isDropped(ngram), "\(ngram)")
            }
            // A space without a word beside it makes no second word.
            for ngram in [" \(tag)", "\(tag) ", "  \(tag)  "] { #expect(!isDropped(ngram), "\(ngram)") }
            for ngram in ["x\(tag) y", "x \(tag)y", "x \(tag.lowercased())", "x \(tag)\u{A0}"] where tag != "_._" {
                #expect(!isDropped(ngram), "\(ngram)")
            }
        }
        for word in Self.words { #expect(!isDropped("\(word) \(word)"), "\(word)") }
    }

    @Test("are left out and counted, in any order", arguments: Edition.allCases, 1...6 as ClosedRange<UInt64>)
    func equalsModel(edition: Edition, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let vocabulary = Array(Set((0..<40).map { _ in ngram(&random) }))
        var archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 120)
        if random.oneIn(2) { archive.rows.shuffle(using: &random) }
        let kept = TestArchive(edition, archive.rows.filter { !Self.isPlaceholder($0.ngram) })
        try #require(kept.rows.count < archive.rows.count && !kept.rows.isEmpty)
        for size in [1, 300, 1 << 20] {
            let limits = BlockLimits(headBytes: size, seriesBytes: size)
            let mapped = map(archive.bytes, edition, placeholders: .drop, limits: limits)
            #expect(mapped.firstBadRow == nil)
            #expect(mapped.counts.decoded() == kept.model.dump(), "seed \(seed), blocks of \(size)")
            #expect(mapped.counts.rows == Int64(kept.rows.count))
            #expect(mapped.counts.placeholderRows == Int64(archive.rows.count - kept.rows.count))
            let all = map(archive.bytes, edition, limits: limits)
            #expect(all.counts.decoded() == archive.model.dump())
            #expect(all.counts.placeholderRows == 0)
        }
    }

    @Test("that violate the format are bad rows all the same", arguments: Edition.allCases)
    func bad(edition: Edition) throws {
        var random = SeededRandom(seed: 9)
        let vocabulary = Array(Set((0..<20).map { _ in ngram(&random) }))
        let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 60)
        for _ in 0..<300 {
            var bytes = archive.bytes
            for _ in 0..<random.int(1...6) {
                bytes[random.int(0...bytes.count - 1)] = Array("\t\n ,_x0\u{7F}".utf8)[random.int(0...7)]
            }
            let rows = NaiveRows.read(bytes, edition)
            let good = rows.compactMap { $0 }
            let kept = TestArchive(edition, good.filter { !Self.isPlaceholder($0.ngram) })
            let mapped = map(bytes, edition, badRows: .skip, placeholders: .drop)
            #expect(mapped.counts.badRows == Int64(rows.count - good.count))
            #expect(mapped.counts.rows == Int64(kept.rows.count))
            #expect(mapped.counts.placeholderRows == Int64(good.count - kept.rows.count))
            #expect(mapped.firstBadRow?.index == rows.firstIndex { $0 == nil }.map(Int64.init))
            #expect(mapped.counts.decoded() == kept.model.dump())
            let failed = map(bytes, edition, placeholders: .drop)
            #expect(failed.firstBadRow == mapped.firstBadRow)
        }
    }

    @Test("may be all rows of a partition")
    func all() {
        let mapped = map(Array("a _NOUN_\t1990\t5\t3\na _NOUN_\t1991\t5\t3\n".utf8), .y2012, placeholders: .drop)
        #expect(mapped.counts.placeholderRows == 2)
        #expect(mapped.counts.rows == 0)
        #expect(mapped.counts.blocks.isEmpty)
    }

    @Test("between two rows of an n-gram do not separate them")
    func between() {
        let rows = "a\t1990\t5\t3\na _X_\t1990\t5\t3\na\t1990\t2\t1\n"
        let mapped = map(Array(rows.utf8), .y2012, placeholders: .drop)
        #expect(mapped.counts.decoded()?.count == 1)
        #expect(mapped.counts.repeatedYears == 1)
        #expect(mapped.counts.matchSum == 7)
    }

    @Test(
        "of Google's excerpts are those that a slow reader finds",
        .enabled(if: realData != nil, "NGRAMS_REAL_DATA names no folder of excerpts"),
        arguments: [
            ("v1-eng-2009/v1-excerpt.csv.gz", Edition.y2009),
            ("v2-eng-2012/googlebooks-eng-all-1gram-20120701-x.gz", .y2012),
            ("v3-eng-2019/1-00018-of-00024.gz", .y2019), ("v3-eng-2019/2-00407-of-00589.gz", .y2019),
        ])
    func real(name: String, edition: Edition) throws {
        for (bytes, _) in try partitions(of: (realData ?? "") + "/" + name, size: 200_000) {
            let rows = NaiveRows.read(bytes, edition).compactMap { $0 }
            let kept = TestArchive(edition, rows.filter { !Self.isPlaceholder($0.ngram) })
            let counts = map(bytes, edition, placeholders: .drop).counts
            #expect(counts.rows == Int64(kept.rows.count))
            #expect(counts.placeholderRows == Int64(rows.count - kept.rows.count))
            #expect(counts.matchSum == kept.model.sums.match)
        }
    }

    private func isDropped(_ ngram: String) -> Bool {
        let counts = map(Array("\(ngram)\t1990\t5\t3\n".utf8), .y2012, placeholders: .drop).counts
        #expect(counts.rows + counts.placeholderRows == 1)
        return counts.placeholderRows == 1
    }

    private func ngram(_ random: inout SeededRandom) -> [UInt8] {
        let words = (0..<random.int(1...5)).map { _ in
            random.oneIn(4)
                ? "_\(Self.tags.randomElement(using: &random) ?? "X")_"
                : Self.words.randomElement(using: &random) ?? "the"
        }
        return Array(words.joined(separator: random.oneIn(10) ? "  " : " ").utf8)
    }

    /// The rule, with strings.
    private static func isPlaceholder(_ ngram: [UInt8]) -> Bool {
        let words = String(decoding: ngram, as: UTF8.self).unicodeScalars.split(separator: " ").map { String($0) }
        return words.count >= 2 && words.contains { word in tags.contains { word == "_\($0)_" } }
    }
}
