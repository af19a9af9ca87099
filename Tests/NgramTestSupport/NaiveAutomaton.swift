import NgramModel

/// A deterministic automaton as its definition has it, one dictionary of steps for each state: the truth that automata
/// with tables are held against.
package struct NaiveAutomaton {
    /// The next state for each byte, where there is one.
    package var steps: [[UInt8: Int]]
    /// Whether each state accepts.
    package var accepts: [Bool]

    /// A random automaton that starts in state 0 and has steps only by the given bytes.
    package init(states: Int, bytes: [UInt8], _ random: inout SeededRandom) {
        steps = []
        accepts = []
        let gaps = random.int(0...3)
        for _ in 0..<states {
            var row: [UInt8: Int] = [:]
            for byte in bytes where gaps == 0 || !random.oneIn(gaps + 1) { row[byte] = random.int(0...states - 1) }
            steps.append(row)
            accepts.append(random.oneIn(3))
        }
        // Sometimes a state from which all texts are accepted.
        if random.oneIn(2) {
            let state = random.int(0...states - 1)
            for byte in UInt8.min ... .max { steps[state][byte] = state }
            accepts[state] = true
        }
    }

    /// Whether it accepts a text.
    package func accepts(_ text: [UInt8]) -> Bool {
        var state = 0
        for byte in text {
            guard let next = steps[state][byte] else { return false }
            state = next
        }
        return accepts[state]
    }

    /// The same automaton with a table. Bytes that no state distinguishes have the same class.
    package func automaton() throws -> ByteAutomaton {
        var columns: [[Int?]] = []
        var classes: [UInt8] = []
        for byte in UInt8.min ... .max {
            let column = steps.map { $0[byte] }
            let index = columns.firstIndex(of: column) ?? columns.count
            if index == columns.count { columns.append(column) }
            classes.append(UInt8(index))
        }
        let next = steps.indices.flatMap { state in columns.map { $0[state] } }
        return try ByteAutomaton(classes: classes, next: next, accepts: accepts, start: 0)
    }
}
