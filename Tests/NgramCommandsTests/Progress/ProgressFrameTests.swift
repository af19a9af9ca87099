import NgramReports
import Testing

@testable import NgramCommands

@Suite struct ProgressFrameTests {
    /// The state ten seconds into an ingest of 24 archives, three of which are being read.
    private static let state: ProgressState = {
        var state = ProgressState()
        let corpus = "eng-2012"
        state.apply(.planned(archives: 24, fileBytes: 24_000_000_000), at: .zero)
        let name = "googlebooks-eng-all-1gram-20120701-a.gz"
        state.apply(.started(archive: 0, name: name, corpus: corpus, fileBytes: 260_000_000), at: .zero)
        let short = "1-00001-of-00024.gz"
        state.apply(.started(archive: 1, name: short, corpus: corpus, fileBytes: 1_260_000_000), at: .zero)
        state.apply(.started(archive: 2, name: "日本\u{1B}.gz", corpus: corpus, fileBytes: 1000), at: .seconds(9))
        state.apply(.advanced(archive: 0, fileBytes: 123_000_000, rows: 12_345_678), at: .seconds(10))
        state.apply(.advanced(archive: 1, fileBytes: 623_000_000, rows: 92_345_678), at: .seconds(10))
        return state
    }()

    private func frame(_ width: Int, height: Int = 24, _ glyphs: ProgressGlyphs = .unicode) -> [String] {
        ProgressFrame(state: Self.state, time: .seconds(10), glyphs: glyphs).lines(width: width, height: height)
    }

    @Test func `one column is enough for a bar`() {
        #expect(
            frame(1) == [
                #"▍"#,
                #"▍"#,
                #" "#,
                #" "#,
            ])
    }

    @Test func `20 columns`() {
        #expect(
            frame(20) == [
                #"googleb…01-a.gz  47%"#,
                #"1-00001…0024.gz  49%"#,
                #"日本\u{1B}.gz     0%"#,
                #"0 of 24           3%"#,
            ])
    }

    @Test func `40 columns`() {
        #expect(
            frame(40) == [
                #"google…1-a.gz │████▎    │  47% 0:11 left"#,
                #"1-0000…024.gz │████▍    │  49% 0:10 left"#,
                #"日本\u{1B}.gz │         │   0%          "#,
                #"0 of 24       │▎        │   3% 5:11 left"#,
            ])
    }

    @Test func `80 columns`() {
        #expect(
            frame(80) == [
                #"googlebooks…0120701-a.gz  │█████▏     │   47%  12.3 M rows  12.3 MB/s  0:11 left"#,
                #"1-00001-of-00024.gz       │█████▍     │   49%  92.3 M rows  62.3 MB/s  0:10 left"#,
                #"日本\u{1B}.gz             │           │    0%       0 rows      0 B/s           "#,
                #"0 of 24 archives          │▎          │    3%   105 M rows  74.6 MB/s  5:11 left"#,
            ])
    }

    @Test func `120 columns`() {
        #expect(
            frame(120) == [
                #"googlebooks-eng…m-20120701-a.gz  │█████▋      │   47%  12.3 M rows    123 MB/260 MB  12.3 MB/s   1.2 M rows/s  0:11 left"#,
                #"1-00001-of-00024.gz              │█████▉      │   49%  92.3 M rows    623 MB/1.3 GB  62.3 MB/s   9.2 M rows/s  0:10 left"#,
                #"日本\u{1B}.gz                    │            │    0%       0 rows       0 B/1.0 kB      0 B/s       0 rows/s           "#,
                #"0 of 24 archives                 │▎           │    3%   105 M rows   746 MB/24.0 GB  74.6 MB/s  10.5 M rows/s  5:11 left"#,
            ])
    }

    @Test func `200 columns`() {
        #expect(
            frame(200) == [
                #"googlebooks-eng-all-1gram-20120701-a.gz  │██████████████████▉                     │   47%  12.3 M rows    123 MB/260 MB  12.3 MB/s   1.2 M rows/s  0:11 left"#,
                #"1-00001-of-00024.gz                      │███████████████████▊                    │   49%  92.3 M rows    623 MB/1.3 GB  62.3 MB/s   9.2 M rows/s  0:10 left"#,
                #"日本\u{1B}.gz                            │                                        │    0%       0 rows       0 B/1.0 kB      0 B/s       0 rows/s           "#,
                #"0 of 24 archives                         │█▏                                      │    3%   105 M rows   746 MB/24.0 GB  74.6 MB/s  10.5 M rows/s  5:11 left"#,
            ])
    }

    @Test func `bars use ASCII where the locale requires it`() {
        #expect(
            frame(60, .ascii) == [
                #"googleb..701-a.gz  [====>    ]   47%  12.3 M rows  0:11 left"#,
                #"1-00001..00024.gz  [====>    ]   49%  92.3 M rows  0:10 left"#,
                #"\u{65E5..u{1B}.gz  [         ]    0%       0 rows           "#,
                #"0 of 24 archives   [>        ]    3%   105 M rows  5:11 left"#,
            ])
    }

    @Test func `archives for which there is no room are counted`() {
        #expect(frame(40, height: 4).count == 3)
        #expect(frame(40, height: 4)[1] == "and 2 more")
        #expect(frame(40, height: 3)[0] == "3 running")
        #expect(frame(40, height: 3).count == 2)
        #expect(frame(40, height: 2) == [frame(40)[3]])
        #expect(frame(40, height: 1).isEmpty)
        #expect(frame(40, height: 0).isEmpty)
        #expect(frame(40, height: 5) == frame(40))
    }

    @Test(arguments: [ProgressGlyphs.unicode, .ascii]) func `no line is wider than the terminal`(
        glyphs: ProgressGlyphs
    ) {
        for width in -1...220 {
            for height in -1...7 {
                let lines = frame(width, height: height, glyphs)
                #expect(lines.count <= max(0, height - 1))
                #expect(lines.allSatisfy { TerminalText.width($0) <= width })
            }
        }
    }

    @Test(arguments: 4...220) func `the percentage is always shown`(width: Int) {
        #expect(frame(width).map { $0.contains("%") } == [true, true, true, true])
    }

    @Test func `with several corpora, names include the corpus`() {
        var state = ProgressState()
        state.apply(.started(archive: 0, name: "a.gz", corpus: "eng", fileBytes: 1), at: .zero)
        state.apply(.started(archive: 1, name: "a.gz", corpus: "ger", fileBytes: 1), at: .zero)
        let lines = ProgressFrame(state: state, time: .zero, glyphs: .ascii).lines(width: 60, height: 9)
        #expect(lines.map { $0.prefix(8) } == ["eng/a.gz", "ger/a.gz", "0 of 2 a"])
    }

    @Test func `nothing is drawn before there is a plan`() {
        #expect(ProgressFrame(state: ProgressState(), time: .zero, glyphs: .ascii).lines(width: 80, height: 24).isEmpty)
    }
}
