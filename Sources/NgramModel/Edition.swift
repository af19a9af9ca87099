/// An edition of Google's files. The raw value is the year that names its corpora.
public enum Edition: Int, Sendable, CaseIterable {
    /// Version 1, files of 20090715: `ngram ⇥ year ⇥ match ⇥ page ⇥ volume`.
    case y2009 = 2009
    /// Version 2, files of 20120701: `ngram ⇥ year ⇥ match ⇥ volume`.
    case y2012 = 2012
    /// Version 3, files of 20200217, which Google calls the corpus of 2019: `ngram (⇥ year,match,volume)+`.
    case y2019 = 2019
}
