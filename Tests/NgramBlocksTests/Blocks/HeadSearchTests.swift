import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

/// The bytes of the texts: few, so that texts share beginnings.
private let letters: [UInt8] = [0x00, 0x20, 0x61, 0x62, 0xC3, 0xFF]

private func randomText(_ random: inout SeededRandom) -> [UInt8] {
    // Lengths at which the encoding of a length changes, too.
    let length = random.oneIn(20) ? random.int(14...200) : random.int(1...9)
    let letters = random.oneIn(3) ? [0x61] : letters
    return (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 }
}

private func randomHead(_ random: inout SeededRandom, upTo count: Int) -> (texts: [[UInt8]], head: [UInt8]) {
    let texts = Set((0..<random.int(1...count)).map { _ in randomText(&random) })
        .sorted { $0.lexicographicallyPrecedes($1) }
    let head = NaiveHead.encode(
        texts.map { NaiveHead.Entry(text: $0, match: 1, volume: 1, years: 1...1, seriesBytes: 1) })
    return (texts, head)
}

private struct Match: Equatable {
    var place: Int
    var text: [UInt8]
}

/// The matches of a search that may have searched other heads before. The memory after the head is not readable.
private func matches(_ head: [UInt8], _ search: inout HeadSearch) throws -> [Match] {
    try withGuardedBytes(head) { memory in
        search.begin(try HeadReader(memory))
        var matches: [Match] = []
        while try search.next() { matches.append(Match(place: search.place, text: Array(search.text))) }
        // The end stays the end.
        #expect(try !search.next())
        return matches
    }
}

@Suite struct HeadSearchTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `it finds the texts that the automaton accepts, and their places`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveAutomaton(states: random.int(1...8), bytes: letters, &random)
        var search = HeadSearch(try naive.automaton())
        for _ in 0..<5 {
            let (texts, head) = randomHead(&random, upTo: 300)
            let expected = texts.enumerated().filter { naive.accepts($1) }.map { Match(place: $0, text: $1) }
            #expect(try matches(head, &search) == expected)
        }
    }

    @Test(arguments: [false, true])
    func `an automaton that accepts nothing or everything is searched for, too`(accepts: Bool) throws {
        var random = SeededRandom(seed: 1)
        let automaton = try ByteAutomaton(
            classes: [UInt8](repeating: 0, count: 256), next: [0], accepts: [accepts], start: 0)
        var search = HeadSearch(automaton)
        let (texts, head) = randomHead(&random, upTo: 300)
        #expect(try matches(head, &search).map(\.text) == (accepts ? texts : []))
    }

    @Test func `texts longer than any before are searched`() throws {
        var random = SeededRandom(seed: 2)
        let automaton = try NaiveAutomaton(states: 1, bytes: [], &random).automaton()
        var search = HeadSearch(automaton)
        for length in [10, 10_000, 100_000, 10] {
            let text = [UInt8](repeating: 0x61, count: length)
            let head = NaiveHead.encode([
                NaiveHead.Entry(text: text, match: 1, volume: 1, years: 1...1, seriesBytes: 1),
                NaiveHead.Entry(text: text + text, match: 1, volume: 1, years: 1...1, seriesBytes: 1),
            ])
            let expected = [text, text + text].filter { automaton.accepts($0) }
            #expect(try matches(head, &search).map(\.text) == expected)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any damaged byte is an error or other texts, never a crash, and does not matter later`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveAutomaton(states: random.int(1...8), bytes: letters, &random)
        var search = HeadSearch(try naive.automaton())
        let (texts, head) = randomHead(&random, upTo: 40)
        var refused = 0
        for position in head.indices {
            for damage in [UInt8(1) << random.int(0...7), 0xFF, random.bytes(1)[0] | 1] {
                var damaged = head
                damaged[position] ^= damage
                do {
                    _ = try matches(damaged, &search)
                } catch is CorruptBlock {
                    refused += 1
                }
            }
        }
        #expect(refused > 0)
        for length in head.indices { _ = try? matches([UInt8](head.prefix(length)), &search) }
        #expect(try matches(head, &search).map(\.text) == texts.filter { naive.accepts($0) })
    }

    @Test func `a head that claims more than it holds is refused`() throws {
        var random = SeededRandom(seed: 3)
        var search = HeadSearch(try NaiveAutomaton(states: 2, bytes: letters, &random).automaton())
        let claims: [[UInt8]] = [
            [1, 0, 0, 0, 1, 1], [5, 2, 0, 0, 1, 1, 1, 0x61], [1, 2, 0, 0, 1, 1, 0x11, 0x61],
            [1, 2, 0, 0, 1, 1, 2, 0x61],
            [1, 1, 0, 0, 1, 1, 0xFF], [1, 6, 0, 0, 1, 1, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            [1, 7, 0, 0, 1, 1, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x61], [1, 3, 0, 0, 1, 1, 0, 1, 0x61],
            [1, 3, 0, 0, 1, 1, 1, 0x61, 0],
        ]
        for claim in claims { #expect(throws: CorruptBlock.self) { try matches(claim, &search) } }
    }
}
