import ArgumentParser
import NgramModel

/// What a top-N is made of.
struct TopOptions: ParsableArguments {
    @Option(name: [.customShort("n")], help: ArgumentHelp("How many.", valueName: "count"))
    var limit = 10

    @OptionGroup var years: YearOptions

    @Option(help: ArgumentHelp("Count only this year.", valueName: "year"))
    var year: Int?

    @Option(help: ArgumentHelp("Only n-grams that begin so.", valueName: "text"))
    var prefix = ""

    @Option(help: "Rank by occurrences or by distinct books.")
    var by = CountMeasure.match

    @Option(help: "Leave out n-grams with part-of-speech tags, rank them too, or rank them alone.")
    var tags = TopRequest.Tags.exclude

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("-n \(limit) is negative.") }
        if let year {
            try YearOptions.check(year, "--year")
            guard years.range == nil else { throw ValidationError("--year does not go with --from and --to.") }
        }
    }

    /// The request that the options spell.
    var request: TopRequest {
        var request = TopRequest()
        request.limit = limit
        request.years = year.map { $0...$0 } ?? years.range
        request.prefix = Array(prefix.utf8)
        request.measure = by
        request.tags = tags
        return request
    }
}

extension CountMeasure: ExpressibleByArgument {}
extension TopRequest.Tags: ExpressibleByArgument {}
