import NgramModel

/// The names by which the Viewer and its programs know a corpus.
package enum ViewerCorpus {
    /// The name of a corpus as in this program's stores, for a name, shorthand or number of the Viewer: `eng-2019` for
    /// `26`, `en-2019`, `eng_2019` or `English 2019`; nil if it is none. Case and `_` for `-` do not count.
    ///
    /// The shorthands without a year, such as `en`, mean the Viewer's newest edition, which was never published as files.
    package static func storeName(_ text: String) -> String? { names[key(text)] }

    /// The number by which the Viewer knows a corpus of this program's stores; nil if it does not.
    package static func number(ofStoreName name: String) -> Int? { numbers[name] }

    /// The English name of a corpus of this program's stores, such as `English 2019`; the name itself if it has none.
    package static func label(ofStoreName name: String) -> String { labels[name] ?? name }

    private static func key(_ text: String) -> String { text.lowercased().replacing("_", with: "-") }

    /// The code of Google's files, the Viewer's shorthand and its English name, and its numbers in the editions 2009, 2012
    /// and 2019.
    private static let languages: [(code: String, shorthand: String, name: String, numbers: [Int?])] = [
        ("eng", "en", "English", [0, 15, 26]), ("eng-us", "en-US", "American English", [5, 17, 28]),
        ("eng-gb", "en-GB", "British English", [6, 18, 29]),
        ("eng-fiction", "en-fiction", "English Fiction", [4, 16, 27]),
        ("eng-1M", "en-1M", "English One Million", [1, nil, nil]), ("chi-sim", "zh-Hans", "Chinese", [11, 23, 34]),
        ("fre", "fr", "French", [7, 19, 30]), ("ger", "de", "German", [8, 20, 31]),
        ("heb", "iw", "Hebrew", [9, 24, 35]), ("spa", "es", "Spanish", [10, 21, 32]),
        ("rus", "ru", "Russian", [12, 25, 36]), ("ita", "it", "Italian", [nil, 22, 33]),
    ]

    private static let entries: [(store: String, number: Int, names: [String])] = languages.flatMap { language in
        zip(Edition.allCases, language.numbers).compactMap { edition, number in
            guard let number else { return nil }
            let year = edition.rawValue
            var names = [
                "\(number)", "\(language.code)-\(year)", "\(language.shorthand)-\(year)", "\(language.name) \(year)",
            ]
            if language.code == "eng-1M" { names.append(language.name) }
            return ("\(language.code)-\(year)", number, names)
        }
    }

    private static let names: [String: String] = Dictionary(
        entries.flatMap { entry in entry.names.map { (key($0), entry.store) } }, uniquingKeysWith: { first, _ in first }
    )

    private static let labels = Dictionary(uniqueKeysWithValues: entries.map { ($0.store, $0.names[3]) })

    private static let numbers = Dictionary(uniqueKeysWithValues: entries.map { ($0.store, $0.number) })
}
