import NgramReports

/// Turns frames into the bytes that redraw them in place: a pure value that remembers what stands on the terminal.
///
/// After each painting the cursor is at the beginning of the line below the frame, so that a process that is stopped or
/// killed leaves the shell a free line. The cursor is never hidden, and the one mode that is changed, wrapping at the
/// right edge, is changed back in the same write.
struct ProgressPainter {
    /// The display widths of the lines of the frame on the terminal, from top to bottom.
    private var drawn: [Int] = []

    /// The width of the terminal when it was drawn.
    private var drawnColumns = 0

    /// DECAWM: whether text goes on in the next line at the right edge. Terminals begin with it on.
    private static let wrapOff = "\u{1B}[?7l"
    private static let wrapOn = "\u{1B}[?7h"

    /// The bytes that put permanent lines where the frame was, and a new frame below them.
    ///
    /// - Parameters:
    ///   - permanent: Lines that stay. They may be wider than the terminal and then wrap.
    ///   - frame: The lines of the frame, each narrower than the terminal.
    ///   - columns: The terminal's present width. If it is less than when the frame was drawn, most terminals have
    ///     wrapped the old lines, and the frame begins further up. (One that cuts them instead, as xterm does, loses as
    ///     many lines above the frame from its screen; there is no asking which of the two it is.)
    mutating func paint(permanent: [String], frame: [String], columns: Int) -> [UInt8] {
        if frame.isEmpty, drawn.isEmpty {
            // Nothing to redraw: plain lines, which do no harm to what a terminal's foreground has written.
            return permanent.flatMap { Array("\($0)\n".utf8) }
        }
        var text = "\r"
        let height = Self.physicalLines(drawn, columns: columns)
        if height > 0 { text += "\u{1B}[\(height)A" }
        // A frame is written over the old one line by line, which does not flicker. But lines that stay may wrap, and
        // clearing to the end of a line then misses the lines before; and lines that a terminal has wrapped remember
        // it, and are joined when it is widened, until they are cleared from their beginning. So all goes at once then.
        if !permanent.isEmpty || columns != drawnColumns { text += "\u{1B}[J" }
        for line in permanent { text += line + "\n" }
        if !frame.isEmpty {
            // A terminal may be narrower already than it says: tmux lets a quarter of a second pass. Lines that are cut
            // rather than wrapped meanwhile keep the frame as high as the next painting will take it to be.
            text += Self.wrapOff
            for line in frame { text += line + "\u{1B}[K\n" }
            text += Self.wrapOn
        }
        text += "\u{1B}[J"
        drawn = frame.map(TerminalText.width)
        drawnColumns = columns
        return Array(text.utf8)
    }

    /// Gives up the frame on the terminal as something that can no longer be reached.
    mutating func forget() { drawn = [] }

    /// How many lines of a terminal of so many columns the lines take now.
    private static func physicalLines(_ widths: [Int], columns: Int) -> Int {
        let columns = max(1, columns)
        return widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    }
}
