import NgramSamples

/// Describes the output of `report(_:)`, for the help of the commands.
let reportHelp = """
    Prints one line per archive, separated by tabs: path, rows, n-grams, sorted runs, sum of the match counts, \
    uncompressed bytes and compressed bytes.
    """

/// Prints the summary of an archive as one line.
func report(_ summary: ArchiveSummary) {
    print(
        summary.path, summary.rows, summary.ngrams, summary.runs, summary.matchSum, summary.uncompressedBytes,
        summary.compressedBytes, separator: "\t")
}
