import NgramModel

/// A nondeterministic automaton over bytes under construction: what the builders of all kinds of patterns write, and
/// what `automaton(from:accepting:)` makes deterministic.
///
/// It consists of positions and of steps between them: a step reads a byte of a range, or none. A builder adds what a
/// pattern consists of in order: each method that ends in `after:` adds steps from a position and returns the position
/// where they end. Alternatives are steps from one position whose ends are joined; a repetition is a step back.
package struct ByteNetwork {
    /// A position.
    package struct Position: Hashable, Sendable {
        /// The number of the position, counted from 0.
        let index: Int
    }

    /// A step that reads a byte.
    struct Step {
        var bytes: ClosedRange<UInt8>
        var target: Int
    }

    /// The bytes that a word may have: all but the space.
    private static let wordBytes: [ClosedRange<UInt8>] = [0x00...0x1F, 0x21...0xFF]

    /// The characters that a word may have, as ranges of code points.
    private static let wordScalars: [ClosedRange<UInt32>] = [0x00...0x1F, 0x21...0x10FFFF]

    /// The steps from each position that read a byte.
    private(set) var steps: [[Step]] = []
    /// The steps from each position that read nothing.
    private(set) var freeSteps: [[Int]] = []

    /// A network without positions.
    package init() {}

    /// Adds a position that no step reaches yet.
    package mutating func makePosition() -> Position {
        steps.append([])
        freeSteps.append([])
        return Position(index: steps.count - 1)
    }

    /// Adds a step that reads nothing.
    package mutating func connect(_ start: Position, to end: Position) {
        freeSteps[start.index].append(end.index)
    }

    /// Adds a step that reads one byte of a range.
    package mutating func connect(_ start: Position, to end: Position, by bytes: ClosedRange<UInt8>) {
        steps[start.index].append(Step(bytes: bytes, target: end.index))
    }

    /// Adds steps that read the given bytes, 1 or more, one after another.
    package mutating func connect(_ start: Position, to end: Position, by bytes: [UInt8]) {
        connect(start, to: end, by: bytes.map { $0...$0 })
    }

    /// Adds steps that read one byte of each range in turn, 1 or more ranges.
    package mutating func connect(_ start: Position, to end: Position, by ranges: [ClosedRange<UInt8>]) {
        var position = start
        for (index, range) in ranges.enumerated() {
            let target = index == ranges.count - 1 ? end : makePosition()
            connect(position, to: target, by: range)
            position = target
        }
    }

    /// Adds steps that read the UTF-8 bytes of one character whose code point is in a range.
    package mutating func connect(_ start: Position, to end: Position, byScalars scalars: ClosedRange<UInt32>) {
        for ranges in UTF8Ranges.sequences(for: scalars) { connect(start, to: end, by: ranges) }
    }

    /// The given bytes.
    package mutating func append(_ bytes: [UInt8], after start: Position) -> Position {
        guard !bytes.isEmpty else { return start }
        let end = makePosition()
        connect(start, to: end, by: bytes)
        return end
    }

    /// One character that is not a space.
    package mutating func appendWordCharacter(after start: Position) -> Position {
        let end = makePosition()
        for range in Self.wordScalars { connect(start, to: end, byScalars: range) }
        return end
    }

    /// Any number of bytes that are not spaces.
    package mutating func appendWordBytes(atLeastOne: Bool, after start: Position) -> Position {
        let end = makePosition()
        if atLeastOne {
            for range in Self.wordBytes { connect(start, to: end, by: range) }
        } else {
            connect(start, to: end)
        }
        for range in Self.wordBytes { connect(end, to: end, by: range) }
        return end
    }

    /// Any bytes, none included.
    package mutating func appendAnything(after start: Position) -> Position {
        let end = makePosition()
        connect(start, to: end)
        connect(end, to: end, by: 0x00...0xFF)
        return end
    }

    /// One of several alternatives, each added by `append` after the position that it is given.
    package mutating func appendAlternatives<Alternative>(
        _ alternatives: [Alternative], after start: Position,
        append: (Alternative, inout ByteNetwork, Position) -> Position
    ) -> Position {
        let end = makePosition()
        for alternative in alternatives {
            let last = append(alternative, &self, start)
            connect(last, to: end)
        }
        return end
    }

    /// What `append` adds, any number of times, none included.
    package mutating func appendRepetition(
        after start: Position, append: (inout ByteNetwork, Position) -> Position
    ) -> Position {
        let loop = makePosition()
        connect(start, to: loop)
        let last = append(&self, loop)
        connect(last, to: loop)
        return loop
    }
}
