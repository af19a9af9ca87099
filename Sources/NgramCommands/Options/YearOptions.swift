import ArgumentParser
import NgramModel

/// Which years count.
struct YearOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Count only years from this one on.", valueName: "year"))
    var from: Int?

    @Option(help: ArgumentHelp("Count only years up to this one.", valueName: "year"))
    var to: Int?

    func validate() throws {
        for (name, year) in [("--from", from), ("--to", to)] {
            if let year { try Self.check(year, name) }
        }
        if let from, let to, from > to {
            throw ValidationError("--from \(from) lies after --to \(to).")
        }
    }

    static func check(_ year: Int, _ option: String) throws {
        guard Observation.years.contains(year) else {
            throw ValidationError("\(option) \(year) is not a year from 1 to 9999.")
        }
    }

    /// The years, nil for all.
    var range: ClosedRange<Int>? {
        guard from != nil || to != nil else { return nil }
        return (from ?? Observation.years.lowerBound)...(to ?? Observation.years.upperBound)
    }
}
