import NgramArchives
import NgramReports

/// A permanent line of an ingest's report.
enum ReportLine {
    /// A finished archive, with any outcome.
    case archive(FinishedArchive)

    /// Something the user should know.
    case note(String)

    /// The result of the whole ingest, after the given time.
    case summary(ProgressState, elapsed: Duration)
}

/// Formats the lines of a report.
///
/// Names and messages are escaped for terminals here; callers pass them unescaped.
struct ReportFormat {
    /// Whether the terminal reads only ASCII.
    var asciiOnly = false

    /// On a terminal that is narrower than this, lines are not fitted.
    private static let narrowest = 20

    /// The text of a line, without a newline at its end.
    ///
    /// - Parameter columns: The width of the terminal; nil for a log, whose lines may have any length. Lines about
    ///   archives are shortened to fit, and the summary is broken between words. Notes and errors quote data, so they
    ///   are not changed.
    func text(of line: ReportLine, columns: Int? = nil) -> String {
        // The last column stays free, because terminals differ in where the cursor is after writing to it.
        let width = columns.map { $0 < Self.narrowest ? .max : $0 - 1 } ?? .max
        return switch line {
        case .archive(let archive): text(of: archive, width: width)
        case .note(let message): "ngrams: note: \(escaped(message))"
        case .summary(let state, let elapsed): wrapped(summary(state, elapsed), width: width)
        }
    }

    private func text(of archive: FinishedArchive, width: Int) -> String {
        switch archive.outcome {
        case .added(let rows, let badRows, let replaced):
            var facts = [HumanText.counted(rows, "row")]
            if badRows > 0 { facts.append("\(HumanText.counted(badRows, "bad row")) skipped") }
            var details: [String] = []
            if let bytes = archive.fileBytes { details.append(HumanText.bytes(Double(bytes))) }
            if let elapsed = archive.elapsed { details.append(HumanText.seconds(elapsed)) }
            return fitted(replaced ? "replaced" : "added", archive, facts, details, width: width)
        case .unchanged: return fitted("unchanged", archive, [], [], width: width)
        case .interrupted:
            return fitted("interrupted", archive, [], ["the next run continues from there"], width: width)
        case .failed(let message): return "ngrams: error: \(escaped(message))"
        }
    }

    /// The fullest line that fits. To make it fit, these are left out in this order: the corpus, if the name implies
    /// it; the details, from the last to the first; the corpus in any case; the middle of the name.
    private func fitted(
        _ verb: String, _ archive: FinishedArchive, _ facts: [String], _ details: [String], width: Int
    ) -> String {
        let name = escaped(archive.name)
        let fullName = "\(name) (\(escaped(archive.corpus)))"
        func line(_ name: String, _ details: ArraySlice<String>) -> String {
            let rest = (facts + details).joined(separator: ", ")
            return "\(verb) \(name)\(rest.isEmpty ? "" : ": \(rest)")"
        }
        let isCorpusImplied = ArchiveName(path: archive.name).corpus?.description == archive.corpus
        var lines = [line(fullName, details[...])]
        for count in (0...details.count).reversed() {
            lines.append(line(isCorpusImplied ? name : fullName, details.prefix(count)))
        }
        lines.append(line(name, []))
        if let fitting = lines.first(where: { TerminalText.width($0) <= width }) { return fitting }
        let room = max(8, width - TerminalText.width(line("", [])))
        return line(TerminalText.shorten(name, to: room, ellipsis: asciiOnly ? ".." : "…"), [])
    }

    private func summary(_ state: ProgressState, _ elapsed: Duration) -> String {
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
            if tally.badRows > 0 { text += ", \(HumanText.counted(tally.badRows, "bad row")) skipped" }
            text += ", \(HumanText.bytes(Double(tally.fileBytes)))"
        }
        return "\(text) in \(HumanText.elapsed(elapsed))"
    }

    /// The text with line breaks between words, so that no number is broken at the edge of the terminal.
    private func wrapped(_ text: String, width: Int) -> String {
        guard TerminalText.width(text) > width else { return text }
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, TerminalText.width(last) + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(lines.isEmpty ? String(word) : "  \(word)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func escaped(_ text: String) -> String { TerminalText.escape(text, asciiOnly: asciiOnly) }
}
