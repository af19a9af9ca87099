import Testing

@testable import NgramCommands

@Suite struct ProgressModeTests {
    private func terminal(_ isTerminal: Bool, _ variables: [String: String]) -> DiagnosticTerminal {
        DiagnosticTerminal(isTerminal: isTerminal) { variables[$0] }
    }

    private func reporter(_ mode: ProgressMode, _ terminal: DiagnosticTerminal) -> any IngestReporter {
        mode.makeReporter(for: terminal, elapsed: { .zero }, size: { nil }, write: { _ in })
    }

    @Test func `auto draws bars only where the cursor can be moved`() {
        let xterm = terminal(true, ["TERM": "xterm"])
        let bars = reporter(.auto, xterm)
        #expect(bars is TerminalProgress)
        bars.finish()
        #expect(reporter(.auto, terminal(false, ["TERM": "xterm"])) is LineProgress)
        #expect(reporter(.auto, terminal(true, ["TERM": "dumb"])) is LineProgress)
        #expect(reporter(.auto, terminal(true, [:])) is LineProgress)
        #expect(reporter(.plain, xterm) is LineProgress)
        #expect(reporter(.none, xterm) is LineProgress)
    }

    @Test(arguments: [
        (["LANG": "en_US.UTF-8"], ProgressGlyphs.unicode), (["LANG": "C.utf8"], .unicode),
        (["LC_CTYPE": "UTF-8"], .unicode), (["LANG": "en_US.UTF-8", "LC_ALL": "C"], .ascii),
        (["LANG": "C", "LC_CTYPE": "de_DE.utf8"], .unicode), (["LC_ALL": "", "LANG": "C.UTF-8"], .unicode),
        (["LANG": "de_DE.ISO-8859-1"], .ascii), ([:], .ascii),
    ]) func `block elements are used where the locale is UTF-8`(variables: [String: String], glyphs: ProgressGlyphs) {
        #expect(terminal(true, variables).glyphs == glyphs)
    }
}
