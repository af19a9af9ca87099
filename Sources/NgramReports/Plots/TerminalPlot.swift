/// Draws a chart in characters: lines of dots of braille, eight to a character.
package struct TerminalPlot {
    /// The smallest chart: a smaller width or height is treated as this one.
    package static let smallest = (width: 30, height: 8)

    /// Colors of xterm's palette near those of Okabe and Ito, which color-blind readers can tell apart
    /// (https://jfly.uni-koeln.de/color/), on dark and on light backgrounds.
    private static let colors = [33, 208, 35, 170, 38, 166, 142, 245]
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz")

    private let plot: Plot
    private let width: Int
    private let height: Int
    private let isColored: Bool

    /// - Parameters:
    ///   - width: of the chart in terminal columns.
    ///   - height: in lines, with the title and the axis.
    ///   - isColored: whether to color lines and names. Otherwise letters tell the lines apart.
    package init(_ plot: Plot, width: Int, height: Int, isColored: Bool) {
        self.plot = plot
        self.width = max(Self.smallest.width, width)
        self.height = max(Self.smallest.height, height)
        self.isColored = isColored
    }

    /// The lines of the chart, each as wide as the chart at most.
    package func lines() -> [String] {
        let title = Self.cut(plot.title, width)
        let subtitle = Self.cut(plot.subtitle, width)
        let header = [title] + (subtitle.isEmpty ? [] : [subtitle])
        if let message = plot.emptyMessage { return header + [message] }

        let footer = plot.thinYearsNote.map { [Self.cut($0, width)] } ?? []
        let rows = max(3, height - header.count - footer.count - 3)
        let axis = plot.valueAxis(ticks: max(2, min(6, rows / 2)))
        let labelWidth = axis.ticks.map(\.label.count).max() ?? 0
        let names = plot.series.indices.map { name($0) }
        let longest = names.map(TerminalText.width).max() ?? 0
        let nameWidth = min(longest, max(8, (width - labelWidth) / 3))
        let columns = width - labelWidth - 2 - nameWidth - 1

        var canvas = Canvas(columns: columns, rows: rows)
        for (index, series) in plot.series.enumerated() { draw(series, index, axis, &canvas) }
        var margin = [(text: String, series: Int)?](repeating: nil, count: rows)
        place(names, axis, nameWidth, &margin)

        var ticks = [String](repeating: "", count: rows)
        for tick in axis.ticks { ticks[row(tick.value, axis, rows)] = tick.label }
        var lines = header + [axis.unit.isEmpty ? "" : Self.right(axis.unit, labelWidth)]
        for row in 0..<rows {
            let mark = ticks[row].isEmpty ? "│" : "┤"
            var line = Self.right(ticks[row], labelWidth) + " " + mark
            line += canvas.line(row, color: isColored ? { Self.colors[$0 % Self.colors.count] } : nil)
            if let (text, series) = margin[row] { line += " " + colored(text, series) }
            lines.append(Self.withoutTrailingBlanks(line))
        }
        return lines + yearAxis(labelWidth: labelWidth, columns: columns) + footer
    }

    // MARK: - Lines

    private func draw(_ series: Plot.Series, _ index: Int, _ axis: PlotAxis, _ canvas: inout Canvas) {
        let points = series.values.enumerated().map { place, value in
            (x: dotColumn(place, canvas.columns), y: dotRow(value, axis, canvas.rows))
        }
        guard var last = points.first else { return }
        canvas.set(last.x, last.y, index)
        for point in points.dropFirst() {
            canvas.connect(last, point, index)
            last = point
        }
        guard !isColored, plot.series.count > 1 else { return }
        // Letters at staggered places tell the lines apart.
        let letter = Self.letters[index % Self.letters.count]
        for part in 1...3 {
            let place = (points.count - 1) * (4 * part + index % 4 - 2) / 14
            let point = points[min(points.count - 1, max(0, place))]
            canvas.write(letter, column: point.x / 2, row: point.y / 4)
        }
    }

    private func dotColumn(_ place: Int, _ columns: Int) -> Int {
        plot.years.count < 2
            ? columns : Int((Double(place) / Double(plot.years.count - 1) * Double(2 * columns - 1)).rounded())
    }

    private func dotRow(_ value: Double, _ axis: PlotAxis, _ rows: Int) -> Int {
        Int(((1 - axis.position(of: value)) * Double(4 * rows - 1)).rounded())
    }

    private func row(_ value: Double, _ axis: PlotAxis, _ rows: Int) -> Int { dotRow(value, axis, rows) / 4 }

    // MARK: - Names

    private func name(_ index: Int) -> String {
        let name = TerminalText.escape(plot.series[index].name)
        guard !isColored, plot.series.count > 1 else { return name }
        return "\(Self.letters[index % Self.letters.count]) \(name)"
    }

    private func place(
        _ names: [String], _ axis: PlotAxis, _ width: Int, _ margin: inout [(text: String, series: Int)?]
    ) {
        let rows = margin.count
        let shown = names.count <= rows ? names.count : rows - 1
        let wanted = plot.series.prefix(shown).map { Double(row($0.values.last ?? 0, axis, rows)) }
        let places = LabelPlacement.place(wanted, height: 1, end: Double(shown < names.count ? rows - 2 : rows - 1))
        for (index, place) in places.enumerated() {
            margin[Int(place)] = (TerminalText.shorten(names[index], to: width, ellipsis: "…"), index)
        }
        if shown < names.count { margin[rows - 1] = (Self.cut("… \(names.count - shown) more", width), -1) }
    }

    private func colored(_ text: String, _ series: Int) -> String {
        guard isColored, series >= 0 else { return text }
        return "\u{1B}[38;5;\(Self.colors[series % Self.colors.count])m\(text)\u{1B}[0m"
    }

    // MARK: - Years

    private func yearAxis(labelWidth: Int, columns: Int) -> [String] {
        let ticks = plot.yearTicks(max(1, columns / 7))
        var line = Array(repeating: Character("─"), count: columns)
        var labels = Array(repeating: Character(" "), count: columns + 4)
        for year in ticks {
            let column = min(columns - 1, dotColumn(year - plot.years.lowerBound, columns) / 2)
            line[column] = "┬"
            let text = Array("\(year)")
            let start = min(labels.count - text.count, max(0, column - text.count / 2))
            for (offset, character) in text.enumerated() { labels[start + offset] = character }
        }
        let indent = String(repeating: " ", count: labelWidth + 1)
        return [indent + "└" + String(line), Self.withoutTrailingBlanks(indent + " " + String(labels))]
    }

    // MARK: - Text

    private static func cut(_ text: String, _ width: Int) -> String {
        TerminalText.shorten(TerminalText.escape(text), to: width, ellipsis: "…")
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        var line = line
        while line.last == " " || line.last == "\u{2800}" { line.removeLast() }
        return line
    }

    /// Dots, of which a character of braille has two columns and four rows.
    private struct Canvas {
        let columns: Int
        let rows: Int
        private var dots: [UInt8]
        private var owner: [Int]
        private var letters: [Int: Character] = [:]

        init(columns: Int, rows: Int) {
            (self.columns, self.rows) = (columns, rows)
            dots = Array(repeating: 0, count: columns * rows)
            owner = Array(repeating: -1, count: columns * rows)
        }

        mutating func set(_ x: Int, _ y: Int, _ series: Int) {
            guard (0..<2 * columns).contains(x), (0..<4 * rows).contains(y) else { return }
            let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
            let cell = y / 4 * columns + x / 2
            dots[cell] |= bits[y % 4][x % 2]
            owner[cell] = series
        }

        mutating func connect(_ start: (x: Int, y: Int), _ end: (x: Int, y: Int), _ series: Int) {
            let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
            for step in 1...steps {
                let part = Double(step) / Double(steps)
                set(
                    start.x + Int((Double(end.x - start.x) * part).rounded()),
                    start.y + Int((Double(end.y - start.y) * part).rounded()), series)
            }
        }

        mutating func write(_ letter: Character, column: Int, row: Int) {
            guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
            letters[row * columns + column] = letter
        }

        /// A row, with the color of each line if there are colors.
        func line(_ row: Int, color: ((Int) -> Int)?) -> String {
            var line = ""
            var current = -1
            for cell in row * columns..<(row + 1) * columns {
                if let color, owner[cell] != current, dots[cell] != 0 {
                    current = owner[cell]
                    line += "\u{1B}[38;5;\(color(current))m"
                }
                if let letter = letters[cell] {
                    line.append(letter)
                } else if dots[cell] == 0 {
                    line.append(" ")
                } else {
                    line.unicodeScalars.append(Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? " ")
                }
            }
            return current >= 0 ? line + "\u{1B}[0m" : line
        }
    }
}
