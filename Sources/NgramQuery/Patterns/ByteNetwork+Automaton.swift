import NgramModel

extension ByteNetwork {
    /// The most positions of a network, and the most positions in all the sets that become states. Together with the
    /// size of a table this bounds the time and the memory that any pattern takes; texts of thousands of bytes are allowed.
    package static let largestSets = 1 << 18

    /// The deterministic automaton that accepts what leads from one position to another: the subset construction.
    ///
    /// - Parameters:
    ///   - first: bytes that are taken as read before the first byte of a text.
    ///   - largestTable: the most transitions, at most those of `ByteAutomaton`.
    /// - Throws: `AutomatonTooLarge` when the table exceeds its limit, or the sets exceed `largestSets`.
    package func automaton(
        from start: Position, accepting end: Position, reading first: [UInt8] = [],
        largestTable: Int = ByteAutomaton.largestTable
    ) throws(AutomatonTooLarge) -> ByteAutomaton {
        try SubsetConstruction(self, largestTable: largestTable).run(start: start.index, end: end.index, first: first)
    }
}

/// Makes an automaton whose states are sets of positions.
///
/// A class, because a value would be copied for each byte of each state: it is read while it changes.
private final class SubsetConstruction {
    private let network: ByteNetwork
    private let largestTable: Int
    private let classes: [UInt8]
    /// The smallest byte of each class.
    private var representatives: [UInt8] = []

    private var numbers: [[Int32]: Int] = [:]
    private var sets: [[Int32]] = []
    private var setSizes = 0

    /// For each position, the last set that it was added to.
    private var lastSet: [Int]
    private var currentSet = 0

    init(_ network: ByteNetwork, largestTable: Int) throws(AutomatonTooLarge) {
        guard network.steps.count <= ByteNetwork.largestSets else {
            throw AutomatonTooLarge(states: network.steps.count, largestTable: largestTable)
        }
        self.network = network
        self.largestTable = largestTable
        lastSet = [Int](repeating: 0, count: network.steps.count)

        // A class begins where a range of some step begins and after one ends.
        var begins = [Bool](repeating: false, count: 257)
        begins[0] = true
        for step in network.steps.joined() {
            begins[Int(step.bytes.lowerBound)] = true
            begins[Int(step.bytes.upperBound) + 1] = true
        }
        var classes: [UInt8] = []
        for byte in 0..<256 {
            if begins[byte] { representatives.append(UInt8(byte)) }
            classes.append(UInt8(representatives.count - 1))
        }
        self.classes = classes
    }

    func run(start: Int, end: Int, first: [UInt8]) throws(AutomatonTooLarge) -> ByteAutomaton {
        var initial = closure(of: [start])
        for byte in first { initial = closure(of: targets(of: initial, reading: byte)) }
        let startNumber = try number(of: initial)
        var next: [Int?] = []
        var state = 0
        while state < sets.count {
            for byte in representatives {
                let targets = targets(of: sets[state], reading: byte)
                next.append(targets.isEmpty ? nil : try number(of: closure(of: targets)))
            }
            state += 1
        }
        let accepts = sets.map { $0.contains(Int32(end)) }
        return try ByteAutomaton(classes: classes, next: next, accepts: accepts, start: startNumber)
    }

    private func targets(of set: [Int32], reading byte: UInt8) -> [Int] {
        var targets: [Int] = []
        for position in set {
            for step in network.steps[Int(position)] where step.bytes.contains(byte) { targets.append(step.target) }
        }
        return targets
    }

    /// The positions that are reached without reading, in ascending order.
    private func closure(of positions: [Int]) -> [Int32] {
        currentSet += 1
        var set: [Int32] = []
        var waiting = positions
        while let position = waiting.popLast() {
            guard lastSet[position] != currentSet else { continue }
            lastSet[position] = currentSet
            set.append(Int32(position))
            waiting.append(contentsOf: network.freeSteps[position])
        }
        return set.sorted()
    }

    private func number(of set: [Int32]) throws(AutomatonTooLarge) -> Int {
        if let number = numbers[set] { return number }
        setSizes += set.count
        guard (sets.count + 1) * representatives.count <= largestTable, setSizes <= ByteNetwork.largestSets else {
            throw AutomatonTooLarge(states: sets.count, largestTable: largestTable)
        }
        numbers[set] = sets.count
        sets.append(set)
        return sets.count - 1
    }
}
