import NgramModel

/// A regular expression, the language of `ngrams query search --syntax regex`. It matches whole n-grams.
///
/// | expression | matches |
/// | --- | --- |
/// | `a` | the character |
/// | `.` | any character, also the space between words |
/// | `[a-z]`, `[^a-z]` | one of the characters, or one of all others |
/// | `\d`, `\w`, `\s` | a digit 0 to 9; a letter, mark, number or `_`; a blank. `\D`, `\W`, `\S`: all others |
/// | `\p{L}`, `\P{Lu}` | a character of a general category of Unicode, or one of all others |
/// | `\x{2014}` | the character of a code point |
/// | `\` before another character | the character itself |
/// | `ab`, `a\|b`, `( )`, `(?: )` | one after the other; either; a group |
/// | `a*`, `a+`, `a?`, `a{2}`, `a{2,}`, `a{2,4}` | repetitions |
/// | `^`, `$` | nothing, at the beginning and the end, where they are always true |
///
/// A character is a Unicode code point. Searching takes linear time, whatever the expression, because it becomes a
/// deterministic automaton; so there are no references to groups and no lookaround. Ignoring case compares by
/// `CaseFolding`; a set of all others then leaves out all spellings of its members.
package struct RegexPattern: Sendable, Equatable {
    /// A part of an expression.
    indirect enum Node: Sendable, Equatable {
        /// One of the characters in ranges of code points.
        case oneOf([ClosedRange<UInt32>])
        /// One of all other characters.
        case noneOf([ClosedRange<UInt32>])
        /// A character.
        case character(Unicode.Scalar)
        /// One after the other; nothing if empty.
        case sequence([Node])
        /// Either.
        case alternatives([Node])
        /// As often as the range says; without an upper end if it is nil.
        case repetition(Node, from: Int, through: Int?)
    }

    let root: Node

    /// Parses an expression.
    /// - Throws: `PatternError` when the text is not an expression.
    package init(_ text: String) throws(PatternError) {
        var parser = RegexParser(text)
        root = try parser.parse()
    }

    /// The automaton that accepts the n-grams that match.
    ///
    /// - Throws: `AutomatonTooLarge` when the expression is too complex.
    package func automaton(ignoringCase ignoresCase: Bool = false) throws(AutomatonTooLarge) -> ByteAutomaton {
        // A position takes some memory, and repetitions of repetitions multiply.
        let size = Self.size(root)
        guard size <= ByteNetwork.largestSets else {
            throw AutomatonTooLarge(states: size, largestTable: ByteAutomaton.largestTable)
        }
        var network = ByteNetwork()
        let start = network.makePosition()
        let end = Self.append(root, ignoresCase, to: &network, after: start)
        return try network.automaton(from: start, accepting: end)
    }

    /// About how many positions a part needs.
    private static func size(_ node: Node) -> Int {
        let most = 1 << 40
        switch node {
        case .oneOf(let ranges), .noneOf(let ranges): return 6 + 4 * ranges.count
        case .character: return 4
        case .sequence(let nodes), .alternatives(let nodes): return nodes.reduce(1) { min(most, $0 + size($1)) }
        case .repetition(let node, let least, let times):
            return min(most, size(node) * max(1, times ?? least + 1))
        }
    }

    private static func append(
        _ node: Node, _ ignoresCase: Bool, to network: inout ByteNetwork, after start: ByteNetwork.Position
    ) -> ByteNetwork.Position {
        switch node {
        case .character(let character): return append([character], ignoresCase, to: &network, after: start)
        case .oneOf(let ranges):
            let end = network.makePosition()
            for range in ignoresCase ? CharacterSets.ignoringCase(ranges) : CharacterSets.normalized(ranges) {
                network.connect(start, to: end, byScalars: range)
            }
            return end
        case .noneOf(let ranges):
            let end = network.makePosition()
            let excluded = ignoresCase ? CharacterSets.ignoringCase(ranges) : ranges
            for range in CharacterSets.inverted(excluded) { network.connect(start, to: end, byScalars: range) }
            return end
        case .sequence(let nodes):
            var position = start
            var characters: [Unicode.Scalar] = []
            // Neighboring characters are compared together, because two of them may fold to one, as ss and ß.
            for node in nodes {
                if case .character(let character) = node {
                    characters.append(character)
                    continue
                }
                position = append(characters, ignoresCase, to: &network, after: position)
                characters = []
                position = append(node, ignoresCase, to: &network, after: position)
            }
            return append(characters, ignoresCase, to: &network, after: position)
        case .alternatives(let nodes):
            return network.appendAlternatives(nodes, after: start) { append($0, ignoresCase, to: &$1, after: $2) }
        case .repetition(let node, let least, let most):
            var position = start
            for _ in 0..<least { position = append(node, ignoresCase, to: &network, after: position) }
            guard let most else {
                return network.appendRepetition(after: position) { append(node, ignoresCase, to: &$0, after: $1) }
            }
            let end = network.makePosition()
            for _ in least..<most {
                network.connect(position, to: end)
                position = append(node, ignoresCase, to: &network, after: position)
            }
            network.connect(position, to: end)
            return end
        }
    }

    private static func append(
        _ characters: [Unicode.Scalar], _ ignoresCase: Bool, to network: inout ByteNetwork,
        after start: ByteNetwork.Position
    ) -> ByteNetwork.Position {
        ignoresCase
            ? network.append(ignoringCaseOf: characters, after: start)
            : network.append(characters.flatMap { Array(String($0).utf8) }, after: start)
    }
}
