import NgramModel

/// Patterns without wildcards: a text, or the beginning of a text.
package struct TextPattern: Sendable, Equatable {
    /// How much of an n-gram a pattern covers.
    package enum Extent: Sendable {
        /// The n-gram is the text.
        case whole
        /// The n-gram begins with the text.
        case prefix
    }

    /// The text.
    package let text: String

    /// How much of an n-gram it covers.
    package let extent: Extent

    /// Whether texts match that differ only in case, by Unicode's full case folding.
    package let ignoresCase: Bool

    /// A pattern of the given text.
    package init(_ text: String, _ extent: Extent, ignoringCase ignoresCase: Bool = false) {
        self.text = text
        self.extent = extent
        self.ignoresCase = ignoresCase
    }

    /// The automaton that accepts the n-grams that match.
    ///
    /// - Throws: `AutomatonTooLarge` when the text is thousands of characters long.
    package func automaton() throws(AutomatonTooLarge) -> ByteAutomaton {
        var network = ByteNetwork()
        let start = network.makePosition()
        var end =
            ignoresCase
            ? network.append(ignoringCaseOf: Array(text.unicodeScalars), after: start)
            : network.append(Array(text.utf8), after: start)
        if extent == .prefix { end = network.appendAnything(after: end) }
        return try network.automaton(from: start, accepting: end)
    }
}
