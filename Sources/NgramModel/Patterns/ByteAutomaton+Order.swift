/// What an automaton accepts in the byte order of texts: a search skips everything before the next possible text.
extension ByteAutomaton {
    /// The longest bound that `nextPossible` gives beyond the text that it starts from. Longer than nearly all n-grams;
    /// without a limit, a pattern such as "any run of one letter, then another" would have an endless bound.
    private static let longestExtension = 64

    /// A lower bound for the accepted texts that do not come before the given text.
    ///
    /// No accepted text lies between the given text and the result, so a reader of texts in ascending byte order may
    /// skip to the first that does not come before the result. The result is not before the given text. It need not be
    /// accepted and need not be valid UTF-8.
    ///
    /// - Returns: nil when no accepted text follows.
    package func nextPossible(atOrAfter text: [UInt8]) -> [UInt8]? {
        // The states before each byte of the text, up to the byte that leads to the dead state.
        var path: [State] = []
        var state = start
        for byte in text where state != Self.dead {
            path.append(state)
            state = step(state, byte)
        }
        if state != Self.dead { return extended(text, from: state) }
        // The text must be left at the last byte at which a larger one leads on.
        while let before = path.popLast() {
            if let (byte, state) = smallestStep(from: before, after: text[path.count]) {
                return extended(text.prefix(path.count) + [byte], from: state)
            }
        }
        return nil
    }

    /// Whether an accepted text may lie in a range of texts.
    ///
    /// - Returns: false only if there is none; a few ranges without one cannot be told from others.
    package func mayAccept(from first: [UInt8], through last: [UInt8]) -> Bool {
        guard let next = nextPossible(atOrAfter: first) else { return false }
        return !last.lexicographicallyPrecedes(next)
    }

    /// The bytes that follow a live state until one that accepts, always the smallest possible.
    private func extended(_ text: [UInt8], from state: State) -> [UInt8] {
        var text = text
        var state = state
        for _ in 0..<Self.longestExtension where !isAccepting(state) {
            guard let (byte, next) = smallestStep(from: state, after: nil) else { break }
            text.append(byte)
            state = next
        }
        return text
    }

    /// The smallest byte, above the given one, that does not lead to the dead state.
    private func smallestStep(from state: State, after byte: UInt8?) -> (byte: UInt8, state: State)? {
        let first = byte.map { Int($0) + 1 } ?? 0
        // Bounds: there are 256 classes, each below the length of a row, and a state is the offset of one.
        return classes.withUnsafeBufferPointer { classes in
            transitions.withUnsafeBufferPointer { transitions in
                for candidate in first..<256 {
                    let next = transitions[Int(state) + Int(classes[candidate])]
                    if next != Self.dead { return (UInt8(candidate), next) }
                }
                return nil
            }
        }
    }
}
