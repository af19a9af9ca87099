public import NgramModel

/// An n-gram: one to five words, by their exact bytes.
public typealias Ngram = NgramModel.Ngram

/// The counts of one year.
public typealias Observation = NgramModel.Observation

/// The sums of an n-gram's counts.
public typealias NgramTotal = NgramModel.NgramTotal

/// Which n-grams to rank, and by which count.
public typealias TopRequest = NgramModel.TopRequest

/// The count by which n-grams are ranked.
public typealias CountMeasure = NgramModel.CountMeasure
