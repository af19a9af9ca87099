import NgramReports

/// What a frame says of one archive, or of all of them, before it is fitted into a line.
struct ProgressRow {
    /// The fields beside label and bar, in the order in which a line shows them.
    enum Field: CaseIterable {
        case percent, rows, bytes, byteRate, rowRate, timeLeft

        /// The columns kept for the field, so that bars do not jump as numbers grow. Longer text gets what it needs.
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

    /// What it is about, fit for a terminal; the first that fits is taken, and the last is cut if none does.
    let labels: [String]

    /// How much is done, from 0 to 1.
    let fraction: Double

    private let texts: [Field: String]

    init(
        labels: [String], rows: Int64, bytesDone: Int64, packedBytes: Int64, rate: RateMeter.Rate?,
        timeLeft: Duration?
    ) {
        self.labels = labels
        fraction = packedBytes > 0 ? Double(bytesDone) / Double(packedBytes) : 0
        var texts: [Field: String] = [
            .percent: "\(Int(min(max(fraction, 0), 1) * 100))%",
            .rows: "\(HumanText.count(Double(rows))) rows",
            .bytes: "\(HumanText.bytes(Double(bytesDone)))/\(HumanText.bytes(Double(packedBytes)))",
        ]
        if let rate {
            texts[.byteRate] = "\(HumanText.bytes(rate.bytes))/s"
            texts[.rowRate] = "\(HumanText.count(rate.rows)) rows/s"
        }
        if let timeLeft { texts[.timeLeft] = "\(HumanText.clock(timeLeft)) left" }
        self.texts = texts
    }

    /// What the line shows for a field, empty when it is not known yet.
    func text(_ field: Field) -> String { texts[field] ?? "" }

    /// The label to show in so many columns.
    func label(width: Int, ellipsis: String) -> String {
        if let fitting = labels.first(where: { TerminalText.width($0) <= width }) { return fitting }
        return TerminalText.shorten(labels.last ?? "", to: width, ellipsis: ellipsis)
    }
}
