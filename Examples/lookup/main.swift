// Prints how often n-grams occur in a corpus, and how frequent they are in its last years:
//
//   swift run lookup ngrams.sqlite eng-2012 apple aardvark

import Ngrams

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count > 2, let path = arguments.first else {
    print("usage: lookup STORE CORPUS NGRAM...")
    throw StopError()
}
let corpus = arguments[arguments.startIndex + 1]
let words = arguments.dropFirst(2)

let store = try await Store(path: path)

// All answers come from one state of the store.
let (totals, frequencies) = try await store.read { snapshot in
    let totals = try words.map { try snapshot.total(of: Ngram($0), in: corpus) }
    // In brackets, a word is taken as it is.
    var query = FrequencyQuery(words.map { "[\($0)]" }.joined(separator: ", "), corpora: [corpus])
    query.smoothing = 3
    return (totals, try snapshot.frequencies(query))
}

for total in totals {
    guard let years = total.years else {
        print("\(total.ngram): never")
        continue
    }
    print(
        "\(total.ngram): \(total.matchCount) times in \(total.volumeCount) books, \(years.lowerBound) to \(years.upperBound)"
    )
}
for series in frequencies.series {
    let recent = series.values.suffix(3).map { "\(($0 * 1e9).rounded() / 1000)" }
    print("\(series.name), per million, until \(frequencies.years.upperBound): \(recent.joined(separator: ", "))")
}

struct StopError: Error {}
