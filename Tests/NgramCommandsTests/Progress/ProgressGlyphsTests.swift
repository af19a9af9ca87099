import NgramReports
import Testing

@testable import NgramCommands

@Suite struct ProgressGlyphsTests {
    @Test(arguments: [
        (0, "[          ]"), (0.01, "[>         ]"), (0.5, "[=====>    ]"), (0.99, "[=========>]"), (1, "[==========]"),
        (7, "[==========]"), (-1, "[          ]"), (.nan, "[          ]"),
    ]) func `a bar of ASCII characters`(fraction: Double, expected: String) {
        #expect(ProgressGlyphs.ascii.bar(fraction, width: 12) == expected)
    }

    @Test(arguments: [
        (0.0, "│    │"), (0.03125, "│▏   │"), (0.5, "│██  │"), (0.6, "│██▍ │"), (0.999, "│███▉│"), (1, "│████│"),
    ]) func `a bar of block elements`(fraction: Double, expected: String) {
        #expect(ProgressGlyphs.unicode.bar(fraction, width: 6) == expected)
    }

    @Test(arguments: 0...20, [ProgressGlyphs.unicode, .ascii]) func `a bar has exactly the requested width`(
        width: Int, glyphs: ProgressGlyphs
    ) {
        for step in 0...50 {
            #expect(TerminalText.width(glyphs.bar(Double(step) / 50, width: width)) == width)
        }
    }
}
