import NgramModel

/// The archives that Google publishes: where, and how many.
///
/// Google's pages list them (http://storage.googleapis.com/books/ngrams/books/datasetsv3.html, datasetsv2.html).
package enum PublishedArchives {
    /// Where all of them are.
    package static let base = "http://storage.googleapis.com/books/ngrams/books/"

    /// For each code of a corpus of 2019, the numbers of files of 1 to 5 words.
    private static let files2019: [(code: String, counts: [Int])] = [
        ("eng", [24, 589, 6881, 6668, 19423]), ("eng-us", [14, 365, 4178, 3936, 11145]),
        ("eng-gb", [4, 118, 1283, 1154, 3098]), ("eng-fiction", [1, 47, 549, 515, 1449]),
        ("fre", [6, 115, 1197, 1104, 3071]), ("ger", [8, 181, 1369, 1003, 2262]), ("spa", [3, 73, 688, 571, 1415]),
        ("ita", [2, 60, 553, 427, 984]), ("rus", [2, 69, 471, 313, 633]), ("heb", [1, 10, 45, 25, 42]),
        ("chi_sim", [1, 6, 59, 46, 105]),
    ]
    private static let codes2012 = [
        "eng", "eng-us", "eng-gb", "eng-fiction", "chi-sim", "fre", "ger", "heb", "ita", "rus", "spa",
    ]
    private static let codes2009 = [
        "eng-all", "eng-us-all", "eng-gb-all", "eng-fiction-all", "eng-1M", "chi-sim-all", "fre-all", "ger-all",
        "heb-all",
        "rus-all", "spa-all",
    ]

    /// The names of the corpora of all editions, the newest first.
    package static var corpora: [String] {
        names(files2019.map(\.code), .y2019) + names(codes2012, .y2012) + names(codes2009, .y2009)
    }

    private static func names(_ codes: [String], _ edition: Edition) -> [String] {
        codes.compactMap { CorpusName(code: $0, edition: edition)?.description }
    }

    /// The addresses of the archives of a corpus with n-grams of so many words, and after them that of its totals.
    ///
    /// - Returns: nil if they are not known: for corpora that Google does not publish, and for several words before 2019,
    ///   whose files have names without a system.
    package static func addresses(corpus: String, order: Int) -> [String]? {
        func code(_ codes: [String], _ edition: Edition) -> String? {
            codes.first { CorpusName(code: $0, edition: edition)?.description == corpus }
        }
        if let code = code(files2019.map(\.code), .y2019),
            let counts = files2019.first(where: { $0.code == code })?.counts,
            counts.indices.contains(order - 1)
        {
            let count = counts[order - 1]
            return (0..<count).map { "\(base)20200217/\(code)/\(order)-\(five($0))-of-\(five(count)).gz" }
                + ["\(base)20200217/\(code)/totalcounts-\(order)"]
        }
        guard order == 1 else { return nil }
        if let code = code(codes2012, .y2012) {
            let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(Unicode.Scalar($0)) }
            let indexes = (0...9).map { "\($0)" } + letters + ["other", "pos", "punctuation"]
            return indexes.map { "\(base)googlebooks-\(code)-all-1gram-20120701-\($0).gz" }
                + ["\(base)googlebooks-\(code)-all-totalcounts-20120701.txt"]
        }
        if let code = code(codes2009, .y2009) {
            return (0...9).map { "\(base)googlebooks-\(code)-1gram-20090715-\($0).csv.zip" }
                + ["\(base)googlebooks-\(code)-totalcounts-20090715.txt"]
        }
        return nil
    }

    /// A number with five digits.
    private static func five(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
