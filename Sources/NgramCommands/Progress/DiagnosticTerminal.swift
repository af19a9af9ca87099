import NgramSystem

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What is to be known of standard error before anything is drawn on it.
struct DiagnosticTerminal: Equatable, Sendable {
    /// Whether it is a terminal at all.
    let isTerminal: Bool

    /// Whether it is one that obeys escape sequences.
    let canMoveCursor: Bool

    /// The characters it can show.
    let glyphs: ProgressGlyphs

    /// Judges by the environment, as other programs do.
    ///
    /// - Parameter variable: Looks up an environment variable.
    init(isTerminal: Bool, variable: (String) -> String?) {
        self.isTerminal = isTerminal
        let kind = variable("TERM") ?? ""
        canMoveCursor = isTerminal && !kind.isEmpty && kind != "dumb"
        // "LC_ALL, LC_CTYPE, LANG": the first that is set and not empty decides (POSIX, Environment Variables, 8.2).
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty } ?? "C"
        let name = locale.lowercased()
        glyphs = name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
    }

    /// Standard error of this process.
    static func current() -> DiagnosticTerminal {
        DiagnosticTerminal(isTerminal: isatty(StandardError.descriptor) == 1) { name in
            getenv(name).map { String(cString: $0) }
        }
    }
}
