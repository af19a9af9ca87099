import NgramReports

/// The lines of an ingest that stay: one for each archive that is done with, notes, failures and the summary.
///
/// Names and messages are made fit for a terminal here, and nowhere before.
struct ReportLine {
    /// Whether the terminal reads nothing but ASCII.
    var asciiOnly = false

    /// The line for an archive that is done with.
    func archive(_ archive: ClosedArchive) -> String {
        let name = "\(safe(archive.name)) (\(safe(archive.corpus)))"
        switch archive.outcome {
        case .added(let rows, let badRows, let replaced):
            var parts = [HumanText.counted(rows, "row")]
            if badRows > 0 { parts.append("\(HumanText.counted(badRows, "bad row")) left out") }
            if let bytes = archive.packedBytes { parts.append(HumanText.bytes(Double(bytes))) }
            if let elapsed = archive.elapsed { parts.append(HumanText.seconds(elapsed)) }
            return "\(replaced ? "replaced" : "added") \(name): \(parts.joined(separator: ", "))"
        case .unchanged: return "unchanged \(name)"
        case .failed(let message): return failure(message)
        case .interrupted: return "interrupted \(name): the next run carries on from there"
        }
    }

    /// The line for a failure.
    func failure(_ message: String) -> String { "ngrams: error: \(safe(message))" }

    /// The line for something worth knowing.
    func note(_ message: String) -> String { "ngrams: note: \(safe(message))" }

    /// The line for the whole ingest; nil if there never was an archive.
    func summary(_ state: ProgressState, elapsed: Duration) -> String? {
        guard state.archives > 0 else { return nil }
        let tally = state.tally
        let endings = [
            (tally.added, "added"), (tally.replaced, "replaced"), (tally.unchanged, "unchanged"),
            (tally.failed, "failed"), (tally.interrupted, "interrupted"),
            (state.archives - tally.total, "not reached"),
        ]
        let ends = endings.filter { $0.0 > 0 }.map { "\(DecimalDigits.grouped(Int64($0.0))) \($0.1)" }
        var text = "\(HumanText.counted(Int64(state.archives), "archive")): \(ends.joined(separator: ", "))"
        if tally.added + tally.replaced > 0 {
            text += "; \(HumanText.counted(tally.rows, "row"))"
            if tally.badRows > 0 { text += ", \(HumanText.counted(tally.badRows, "bad row")) left out" }
            text += ", \(HumanText.bytes(Double(tally.packedBytes)))"
        }
        return "\(text) in \(HumanText.elapsed(elapsed))"
    }

    private func safe(_ text: String) -> String { TerminalText.escape(text, asciiOnly: asciiOnly) }
}
