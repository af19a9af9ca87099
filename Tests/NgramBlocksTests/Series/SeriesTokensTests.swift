import NgramModel
import NgramTestSupport
import Testing

@Suite("The encoding of series is as documented, byte for byte")
struct SeriesTokensTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var series: [(year: Int, match: Int64, volume: Int64)]
        var bytes: [UInt8]
        var testDescription: String { name }
    }

    static let examples = [
        Example(name: "the first small token", series: [(1, 1, 1)], bytes: [0]),
        Example(
            name: "tokens ascend with the volume count of a match count", series: [(1, 2, 1), (2, 2, 2)],
            bytes: [1, 2]),
        Example(name: "the last small token", series: [(1, 20, 20)], bytes: [209]),
        Example(
            name: "the smallest volume count of the largest small match count", series: [(1, 20, 1)], bytes: [190]),
        Example(
            name: "a match count that is too large for a small token", series: [(1, 21, 1)], bytes: [210, 21, 1]),
        Example(name: "more volumes than matches", series: [(1, 1, 2)], bytes: [210, 1, 2]),
        Example(name: "no volume", series: [(1, 5, 0)], bytes: [210, 5, 0]),
        Example(name: "no match", series: [(1, 0, 5)], bytes: [210, 0, 5]),
        Example(name: "a gap of two", series: [(2, 1, 1)], bytes: [213, 0]),
        Example(name: "the largest gap of one byte", series: [(44, 1, 1)], bytes: [255, 0]),
        Example(name: "a gap of 45", series: [(45, 1, 1)], bytes: [212, 45, 0]),
        Example(name: "a gap of two varint bytes", series: [(1990, 1, 1)], bytes: [212, 0xC6, 0x0F, 0]),
        Example(
            name: "consecutive years need no gap", series: [(44, 3, 2), (45, 3, 3), (47, 1, 1)],
            bytes: [255, 4, 5, 213, 0]),
        Example(name: "varint counts", series: [(1, 300, 128)], bytes: [210, 0xAC, 0x02, 0x80, 0x01]),
        Example(
            name: "the largest count and year", series: [(9999, .max, 1)],
            bytes: [212, 0x8F, 0x4E, 210] + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 1]),
    ]

    @Test("the encoder writes the documented bytes", arguments: examples)
    func encodes(_ example: Example) {
        #expect(encodedSeries(example.series) == example.bytes)
    }

    @Test("the decoder reads the documented bytes", arguments: examples)
    func decodes(_ example: Example) throws {
        let series = example.series.map { Observation(year: $0.year, matchCount: $0.match, volumeCount: $0.volume) }
        let read = decode(example.bytes)
        #expect(read.observations == series)
        #expect(read.isWhole)
        #expect(NaiveSeries.encode(series) == example.bytes, "the naive encoder agrees with the bytes above")
    }

    @Test("every pair of small counts has the token that the formula gives")
    func triangle() {
        for match in 1...20 as ClosedRange<Int64> {
            for volume in 1...match {
                let token = UInt8(match * (match - 1) / 2 + volume - 1)
                #expect(encodedSeries([(1, match, volume)]) == [token])
            }
        }
    }

    @Test(
        "bytes that the table does not define are refused",
        arguments: [
            [211], [0, 211], [210], [210, 1], [212], [213], [212, 1], [212, 1, 0], [212, 0, 0], [213, 213, 0],
            [213, 211], [0, 255], [212, 0x90, 0x4E, 0], [210] + [UInt8](repeating: 0xFF, count: 9) + [0, 1],
            [212, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0],
        ] as [[UInt8]])
    func refused(_ bytes: [UInt8]) {
        #expect(!decode(bytes).isWhole)
    }
}
