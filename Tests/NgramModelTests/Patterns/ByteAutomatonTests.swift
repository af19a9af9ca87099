import NgramModel
import NgramTestSupport
import Testing

/// All texts of the bytes 0 to 2 of up to the given length, ascending.
private func allTexts(upTo length: Int) -> [[UInt8]] {
    guard length > 0 else { return [[]] }
    return [[]] + (0...2 as ClosedRange<UInt8>).flatMap { byte in allTexts(upTo: length - 1).map { [byte] + $0 } }
}

@Suite struct ByteAutomatonTests {
    private static let texts = allTexts(upTo: 6)

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `it accepts what the states that it is made from accept`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveAutomaton(states: random.int(1...6), bytes: [0, 1, 2, 0xFF], &random)
        let automaton = try naive.automaton()
        for _ in 0..<300 {
            let text = (0..<random.int(0...8)).map { _ in
                ([0, 1, 2, 0xFF, 7] as [UInt8]).randomElement(using: &random) ?? 0
            }
            #expect(automaton.accepts(text) == naive.accepts(text))
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `states that decide the answer are known as such`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveAutomaton(states: random.int(1...3), bytes: [0, 1, 2], &random)
        let automaton = try naive.automaton()
        for text in Self.texts where text.count < 3 {
            var state = automaton.start
            for byte in text { state = automaton.step(state, byte) }
            // Three states: whatever can follow is decided within three bytes; byte 9 stands for the bytes without steps.
            let endings = allTexts(upTo: 3) + [[9]]
            let answers = Set(endings.map { naive.accepts(text + $0) })
            #expect((state == ByteAutomaton.dead) == (answers == [false]))
            #expect((state != ByteAutomaton.dead && state <= automaton.lastSink) == (answers == [true]))
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the next possible text is the beginning of an accepted one, and none comes before it`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let states = random.int(1...3)
        let naive = NaiveAutomaton(states: states, bytes: [0, 1, 2], &random)
        let automaton = try naive.automaton()
        let accepted = Self.texts.filter { naive.accepts($0) }
        for text in Self.texts where text.count <= 3 {
            // If there is an accepted text at all, there is one that is at most as many bytes longer as there are states,
            // or that leaves the text earlier.
            let expected = accepted.first { !$0.lexicographicallyPrecedes(text) }
            let next = automaton.nextPossible(atOrAfter: text)
            guard let next, let expected else {
                #expect(next == nil || next?.allSatisfy { $0 <= 2 } == false)
                #expect(expected == nil)
                continue
            }
            #expect(!next.lexicographicallyPrecedes(text))
            #expect(!expected.lexicographicallyPrecedes(next))
            guard next.count <= 3, next.allSatisfy({ $0 <= 2 }) else { continue }
            #expect(accepted.contains { $0.starts(with: next) })
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `a range that may have no accepted text has none`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveAutomaton(states: random.int(1...4), bytes: [0, 1, 2], &random)
        let automaton = try naive.automaton()
        for _ in 0..<50 {
            let bounds = [random.int(0...Self.texts.count - 1), random.int(0...Self.texts.count - 1)].sorted()
            let isThere = Self.texts[bounds[0]...bounds[1]].contains { naive.accepts($0) }
            let mayBe = automaton.mayAccept(from: Self.texts[bounds[0]], through: Self.texts[bounds[1]])
            #expect(mayBe || !isThere)
        }
    }

    @Test func `a beginning without end does not make the next possible text endless`() throws {
        // Any number of 0, then 1: the smallest accepted text does not exist.
        var random = SeededRandom(seed: 0)
        var naive = NaiveAutomaton(states: 2, bytes: [], &random)
        naive.steps = [[0: 0, 1: 1], [:]]
        naive.accepts = [false, true]
        let next = try #require(try naive.automaton().nextPossible(atOrAfter: []))
        #expect(next == [UInt8](repeating: 0, count: next.count))
        #expect(try naive.automaton().nextPossible(atOrAfter: [0, 1, 0]) == [1])
        #expect(try naive.automaton().nextPossible(atOrAfter: [2]) == nil)
    }

    @Test func `a table that would be too large is refused`() {
        let states = ByteAutomaton.largestTable
        #expect(throws: AutomatonTooLarge.self) {
            try ByteAutomaton(
                classes: [UInt8](repeating: 0, count: 256), next: [Int?](repeating: 0, count: states),
                accepts: [Bool](repeating: true, count: states), start: 0)
        }
    }
}
