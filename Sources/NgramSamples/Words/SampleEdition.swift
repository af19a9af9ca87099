/// An edition of the archives, named by the year of its date.
public enum SampleEdition: String, Sendable, CaseIterable {
    /// 20090715: zip files, rows of five columns.
    case v2009 = "2009"
    /// 20120701: gzip files, rows of four columns.
    case v2012 = "2012"
    /// 20200217: gzip files in folders, one row an n-gram.
    case v2020 = "2020"

    /// The last year that English books of the edition are of.
    public var lastYear: Int { self == .v2020 ? 2019 : 2008 }

    /// What 2012 calls its files of 1-grams, in the order they are generated.
    static let letters =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) } + (0...9).map(String.init)
        + ["other", "pos", "punctuation"]

    /// The most files that 1-grams of this edition can be cut into here.
    public var maximumCount: Int { self == .v2012 ? SampleEdition.letters.count : 1000 }

    /// The path, below the samples' folder, of file `index` of `count`.
    public func archivePath(n: Int = 1, index: Int, count: Int) -> String {
        switch self {
        case .v2009: archivePath(n: n, label: String(index))
        case .v2012: archivePath(n: n, label: SampleEdition.letters[index])
        case .v2020: archivePath(n: n, label: "\(padded(index))-of-\(padded(count))")
        }
    }

    /// The path of the file with that label: a number, letters, or `iiiii-of-NNNNN`.
    func archivePath(n: Int, label: String) -> String {
        switch self {
        case .v2009: "googlebooks-eng-all-\(n)gram-20090715-\(label).csv.zip"
        case .v2012: "googlebooks-eng-all-\(n)gram-20120701-\(label).gz"
        case .v2020: "20200217/eng/\(n)-\(label).gz"
        }
    }

    /// The path, below the samples' folder, of the totals of 1-grams.
    public var totalsPath: String {
        switch self {
        case .v2009: "googlebooks-eng-all-totalcounts-20090715.txt"
        case .v2012: "googlebooks-eng-all-totalcounts-20120701.txt"
        case .v2020: "20200217/eng/totalcounts-1"
        }
    }
}

private func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}
