import ArgumentParser
import NgramModel

/// The years whose counts are used.
struct YearOptions: ParsableArguments {
    // `.unconditional`, so that -5 is reported as a wrong year and not as an unknown option.
    @Option(
        parsing: .unconditional, help: ArgumentHelp("Count only this year and later ones.", valueName: "year"),
        transform: Self.year)
    var from: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Count only this year and earlier ones.", valueName: "year"),
        transform: Self.year)
    var to: Int?

    func validate() throws {
        if let from, let to, from > to {
            throw ValidationError("--from \(from) is after --to \(to).")
        }
    }

    /// Parses a year.
    /// - Throws: `ValidationError` unless the text is a number from 1 to 9999.
    static func year(_ text: String) throws -> Int {
        guard let year = Int(text), Observation.years.contains(year) else {
            throw ValidationError("A year is a number from 1 to 9999.")
        }
        return year
    }

    /// The years; nil for all.
    var range: ClosedRange<Int>? {
        guard from != nil || to != nil else { return nil }
        return (from ?? Observation.years.lowerBound)...(to ?? Observation.years.upperBound)
    }
}
