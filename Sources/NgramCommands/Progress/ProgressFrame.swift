import NgramReports

/// What the bars look like at a moment: a pure function from state and terminal to lines.
struct ProgressFrame {
    /// The state to show.
    let state: ProgressState

    /// The moment, as a span since the ingest began.
    let time: Duration

    /// The characters to draw with.
    let glyphs: ProgressGlyphs

    /// A line for each running archive and one for all, none wider than `width` columns, at most `height - 1` of them.
    ///
    /// The last line of a terminal stays free for the cursor. Where there is no room for all archives, the last line
    /// but one says how many are not shown.
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

    private func row(_ archive: RunningArchive) -> ProgressRow {
        let name = state.hasSeveralCorpora ? "\(archive.corpus)/\(archive.name)" : archive.name
        return ProgressRow(
            labels: [TerminalText.escape(name, asciiOnly: glyphs == .ascii)], rows: archive.rows,
            bytesDone: archive.bytesDone, packedBytes: archive.packedBytes, rate: archive.rate(at: time),
            timeLeft: archive.timeLeft(at: time))
    }

    private var total: ProgressRow {
        let (done, all) = (state.archivesDone, state.archives)
        return ProgressRow(
            labels: ["\(done) of \(all) archive\(all == 1 ? "" : "s")", "\(done) of \(all)", "\(done)/\(all)"],
            rows: state.rows, bytesDone: state.bytesDone, packedBytes: state.packedBytes, rate: state.rate(at: time),
            timeLeft: state.timeLeft(at: time))
    }
}
