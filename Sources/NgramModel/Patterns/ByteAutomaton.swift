/// A deterministic finite automaton over bytes: what a pattern is, whatever its language, when n-grams are searched.
///
/// The transitions are one dense table with a row for each state and a column for each *class* of bytes that the
/// pattern treats alike. A state is the offset of its row, so a step is one addition and one load:
/// `transitions[state + classes[byte]]`. The rows are sorted by kind, so a comparison tells the kind of a state:
///
/// | rows | states |
/// | --- | --- |
/// | first | the dead state, from which no text is accepted |
/// | second, if there is one | the universal state, from which every text is accepted |
/// | then | the other states that accept |
/// | last | states that do not accept |
public struct ByteAutomaton: Sendable {
    /// The offset of a row in `transitions`.
    package typealias State = UInt32

    /// The state that is left by no byte and does not accept.
    package static var dead: State { 0 }

    /// The largest table, in transitions of 4 bytes: patterns that need a larger one are refused.
    package static let largestTable = 1 << 20

    /// The class of each byte, 256 values below `stride`.
    package let classes: [UInt8]

    /// The length of a row: the number of classes, 1 to 256.
    package let stride: Int

    /// The next state for each state and class.
    package let transitions: [State]

    /// The state before the first byte.
    package let start: State

    /// The last state that no byte leaves: the universal state, otherwise the dead one.
    package let lastSink: State

    /// The last state that accepts; the dead state if none does.
    package let lastAccepting: State

    /// An automaton of the given states, numbered from 0 in any order.
    ///
    /// - Parameters:
    ///   - classes: the class of each of the 256 bytes, numbered from 0 without gaps.
    ///   - next: the number of the next state, for each state and class; nil if nothing is accepted from there.
    ///   - accepts: whether each state accepts.
    ///   - start: the number of the state before the first byte.
    /// - Precondition: the lengths of the arrays agree and the numbers are those of states and classes.
    /// - Throws: `AutomatonTooLarge` when the table would exceed `largestTable`.
    package init(classes: [UInt8], next: [Int?], accepts: [Bool], start: Int) throws(AutomatonTooLarge) {
        let stride = Int(classes.max() ?? 0) + 1
        precondition(classes.count == 256 && next.count == accepts.count * stride && accepts.indices.contains(start))
        guard next.count + 2 * stride <= Self.largestTable else {
            throw AutomatonTooLarge(states: accepts.count, largestTable: Self.largestTable)
        }
        let graph = StateGraph(next: next, stride: stride, count: accepts.count)
        let isLive = graph.states(reaching: { accepts[$0] })
        let mayFail = graph.states(reaching: { !accepts[$0] }, orAnyGap: true)
        let hasUniversal = isLive.indices.contains { isLive[$0] && !mayFail[$0] }

        // All dead states become one, as do all universal states.
        var rows = [State](repeating: Self.dead, count: accepts.count)
        var sources: [Int?] = hasUniversal ? [nil, nil] : [nil]
        for isAccepting in [true, false] {
            for state in accepts.indices where isLive[state] && mayFail[state] && accepts[state] == isAccepting {
                rows[state] = State(sources.count * stride)
                sources.append(state)
            }
        }
        for state in accepts.indices where !mayFail[state] { rows[state] = State(stride) }

        var transitions = [State](repeating: Self.dead, count: sources.count * stride)
        for (row, source) in sources.enumerated() {
            for column in 0..<stride {
                if let source {
                    transitions[row * stride + column] = next[source * stride + column].map { rows[$0] } ?? Self.dead
                } else {
                    transitions[row * stride + column] = State(row * stride)
                }
            }
        }
        self.classes = classes
        self.stride = stride
        self.transitions = transitions
        self.start = rows[start]
        lastSink = hasUniversal ? State(stride) : Self.dead
        lastAccepting = sources.lastIndex { $0.map { accepts[$0] } ?? hasUniversal }.map { State($0 * stride) } ?? 0
    }

    /// The state after a byte.
    package func step(_ state: State, _ byte: UInt8) -> State {
        transitions[Int(state) + Int(classes[Int(byte)])]
    }

    /// Whether the text that led to the state is accepted.
    package func isAccepting(_ state: State) -> Bool {
        state != Self.dead && state <= lastAccepting
    }

    /// Whether the automaton accepts a text.
    package func accepts(_ text: some Sequence<UInt8>) -> Bool {
        var state = start
        for byte in text {
            state = step(state, byte)
            if state == Self.dead { return false }
        }
        return isAccepting(state)
    }
}

/// A pattern needs an automaton that is larger than this program builds.
package struct AutomatonTooLarge: Error, Equatable, CustomStringConvertible {
    /// The number of states at which building stopped.
    package let states: Int

    /// The largest number of transitions.
    package let largestTable: Int

    /// Building stopped at the given number of states.
    package init(states: Int, largestTable: Int) {
        self.states = states
        self.largestTable = largestTable
    }

    /// What is wrong, for a person.
    package var description: String {
        "the pattern is too complex: its automaton exceeds \(largestTable) transitions at \(states) states"
    }
}

/// Which states can reach which.
private struct StateGraph {
    private let count: Int
    /// The states with a transition to each state: those of state `s` are
    /// `sources[firstSource[s]..<firstSource[s + 1]]`.
    private var firstSource: [Int]
    private var sources: [Int]
    private var hasGap: [Bool]

    init(next: [Int?], stride: Int, count: Int) {
        self.count = count
        firstSource = [Int](repeating: 0, count: count + 1)
        hasGap = [Bool](repeating: false, count: count)
        for case let target? in next { firstSource[target + 1] += 1 }
        for state in 0..<count { firstSource[state + 1] += firstSource[state] }
        sources = [Int](repeating: 0, count: firstSource[count])
        var end = firstSource
        for (index, target) in next.enumerated() {
            guard let target else {
                hasGap[index / stride] = true
                continue
            }
            sources[end[target]] = index / stride
            end[target] += 1
        }
    }

    /// The states from which some state is reached for which the condition is true, or that has a missing transition.
    func states(reaching condition: (Int) -> Bool, orAnyGap: Bool = false) -> [Bool] {
        var isReaching = (0..<count).map { condition($0) || (orAnyGap && hasGap[$0]) }
        var waiting = isReaching.indices.filter { isReaching[$0] }
        while let state = waiting.popLast() {
            for source in sources[firstSource[state]..<firstSource[state + 1]] where !isReaching[source] {
                isReaching[source] = true
                waiting.append(source)
            }
        }
        return isReaching
    }
}
