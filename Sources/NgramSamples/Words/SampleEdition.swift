/// An edition of the archives, named after the year in its file names.
public enum SampleEdition: String, Sendable, CaseIterable {
    /// 20090715: zip files, rows of five columns.
    case v2009 = "2009"
    /// 20120701: gzip files, rows of four columns.
    case v2012 = "2012"
    /// 20200217: gzip files in folders, one row per n-gram.
    case v2020 = "2020"

    /// The last year of the English books of the edition.
    public var lastYear: Int { self == .v2020 ? 2019 : 2008 }

    /// The labels of the 1-gram files of the 2012 edition, in the order in which they are generated.
    static let letters =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) } + (0...9).map(String.init)
        + ["other", "pos", "punctuation"]

    /// The maximum number of files of one n that can be generated for this edition.
    public var maximumCount: Int { self == .v2012 ? SampleEdition.letters.count : 20_000 }

    /// The path of file `index` of `count`, relative to the folder of the samples.
    public func archivePath(n: Int = 1, index: Int, count: Int) -> String {
        switch self {
        case .v2009: archivePath(n: n, label: String(index))
        case .v2012: archivePath(n: n, label: SampleEdition.letters[index])
        case .v2020: archivePath(n: n, label: "\(padded(index))-of-\(padded(count))")
        }
    }

    /// The path of the file with the given label: a number, letters, or `iiiii-of-NNNNN`.
    func archivePath(n: Int, label: String) -> String {
        switch self {
        case .v2009: "googlebooks-eng-all-\(n)gram-20090715-\(label).csv.zip"
        case .v2012: "googlebooks-eng-all-\(n)gram-20120701-\(label).gz"
        case .v2020: "20200217/eng/\(n)-\(label).gz"
        }
    }

    /// The path of the totals file for n-grams of `n` words, relative to the folder of the samples. Only the 2020 edition
    /// has one for each n.
    public func totalsPath(n: Int = 1) -> String {
        switch self {
        case .v2009: "googlebooks-eng-all-totalcounts-20090715.txt"
        case .v2012: "googlebooks-eng-all-totalcounts-20120701.txt"
        case .v2020: "20200217/eng/totalcounts-\(n)"
        }
    }
}

private func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
}
