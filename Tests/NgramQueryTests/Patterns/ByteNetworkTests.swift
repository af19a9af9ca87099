import NgramModel
import NgramQuery
import NgramTestSupport
import Testing

/// The steps of a random network, from one position to another: by a byte of a range, or by none.
private struct RandomNetwork {
    var steps: [(start: Int, end: Int, bytes: ClosedRange<UInt8>?)]
    var count: Int

    init(_ random: inout SeededRandom) {
        let count = random.int(1...8)
        self.count = count
        steps = (0..<random.int(0...20)).map { _ in
            let bounds = [random.int(0...4), random.int(0...4)].sorted().map { UInt8($0) }
            return (
                random.int(0...count - 1), random.int(0...count - 1), random.oneIn(4) ? nil : bounds[0]...bounds[1]
            )
        }
    }

    /// The positions that are reached by a text, from position 0.
    func positions(after text: [UInt8]) -> Set<Int> {
        var positions = withFreeSteps([0])
        for byte in text {
            let next = steps.filter { positions.contains($0.start) && $0.bytes?.contains(byte) == true }
            positions = withFreeSteps(Set(next.map(\.end)))
        }
        return positions
    }

    private func withFreeSteps(_ positions: Set<Int>) -> Set<Int> {
        let next = positions.union(steps.filter { positions.contains($0.start) && $0.bytes == nil }.map(\.end))
        return next == positions ? positions : withFreeSteps(next)
    }
}

@Suite struct ByteNetworkTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the automaton accepts what leads through the network`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = RandomNetwork(&random)
        var network = ByteNetwork()
        let positions = (0..<naive.count).map { _ in network.makePosition() }
        for (start, end, bytes) in naive.steps {
            if let bytes {
                network.connect(positions[start], to: positions[end], by: bytes)
            } else {
                network.connect(positions[start], to: positions[end])
            }
        }
        let first = (0..<random.int(0...2)).map { _ in UInt8(random.int(0...4)) }
        let end = random.int(0...naive.count - 1)
        let automaton = try network.automaton(from: positions[0], accepting: positions[end], reading: first)
        for _ in 0..<200 {
            let text = (0..<random.int(0...8)).map { _ in UInt8(random.int(0...5)) }
            #expect(automaton.accepts(text) == naive.positions(after: first + text).contains(end))
        }
    }

    @Test func `a network whose automaton would be too large is refused`() {
        // One of two bytes any number of times, then a certain one 30 places before the end: 2³⁰ states.
        var network = ByteNetwork()
        let start = network.makePosition()
        network.connect(start, to: start, by: 0...1)
        var end = network.append([1], after: start)
        for _ in 0..<30 {
            let next = network.makePosition()
            network.connect(end, to: next, by: 0...1)
            end = next
        }
        #expect(throws: AutomatonTooLarge.self) { try network.automaton(from: start, accepting: end) }
    }

    @Test func `a network that is too large itself is refused`() {
        var network = ByteNetwork()
        let start = network.makePosition()
        let end = network.append([UInt8](repeating: 1, count: 100), after: start)
        #expect(throws: AutomatonTooLarge.self) {
            try network.automaton(from: start, accepting: end, largestTable: 100)
        }
        for _ in 0..<ByteNetwork.largestSets { _ = network.makePosition() }
        #expect(throws: AutomatonTooLarge.self) { try network.automaton(from: start, accepting: end) }
    }
}
