import Foundation

/// The size of a terminal in characters.
package struct TerminalSize: Equatable, Sendable {
    /// Columns, at least 1.
    package let columns: Int

    /// Rows, at least 1.
    package let rows: Int

    /// A terminal of the given size.
    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// The size assumed for a terminal that does not report one, such as a serial line.
    package static let fallback = TerminalSize(columns: 80, rows: 24)

    /// The current size of the terminal that a descriptor is connected to.
    ///
    /// - Returns: Nil if there is no terminal, or if this process runs in its background, where drawing would overwrite
    ///   the output of the foreground process.
    package static func current(descriptor: Int32) -> TerminalSize? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        let foreground = tcgetpgrp(descriptor)
        guard foreground < 0 || foreground == getpgrp() else { return nil }
        guard size.ws_col > 0, size.ws_row > 0 else { return fallback }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
