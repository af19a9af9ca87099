import ArgumentParser
import NgramModel

/// Which n-grams a top-N query ranks, and by which count.
struct TopOptions: ParsableArguments {
    @Option(
        name: [.customShort("n")], parsing: .unconditional,
        help: ArgumentHelp("Number of n-grams.", valueName: "count"))
    var limit = 10

    @OptionGroup var years: YearOptions

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Count only this year.", valueName: "year"),
        transform: YearOptions.year)
    var year: Int?

    @Option(help: ArgumentHelp("Only n-grams with this prefix.", valueName: "text"))
    var prefix = ""

    @Option(help: ArgumentHelp("Rank by occurrences (match) or by distinct books (volume).", valueName: "measure"))
    var by = CountMeasure.match

    @Option(help: "Exclude n-grams with part-of-speech tags, include them, or rank only them.")
    var tags = TopRequest.Tags.exclude

    @OptionGroup var words: OrderOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("-n \(limit) is negative.") }
        guard year == nil || years.range == nil else {
            throw ValidationError("--year cannot be combined with --from or --to.")
        }
    }

    /// The request for the store.
    var request: TopRequest {
        var request = TopRequest()
        request.limit = limit
        request.years = year.map { $0...$0 } ?? years.range
        request.prefix = Array(prefix.utf8)
        request.measure = by
        request.tags = tags
        request.order = words.order
        return request
    }
}

extension CountMeasure: ExpressibleByArgument {}
extension TopRequest.Tags: ExpressibleByArgument {}
