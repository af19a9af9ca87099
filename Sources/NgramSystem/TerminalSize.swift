#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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

    /// What is assumed of a terminal that does not tell, as one on a serial line.
    package static let fallback = TerminalSize(columns: 80, rows: 24)

    /// The present size of the terminal behind a descriptor.
    ///
    /// - Returns: nil if there is no terminal, or if this process is in its background: what it drew there would land
    ///   in the midst of whatever the user is doing.
    package static func current(descriptor: Int32) -> TerminalSize? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        let foreground = tcgetpgrp(descriptor)
        guard foreground < 0 || foreground == getpgrp() else { return nil }
        guard size.ws_col > 0, size.ws_row > 0 else { return fallback }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
