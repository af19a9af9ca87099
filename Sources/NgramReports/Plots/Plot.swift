import Foundation

/// A line chart of frequencies over years, before it is drawn.
package struct Plot: Sendable {
    /// A line.
    package struct Series: Sendable {
        /// Its name, shown at its right end.
        package var name: String
        /// Its value in each year, finite.
        package var values: [Double]

        /// A line of the given name and values.
        package init(name: String, values: [Double]) {
            (self.name, self.values) = (name, values)
        }
    }

    /// What it shows, for example the query.
    package var title: String
    /// The units of values.
    package enum Unit: Sendable {
        /// Parts of a whole: percent, or per million if they are small.
        case automatic
        /// Parts of a whole, per million.
        case perMillion
        /// Numbers.
        case none
    }

    /// More about it, for example the corpus.
    package var subtitle: String
    /// The years of the values.
    package var years: ClosedRange<Int>
    /// The lines.
    package var series: [Series]
    /// Years whose books are so few that the values say little.
    package var thinYears: Set<Int>
    /// The unit of the axis of values.
    package var unit = Unit.automatic

    /// A chart.
    ///
    /// - Parameter series: each with as many values as there are years.
    package init(
        title: String, subtitle: String = "", years: ClosedRange<Int>, series: [Series], thinYears: Set<Int> = []
    ) {
        (self.title, self.subtitle, self.years) = (title, subtitle, years)
        (self.series, self.thinYears) = (series, thinYears)
    }

    /// What a reader should be told about an empty chart; nil if it has lines.
    package var emptyMessage: String? {
        if series.isEmpty { return "Nothing was found." }
        return series.allSatisfy { $0.values.allSatisfy { $0 == 0 } } ? "All values are 0." : nil
    }

    /// A note that names the years whose values say little; nil if there are none.
    package var thinYearsNote: String? {
        var spans: [ClosedRange<Int>] = []
        for year in thinYears.sorted() where years.contains(year) {
            if let last = spans.last, last.upperBound == year - 1 {
                spans[spans.count - 1] = last.lowerBound...year
            } else {
                spans.append(year...year)
            }
        }
        guard !spans.isEmpty else { return nil }
        let text = spans.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return "Few books, values say little: \(text.joined(separator: ", "))"
    }

    /// The axis of the values.
    ///
    /// - Parameter ticks: about how many ticks it has room for, at least 2.
    package func valueAxis(ticks: Int) -> PlotAxis {
        let values = series.flatMap(\.values).filter(\.isFinite)
        let (least, most) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
        let largest = max(-least, most)
        // Quotients are not parts of a whole.
        let unit: (factor: Double, name: String) =
            switch self.unit {
            case .none: (1, "")
            case .perMillion: (1_000_000, "per million")
            case .automatic:
                largest > 1 ? (1, "") : largest == 0 || largest >= 1e-5 ? (100, "%") : (1_000_000, "per million")
            }
        return PlotAxis(from: least, through: most == least ? 0.01 : most, ticks: ticks, unit)
    }

    /// The years that are marked on the axis of years.
    ///
    /// - Parameter ticks: how many there is room for, at least 1.
    package func yearTicks(_ ticks: Int) -> [Int] {
        let steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]
        let step = steps.first { (years.upperBound / $0) - ((years.lowerBound - 1) / $0) <= ticks } ?? 10_000
        let first = (years.lowerBound + step - 1) / step * step
        return first > years.upperBound
            ? [years.lowerBound] : Array(stride(from: first, through: years.upperBound, by: step))
    }
}

/// The axis of a chart's values: its range and ticks at multiples of 1, 2 or 5 times a power of ten.
package struct PlotAxis: Sendable, Equatable {
    /// A mark on the axis.
    package struct Tick: Sendable, Equatable {
        /// Where it is.
        package var value: Double
        /// The value in the unit of the axis.
        package var label: String
    }

    /// The values that the axis covers; the upper end is greater than the lower end.
    package let range: ClosedRange<Double>
    /// In ascending order; the first and the last are the ends of the range.
    package let ticks: [Tick]
    /// The unit of the labels: `%`, `per million`, or nothing.
    package let unit: String

    init(from least: Double, through most: Double, ticks count: Int, _ unit: (factor: Double, name: String)) {
        let (low, high) = (least * unit.factor, most * unit.factor)
        let rough = (high - low) / Double(max(1, count - 1))
        let power = pow(10, floor(log10(rough)))
        // A little tolerance, because 0.3 / 3 is not 0.1.
        let step = [1.0, 2, 5, 10].first { $0 * power >= rough * (1 - 1e-9) }.map { $0 * power } ?? 10 * power
        let first = Int((low / step + 1e-9).rounded(.down))
        let last = max(first + 1, Int((high / step - 1e-9).rounded(.up)))
        let digits = max(0, -Int(floor(log10(step) + 1e-9)))
        ticks = (first...last).map { index in
            let value = Double(index) * step
            return Tick(value: value / unit.factor, label: PlotAxis.label(value, digits: digits))
        }
        range = Double(first) * step / unit.factor...Double(last) * step / unit.factor
        self.unit = unit.name
    }

    /// Where a value lies between the ends of the range: 0 at the lower end, 1 at the upper end.
    package func position(of value: Double) -> Double {
        min(1, max(0, (value - range.lowerBound) / (range.upperBound - range.lowerBound)))
    }

    private static func label(_ value: Double, digits: Int) -> String {
        let text = String(format: "%.\(min(digits, 12))f", value)
        return text.hasPrefix("-") && Double(text) == 0 ? String(text.dropFirst()) : text
    }
}

/// Places labels near the points that they belong to, without overlaps.
enum LabelPlacement {
    /// The places of labels, at least `height` apart, within `0...end`, in the order of the wanted places.
    ///
    /// - Parameter wanted: the places of the points; there must be room for all.
    static func place(_ wanted: [Double], height: Double, end: Double) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var places = wanted
        var next = 0.0
        for index in order {
            places[index] = max(wanted[index], next)
            next = places[index] + height
        }
        // What was pushed over the end is moved back.
        var last = end
        for index in order.reversed() {
            places[index] = min(places[index], last)
            last = places[index] - height
        }
        return places
    }
}
