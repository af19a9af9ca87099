import NgramTestSupport
import Testing

@testable import NgramQuery

@Suite struct UTF8RangesTests {
    private static let edges: [UInt32] = [
        0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFF, 0x1_0000, 0xF_FFFF, 0x10_FFFF,
    ]

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `the sequences stand for each character of a range once, and for nothing else`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func value() -> UInt32 {
            random.oneIn(2)
                ? Self.edges.randomElement(using: &random) ?? 0
                : UInt32(random.int(0...0x10_FFFF)) >> UInt32(random.int(0...14))
        }
        let bounds = [value(), value()].sorted()
        let sequences = UTF8Ranges.sequences(for: bounds[0]...bounds[1])
        let total = sequences.reduce(0) { $0 + $1.reduce(1) { $0 * $1.count } }
        let surrogates = (bounds[0]...bounds[1]).clamped(to: 0xD800...0xDFFF)
        let overlap = (bounds[0]...bounds[1]).overlaps(0xD800...0xDFFF) ? surrogates.count : 0
        #expect(total == Int(bounds[1] - bounds[0]) + 1 - overlap)
        for candidate in Self.edges + bounds + (0..<50).map({ _ in value() }) {
            guard let scalar = Unicode.Scalar(candidate) else { continue }
            let bytes = Array(String(scalar).utf8)
            let count = sequences.count { $0.count == bytes.count && zip($0, bytes).allSatisfy { $0.contains($1) } }
            #expect(count == ((bounds[0]...bounds[1]).contains(candidate) ? 1 : 0))
        }
    }
}
