import Foundation

/// Draws a chart as SVG: self-contained, for light and dark pages, alone or within a page.
package struct SVGPlot {
    /// The smallest chart: a smaller width or height is treated as this one.
    package static let smallest = (width: 320, height: 220)

    /// The colors of Okabe and Ito, which color-blind readers can tell apart (https://jfly.uni-koeln.de/color/), darker on
    /// light pages and lighter on dark ones where the contrast needs it.
    private static let colors: [(light: String, dark: String)] = [
        ("#0072b2", "#56b4e9"), ("#d55e00", "#ff8c42"), ("#00805f", "#2fd3a4"), ("#b3478c", "#e59cc9"),
        ("#8a6d00", "#f0e442"), ("#2a7fa8", "#9ad4f5"), ("#7a5195", "#c3a2e0"), ("#666666", "#bbbbbb"),
    ]
    private static let fontSize = 13.0
    private static let lineHeight = 16.0

    /// What surrounds a chart.
    package enum Setting: Sendable {
        /// It stands alone: it has its own style, and shows its title.
        case document
        /// It is part of a page that has `SVGPlot.style` and shows a title.
        case page
    }

    private let plot: Plot
    private let setting: Setting
    private let width: Double
    private let height: Double

    /// - Parameters:
    ///   - width: in CSS pixels.
    ///   - height: in CSS pixels, with title and axis.
    ///   - setting: what surrounds it.
    package init(_ plot: Plot, width: Int, height: Int, setting: Setting = .document) {
        (self.plot, self.setting) = (plot, setting)
        self.width = Double(max(Self.smallest.width, width))
        self.height = Double(max(Self.smallest.height, height))
    }

    /// The document.
    package func text() -> String {
        let (whole, tall) = (Self.number(width), Self.number(height))
        let description =
            plot.emptyMessage
            ?? "Line chart of \(plot.series.map(\.name).joined(separator: ", ")), "
            + "\(plot.years.lowerBound) to \(plot.years.upperBound)."
        let body =
            plot.emptyMessage.map {
                element(
                    "text", $0,
                    "class=\"message\" x=\"\(Self.number(width / 2))\" y=\"\(Self.number(height / 2))\" text-anchor=\"middle\""
                )
            } ?? chart()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="ngrams-plot" role="img" width="\(whole)" height="\(tall)" \
            viewBox="0 0 \(whole) \(tall)">
            <title>\(MarkupText.escape(plot.title))</title>
            <desc>\(MarkupText.escape(description))</desc>
            \(setting == .document ? heading(whole, tall) : "")\(body)
            </svg>

            """
    }

    /// The style, the background and the title.
    private func heading(_ whole: String, _ tall: String) -> String {
        """
        <style>\(Self.style)</style>
        <rect class="page" width="\(whole)" height="\(tall)"/>
        \(element("text", Self.shorten(plot.title, width - 32, 17), "class=\"title\" x=\"16\" y=\"28\""))
        \(element("text", Self.shorten(plot.subtitle, width - 32, 13), "class=\"subtitle\" x=\"16\" y=\"48\""))

        """
    }

    private func chart() -> String {
        let (top, bottom) = (
            setting == .page ? 30.0 : plot.subtitle.isEmpty ? 66 : 86, height - (plot.thinYears.isEmpty ? 34 : 52)
        )
        let axis = plot.valueAxis(ticks: max(2, Int((bottom - top) / 56)))
        let left = 16 + max(28, Double(axis.ticks.map(\.label.count).max() ?? 0) * 7.5)
        // Names that do not fit beside the lines are cut.
        let longest = plot.series.map { Self.width(of: $0.name, Self.fontSize) }.max() ?? 0
        let margin = min(longest + 18, width * 0.32)
        let right = width - margin
        func x(_ place: Int) -> Double {
            plot.years.count < 2
                ? (left + right) / 2 : left + Double(place) / Double(plot.years.count - 1) * (right - left)
        }
        func y(_ value: Double) -> Double { bottom - axis.position(of: value) * (bottom - top) }

        var parts: [String] = []
        if !axis.unit.isEmpty {
            parts.append(element("text", axis.unit, "class=\"tick\" x=\"16\" y=\"\(Self.number(top - 10))\""))
        }
        for tick in axis.ticks {
            let place = Self.number(y(tick.value))
            parts.append(
                "<line class=\"grid\(tick.value == 0 ? " zero" : "")\" x1=\"\(Self.number(left))\" x2=\"\(Self.number(right))\" y1=\"\(place)\" y2=\"\(place)\"/>"
            )
            parts.append(
                element(
                    "text", tick.label,
                    "class=\"tick\" x=\"\(Self.number(left - 6))\" y=\"\(Self.number(y(tick.value) + 4))\" text-anchor=\"end\""
                ))
        }
        for year in plot.yearTicks(max(1, Int((right - left) / 64))) {
            let place = Self.number(x(year - plot.years.lowerBound))
            parts.append(
                element(
                    "text", "\(year)",
                    "class=\"tick\" x=\"\(place)\" y=\"\(Self.number(bottom + 20))\" text-anchor=\"middle\""))
        }
        parts += thinBands(x, top: top, bottom: bottom)
        let room = max(1, Int((bottom - top) / Self.lineHeight) + 1)
        let named = min(plot.series.count, room)
        let places = LabelPlacement.place(
            plot.series.prefix(named).map { y($0.values.last ?? 0) - top }, height: Self.lineHeight, end: bottom - top)
        for (index, series) in plot.series.enumerated() {
            let points = series.values.enumerated().map { "\(Self.number(x($0))),\(Self.number(y($1)))" }
            var group =
                "<g class=\"series s\(index % Self.colors.count)\" data-name=\"\(MarkupText.escape(series.name))\">"
            if points.count == 1 {
                group += "<circle cx=\"\(Self.number(x(0)))\" cy=\"\(Self.number(y(series.values[0])))\" r=\"3.5\"/>"
            } else {
                group += "<polyline points=\"\(points.joined(separator: " "))\"/>"
            }
            if index < named {
                let (from, to) = (y(series.values.last ?? 0), places[index] + top)
                group +=
                    "<path class=\"leader\" d=\"M\(Self.number(right)) \(Self.number(from))L\(Self.number(right + 8)) \(Self.number(to))\"/>"
                group += element(
                    "text", Self.shorten(series.name, margin - 18, Self.fontSize),
                    "class=\"name\" x=\"\(Self.number(right + 11))\" y=\"\(Self.number(to + 4.5))\"")
            }
            parts.append(group + "</g>")
        }
        return parts.joined(separator: "\n")
    }

    /// Bands behind the years that say little, and a note on them.
    private func thinBands(_ x: (Int) -> Double, top: Double, bottom: Double) -> [String] {
        let thin = plot.years.map { plot.thinYears.contains($0) }
        guard plot.years.count > 1, thin.contains(true) else { return [] }
        var bands: [String] = []
        var start: Int?
        for place in 0...thin.count {
            let isThin = place < thin.count && thin[place]
            if isThin, start == nil { start = place }
            guard !isThin, let first = start else { continue }
            start = nil
            let half = (x(1) - x(0)) / 2
            let (from, to) = (max(x(0), x(first) - half), min(x(thin.count - 1), x(place - 1) + half))
            bands.append(
                "<rect class=\"thin\" x=\"\(Self.number(from))\" y=\"\(Self.number(top))\" width=\"\(Self.number(to - from))\" height=\"\(Self.number(bottom - top))\"/>"
            )
        }
        let note = "In shaded years there are few books, and values say little."
        return bands + [
            element(
                "text", Self.shorten(note, width - 32, 12), "class=\"tick\" x=\"16\" y=\"\(Self.number(height - 10))\"")
        ]
    }

    // MARK: - Text

    /// The style that gives elements with the classes `s0`, `s1` and so on in another one the color `--c` of these lines.
    ///
    /// - Parameter selector: the other element.
    package static func colorStyle(of selector: String) -> String {
        let light = colors.enumerated().map { "--s\($0):\($1.light)" }.joined(separator: ";")
        let dark = colors.enumerated().map { "--s\($0):\($1.dark)" }.joined(separator: ";")
        let lines = colors.indices.map { "\(selector) .s\($0){--c:var(--s\($0))}" }.joined()
        return "\(selector){\(light)}@media(prefers-color-scheme:dark){\(selector){\(dark)}}\(lines)"
    }

    /// The style of charts, for light and dark pages.
    package static var style: String {
        """
        \(colorStyle(of: ".ngrams-plot"))\
        .ngrams-plot{--page:#fff;--ink:#1d2330;--soft:#5b6472;--grid:#e4e7ec;--thin:#8882;\
        font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}\
        @media(prefers-color-scheme:dark){.ngrams-plot{--page:#14171d;--ink:#eceff4;--soft:#a3acba;--grid:#2b313c;\
        --thin:#fff1}}\
        .ngrams-plot .page{fill:var(--page)}.ngrams-plot text{fill:var(--ink)}\
        .ngrams-plot .title{font-size:17px;font-weight:600}\
        .ngrams-plot .subtitle,.ngrams-plot .tick,.ngrams-plot .message{fill:var(--soft)}\
        .ngrams-plot .tick{font-size:12px;font-variant-numeric:tabular-nums}\
        .ngrams-plot .grid{stroke:var(--grid)}.ngrams-plot .zero{stroke:var(--soft)}\
        .ngrams-plot .thin{fill:var(--thin)}\
        .ngrams-plot polyline{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
        .ngrams-plot circle{fill:var(--c)}.ngrams-plot .name{fill:var(--c);font-weight:500}\
        .ngrams-plot .leader{fill:none;stroke:var(--c);opacity:.5}
        """
    }

    private func element(_ name: String, _ text: String, _ attributes: String) -> String {
        "<\(name) \(attributes)>\(MarkupText.escape(text))</\(name)>"
    }

    /// A coordinate with a digit after the point.
    private static func number(_ value: Double) -> String {
        let text = String(format: "%.1f", value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// An estimate of the width of a text, in pixels.
    private static func width(of text: String, _ size: Double) -> Double {
        Double(TerminalText.width(text)) * size * 0.58
    }

    private static func shorten(_ text: String, _ width: Double, _ size: Double) -> String {
        TerminalText.shorten(text, to: max(4, Int(width / (size * 0.58))), ellipsis: "…")
    }
}
