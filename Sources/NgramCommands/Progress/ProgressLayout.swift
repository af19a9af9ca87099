import NgramReports

/// Which fields the lines of a frame show, and how wide each is: one layout for all lines, so that they align.
struct ProgressLayout: Equatable {
    /// Spaces between fields.
    let gap: Int

    /// Columns for the label, 0 for none.
    let label: Int

    /// Columns for the bar, 0 for none.
    let bar: Int

    /// The other fields and their columns.
    let fields: [(field: ProgressRow.Field, width: Int)]

    static func == (lhs: Self, rhs: Self) -> Bool {
        (lhs.gap, lhs.label, lhs.bar) == (rhs.gap, rhs.label, rhs.bar)
            && lhs.fields.elementsEqual(rhs.fields) { $0 == $1 }
    }

    /// What is shown, from a wide terminal to a narrow one. A share and the time left are what people look for, so they
    /// go last.
    private static let choices: [(bar: Bool, fields: [ProgressRow.Field])] = [
        (true, [.percent, .rows, .bytes, .byteRate, .rowRate, .timeLeft]),
        (true, [.percent, .rows, .bytes, .byteRate, .timeLeft]),
        (true, [.percent, .rows, .byteRate, .timeLeft]),
        (true, [.percent, .rows, .timeLeft]),
        (true, [.percent, .timeLeft]),
        (false, [.percent, .timeLeft]),
        (false, [.percent]),
    ]

    /// Labels are not drawn wider than this however wide the terminal: the eye has to find the way to the numbers.
    private static let widestLabel = 48

    /// Nor bars.
    private static let widestBar = 42

    /// The fullest layout that fits rows into a number of columns.
    init(_ rows: [ProgressRow], width: Int) {
        let gap = width < 60 ? 1 : 2
        let natural = min(
            Self.widestLabel, rows.compactMap { $0.labels.first.map(TerminalText.width) }.max() ?? 0)
        let leastLabel = min(natural, max(8, width / 4))
        let leastBar = max(8, width / 10)
        for choice in Self.choices {
            let fields = choice.fields.map { field in
                (field: field, width: rows.map { $0.text(field).count }.reduce(field.minimumWidth, max))
            }
            let taken = fields.reduce(0) { $0 + gap + $1.width } + (choice.bar ? gap : 0)
            let spare = width - taken - leastLabel - (choice.bar ? leastBar : 0)
            guard spare >= 0 else { continue }
            // A name tells more the longer it is, and a bar too.
            let label = min(natural, leastLabel + (choice.bar ? spare / 2 : spare))
            let bar = choice.bar ? min(Self.widestBar, leastBar + spare - (label - leastLabel)) : 0
            (self.gap, self.label, self.bar, self.fields) = (gap, label, bar, fields)
            return
        }
        // Too narrow for a label: the share alone, and when even that does not fit, a bar.
        let share = width >= 4
        (self.gap, label, bar, fields) = (gap, 0, share ? 0 : max(0, width), share ? [(.percent, 4)] : [])
    }

    /// A row as a line of this layout.
    func line(_ row: ProgressRow, glyphs: ProgressGlyphs) -> String {
        var parts: [String] = []
        if label > 0 {
            let text = row.label(width: label, ellipsis: glyphs.ellipsis)
            parts.append(text + String(repeating: " ", count: max(0, label - TerminalText.width(text))))
        }
        if bar > 0 { parts.append(glyphs.bar(row.fraction, width: bar)) }
        for (field, width) in fields {
            let text = row.text(field)
            parts.append(String(repeating: " ", count: max(0, width - text.count)) + text)
        }
        return parts.joined(separator: String(repeating: " ", count: gap))
    }
}
