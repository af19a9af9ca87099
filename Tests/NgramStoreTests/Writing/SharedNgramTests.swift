import Foundation
import GRDB
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("N-grams that several archives share")
struct SharedNgramTests {
    @Test(
        "are listed with the number of archives, however the blocks of the archives lie",
        arguments: 1...12 as ClosedRange<UInt64>)
    func listed(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = try TestStore()
        let vocabulary = RandomNgrams.many(random.int(5...400), &random)
        var archives: [[UInt8]: Int] = [:]
        // In several ingests, so that later ones compare with archives that have been compared.
        for ingest in 0..<random.int(1...3) {
            try store.write { writer in
                for number in 0..<random.int(1...4) {
                    // Some archives have a narrow range of n-grams, as those of one letter do.
                    let start = random.oneIn(2) ? random.int(0...vocabulary.count - 1) : 0
                    let sorted = vocabulary.sorted { $0.lexicographicallyPrecedes($1) }
                    let words = Array(sorted[start...].prefix(random.int(1...vocabulary.count)))
                    let archive = try HandmadeArchive(
                        "a\(ingest)-\(number)", "eng-2012", vocabulary: words, random: &random)
                    try writer.add(archive)
                    for ngram in archive.model.dump() { archives[ngram.ngram, default: 0] += 1 }
                }
            }
            let rows = try store.sql("SELECT CAST(ngram AS BLOB) AS ngram, archives FROM shared_ngram")
            let listed = rows.map { (Array($0["ngram"] as Data), $0["archives"] as Int) }
            #expect(Dictionary(uniqueKeysWithValues: listed) == archives.filter { $0.value > 1 }, "seed \(seed)")
        }
        try store.checkConsistency()
    }
}
