// Prints how often n-grams occur in a corpus, and how frequent they are in its last years:
//
//   swift run lookup ngrams.sqlite eng-2012 apple aardvark

import Foundation
import Ngrams

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count > 2, let path = arguments.first else {
    print("usage: lookup STORE CORPUS NGRAM...")
    exit(64)
}
do {
    try await look(up: arguments.dropFirst(2).map { Ngram($0) }, in: arguments[2], of: path)
} catch let failure as StoreFailure {
    print("lookup: \(failure)")
    exit(1)
}

func look(up ngrams: [Ngram], in corpus: String, of path: String) async throws {
    let store = try await Store(path: path)

    // All answers come from one state of the store.
    let (totals, frequencies) = try await store.read { snapshot in
        let totals = try ngrams.map { try snapshot.total(of: $0, in: corpus) }
        // In brackets, a word is taken as it is.
        var query = FrequencyQuery(ngrams.map { "[\($0)]" }.joined(separator: ", "), corpora: [corpus])
        query.smoothing = 3
        return (totals, try snapshot.frequencies(query))
    }

    for total in totals {
        guard let years = total.years else {
            print("\(total.ngram): never")
            continue
        }
        let span = "\(years.lowerBound) to \(years.upperBound)"
        print("\(total.ngram): \(total.matchCount) times in \(total.volumeCount) books, \(span)")
    }
    for series in frequencies.series {
        let recent = series.values.suffix(3).map { "\(($0 * 1e9).rounded() / 1000)" }.joined(separator: ", ")
        print("\(series.name), per million, until \(frequencies.years.upperBound): \(recent)")
    }
}
