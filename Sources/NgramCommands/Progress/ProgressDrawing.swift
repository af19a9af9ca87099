import NgramReports

/// The progress bars at one moment: a pure function from a state and the size of a terminal to lines.
struct ProgressFrame {
    /// The state to show.
    let state: ProgressState

    /// The moment, as a duration since the ingest began.
    let time: Duration

    /// The characters to draw with.
    let glyphs: ProgressGlyphs

    /// One line for each archive being read and one for the whole ingest: at most `height - 1` lines of at most `width`
    /// columns.
    ///
    /// The last line of a terminal stays free for the cursor. If there is no room for all archives, the line before the
    /// last shows how many are hidden.
    func lines(width: Int, height: Int) -> [String] {
        let room = height - 1
        guard state.archives > 0, room > 0, width > 0 else { return [] }
        let running = state.running
        let shown = running.count + 1 <= room ? running.count : max(0, room - 2)
        let rows = running.prefix(shown).map(row) + [total]
        let layout = ProgressLayout(rows, width: width)
        var lines = rows.map { layout.line($0, glyphs: glyphs) }
        if shown < running.count, room > 1 {
            let hidden = "\(running.count - shown)"
            let text = shown > 0 ? "and \(hidden) more" : "\(hidden) running"
            lines.insert(TerminalText.shorten(text, to: width, ellipsis: ""), at: shown)
        }
        return lines
    }

    private func row(_ archive: ArchiveProgress) -> ProgressRow {
        let name = state.hasSeveralCorpora ? "\(archive.corpus)/\(archive.name)" : archive.name
        return ProgressRow(
            labels: [TerminalText.escape(name, asciiOnly: glyphs == .ascii)], rows: archive.rows,
            bytesDone: archive.bytesDone, fileBytes: archive.fileBytes, rate: archive.rate(at: time),
            timeLeft: archive.timeLeft(at: time))
    }

    private var total: ProgressRow {
        let (done, all) = (state.archivesDone, state.archives)
        return ProgressRow(
            labels: ["\(done) of \(all) archive\(all == 1 ? "" : "s")", "\(done) of \(all)", "\(done)/\(all)"],
            rows: state.rows, bytesDone: state.bytesDone, fileBytes: state.fileBytes, rate: state.rate(at: time),
            timeLeft: state.timeLeft(at: time))
    }
}

/// Which fields the lines of a frame show, and their widths. All lines share one layout, so that they align.
struct ProgressLayout: Equatable {
    /// The number of spaces between fields.
    let gap: Int

    /// The width of the label in columns; 0 for none.
    let label: Int

    /// The width of the bar in columns; 0 for none.
    let bar: Int

    /// The other fields and their widths in columns.
    let fields: [(field: ProgressRow.Field, width: Int)]

    static func == (lhs: Self, rhs: Self) -> Bool {
        (lhs.gap, lhs.label, lhs.bar) == (rhs.gap, rhs.label, rhs.bar)
            && lhs.fields.elementsEqual(rhs.fields) { $0 == $1 }
    }

    /// The fields to show, from a wide terminal to a narrow one. The percentage and the time left matter most, so they
    /// are dropped last.
    private static let choices: [(bar: Bool, fields: [ProgressRow.Field])] = [
        (true, [.percent, .rows, .bytes, .byteRate, .rowRate, .timeLeft]),
        (true, [.percent, .rows, .bytes, .byteRate, .timeLeft]),
        (true, [.percent, .rows, .byteRate, .timeLeft]),
        (true, [.percent, .rows, .timeLeft]),
        (true, [.percent, .timeLeft]),
        (false, [.percent, .timeLeft]),
        (false, [.percent]),
    ]

    /// The maximum width of labels, however wide the terminal. In wider lines it is hard to match names with numbers.
    private static let widestLabel = 48

    /// The maximum width of bars.
    private static let widestBar = 42

    /// The layout with the most fields that fits the rows into `width` columns.
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
            // Both a longer name and a longer bar are more informative, so they share the spare columns.
            let label = min(natural, leastLabel + (choice.bar ? spare / 2 : spare))
            let bar = choice.bar ? min(Self.widestBar, leastBar + spare - (label - leastLabel)) : 0
            (self.gap, self.label, self.bar, self.fields) = (gap, label, bar, fields)
            return
        }
        // Too narrow for a label: only the percentage, or a bar if that does not fit either.
        let showsPercent = width >= 4
        (self.gap, label, bar, fields) = (gap, 0, showsPercent ? 0 : max(0, width), showsPercent ? [(.percent, 4)] : [])
    }

    /// Draws a row in this layout.
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

/// The content of a line of a frame, for one archive or for all, before it is laid out.
struct ProgressRow {
    /// The fields other than label and bar, in the order in which a line shows them.
    enum Field: CaseIterable {
        case percent, rows, bytes, byteRate, rowRate, timeLeft

        /// The minimum width of the field in columns, so that bars do not jump as numbers grow.
        var minimumWidth: Int {
            switch self {
            case .percent: 4  // 100%
            case .rows: 11  // 12.3 M rows
            case .bytes: 15  // 12.3 MB/99.9 MB
            case .byteRate: 9  // 12.3 MB/s
            case .rowRate: 13  // 12.3 M rows/s
            case .timeLeft: 9  // 0:42 left
            }
        }
    }

    /// The possible labels, escaped for a terminal. The first that fits is used; if none fits, the last is shortened.
    let labels: [String]

    /// The completed fraction, from 0 to 1.
    let fraction: Double

    private let texts: [Field: String]

    /// A row with the given quantities; `rate` and `timeLeft` are nil while they are unknown.
    init(
        labels: [String], rows: Int64, bytesDone: Int64, fileBytes: Int64, rate: RateMeter.Rate?,
        timeLeft: Duration?
    ) {
        self.labels = labels
        fraction = fileBytes > 0 ? Double(bytesDone) / Double(fileBytes) : 0
        var texts: [Field: String] = [
            .percent: "\(Int(min(max(fraction, 0), 1) * 100))%",
            .rows: "\(HumanText.count(Double(rows))) rows",
            .bytes: "\(HumanText.bytes(Double(bytesDone)))/\(HumanText.bytes(Double(fileBytes)))",
        ]
        if let rate {
            texts[.byteRate] = "\(HumanText.bytes(rate.bytes))/s"
            texts[.rowRate] = "\(HumanText.count(rate.rows)) rows/s"
        }
        if let timeLeft { texts[.timeLeft] = "\(HumanText.clock(timeLeft)) left" }
        self.texts = texts
    }

    /// The text of a field; empty while it is unknown.
    func text(_ field: Field) -> String { texts[field] ?? "" }

    /// The label to show in `width` columns.
    func label(width: Int, ellipsis: String) -> String {
        if let fitting = labels.first(where: { TerminalText.width($0) <= width }) { return fitting }
        return TerminalText.shorten(labels.last ?? "", to: width, ellipsis: ellipsis)
    }
}

/// The characters that bars are drawn with.
enum ProgressGlyphs: Equatable, Sendable {
    /// Block elements, in steps of an eighth of a column.
    case unicode

    /// `[=====>    ]`, for a terminal whose locale is not UTF-8.
    case ascii

    /// Replaces the part of a name that was cut.
    var ellipsis: String { self == .unicode ? "…" : ".." }

    /// A bar of exactly `width` columns, including its ends if there is room for them.
    ///
    /// - Parameter fraction: The filled part, from 0 to 1.
    func bar(_ fraction: Double, width: Int) -> String {
        guard width > 2 else { return filling(fraction, width: max(0, width)) }
        let inside = filling(fraction, width: width - 2)
        return self == .unicode ? "│\(inside)│" : "[\(inside)]"
    }

    private func filling(_ fraction: Double, width: Int) -> String {
        let fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
        var text: String
        switch self {
        case .unicode:
            // Rounded down, so that a bar looks full only when it is.
            let eighths = Int(fraction * Double(width * 8))
            text = String(repeating: "█", count: eighths / 8)
            if !eighths.isMultiple(of: 8) { text.append(Self.partialBlocks[eighths % 8 - 1]) }
        case .ascii:
            let whole = Int(fraction * Double(width))
            text = String(repeating: "=", count: whole)
            if fraction > 0, whole < width { text.append(">") }
        }
        return text + String(repeating: " ", count: width - text.count)
    }

    /// One to seven eighths of a column.
    private static let partialBlocks: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
