import Testing

@testable import NgramCommands

@Suite struct ProgressPainterTests {
    private let bars = ["one   [==>    ]  30%  1.2 k rows", "two   [=====> ]  80%  3.4 k rows"]
    private let later = ["one   [====>  ]  60%", "three [>      ]   1%", "four  [       ]   0%"]

    @Test func `a frame replaces the previous one`() {
        var painter = ProgressPainter()
        var screen = ScreenModel(columns: 40)
        screen.write(Array("$ ngrams ingest\n".utf8))
        for frame in [bars, later, bars, Array(later.prefix(1))] {
            screen.write(painter.paint(permanent: [], frame: frame, columns: 40))
            #expect(screen.lines == ["$ ngrams ingest"] + frame + [""])
        }
    }

    @Test func `permanent lines are above the frame and wrap when they are long`() {
        var painter = ProgressPainter()
        var screen = ScreenModel(columns: 40)
        let long = String(repeating: "0123456789", count: 8) + "abc"
        screen.write(painter.paint(permanent: [], frame: later, columns: 40))
        screen.write(painter.paint(permanent: ["added a", long], frame: bars, columns: 40))
        let stays = ["added a", String(long.prefix(40)), String(long.dropFirst(40).prefix(40)), "abc"]
        #expect(screen.lines == stays + bars + [""])
        screen.write(painter.paint(permanent: ["added b"], frame: [], columns: 40))
        #expect(screen.lines == stays + ["added b", ""])
    }

    @Test(arguments: [(40, 15), (40, 16), (40, 32), (34, 3), (40, 1), (11, 40)])
    func `a frame is replaced after the terminal was resized`(before: Int, after: Int) {
        var painter = ProgressPainter()
        var screen = ScreenModel(columns: before)
        let frame = bars.map { String($0.prefix(before - 1)) }
        screen.write(painter.paint(permanent: ["x"], frame: frame, columns: before))
        screen.resize(columns: after)
        screen.write(painter.paint(permanent: [], frame: ["a"], columns: after))
        #expect(screen.lines == ["x", "a", ""])
        screen.resize(columns: before)
        screen.write(painter.paint(permanent: [], frame: frame, columns: before))
        #expect(screen.lines == ["x"] + frame + [""])
    }

    @Test func `a terminal that is temporarily narrower than it reports shows no remains of a frame`() {
        var painter = ProgressPainter()
        var screen = ScreenModel(columns: 40)
        screen.write(painter.paint(permanent: ["x"], frame: bars, columns: 40))
        screen.resize(columns: 15)
        screen.write(painter.paint(permanent: [], frame: bars, columns: 40))
        screen.write(painter.paint(permanent: [], frame: bars, columns: 40))
        screen.write(painter.paint(permanent: [], frame: ["a", "b"], columns: 15))
        #expect(screen.lines == ["x", "a", "b", ""])
    }

    @Test func `a forgotten frame is not touched`() {
        var painter = ProgressPainter()
        var screen = ScreenModel(columns: 40)
        screen.write(painter.paint(permanent: [], frame: bars, columns: 40))
        painter.forget()
        screen.write(painter.paint(permanent: ["x"], frame: [], columns: 40))
        #expect(screen.lines == bars + ["x", ""])
    }

    @Test func `nothing is written when there is nothing to show`() {
        var painter = ProgressPainter()
        #expect(painter.paint(permanent: [], frame: [], columns: 80).isEmpty)
    }

    @Test func `wrapping is on at the end of every write`() {
        var painter = ProgressPainter()
        let text = String(decoding: painter.paint(permanent: ["x"], frame: bars, columns: 40), as: UTF8.self)
        let off = text.ranges(of: "\u{1B}[?7l").last?.lowerBound
        let on = text.ranges(of: "\u{1B}[?7h").last?.lowerBound
        #expect(off.flatMap { off in on.map { off < $0 } } == true)
    }
}
