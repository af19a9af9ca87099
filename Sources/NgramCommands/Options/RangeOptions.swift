import ArgumentParser
import NgramStore

/// Which n-grams to export.
struct RangeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only n-grams with this prefix.", valueName: "text"))
    var prefix = ""

    @Option(help: ArgumentHelp("Only n-grams from this one on, in the order of their bytes.", valueName: "n-gram"))
    var first: String?

    @Option(help: ArgumentHelp("Only n-grams before this one, in the order of their bytes.", valueName: "n-gram"))
    var before: String?

    /// The n-grams that have the prefix and are between the bounds.
    var range: NgramRange {
        NgramRange(prefix: Array(prefix.utf8))
            .intersection(NgramRange(first: Array((first ?? "").utf8), end: before.map { Array($0.utf8) }))
    }
}
