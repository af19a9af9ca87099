import NgramSamples

/// What the help says about `report(_:)`.
let reportHelp = """
    Prints a line an archive: its path, rows, n-grams, sorted runs, sum of the match counts, bytes unpacked and bytes \
    packed, separated by tabs.
    """

/// Prints one finished archive.
func report(_ summary: ArchiveSummary) {
    print(
        summary.path, summary.rows, summary.ngrams, summary.runs, summary.matchSum, summary.unpackedBytes,
        summary.packedBytes, separator: "\t")
}
