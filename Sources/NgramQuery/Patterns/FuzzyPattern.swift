import NgramModel

/// N-grams that are a few edits away from a text, the language of `ngrams query search --syntax fuzzy`. An edit inserts,
/// removes or replaces one character (a Unicode code point).
package struct FuzzyPattern: Sendable, Equatable {
    /// The text.
    package let text: String
    /// The largest number of edits.
    package let edits: Int

    /// N-grams at most `edits` edits away from a text.
    package init(_ text: String, edits: Int) {
        (self.text, self.edits) = (text, edits)
    }

    /// The automaton that accepts the n-grams that match: that of Levenshtein, whose positions are pairs of a place in
    /// the text and a number of edits.
    ///
    /// - Parameter ignoresCase: whether characters are equal that differ only in case. A character that folds to several, as
    ///   `ß` to `ss`, is equal to them, and is one character where it is inserted or replaced.
    /// - Throws: `AutomatonTooLarge` when the text is too long.
    package func automaton(ignoringCase ignoresCase: Bool = false) throws(AutomatonTooLarge) -> ByteAutomaton {
        let scalars = Array(text.unicodeScalars)
        let characters = ignoresCase ? CaseFolding.folding(of: scalars) : scalars
        // Each pair has some 40 positions for the bytes of any character.
        let size = 40 * (edits + 1) * (characters.count + 1)
        guard size <= ByteNetwork.largestSets else {
            throw AutomatonTooLarge(states: size, largestTable: ByteAutomaton.largestTable)
        }
        var network = ByteNetwork()
        let end = network.makePosition()
        let positions = (0...characters.count).map { _ in (0...edits).map { _ in network.makePosition() } }
        for place in 0...characters.count {
            for edit in 0...edits {
                let position = positions[place][edit]
                if place == characters.count {
                    network.connect(position, to: end)
                } else {
                    let character = characters[place]
                    network.connect(position, to: positions[place + 1][edit], by: Array(String(character).utf8))
                    if ignoresCase {
                        for source in CaseFolding.sources[character] ?? []
                        where characters[place...].starts(with: source.folding) {
                            network.connect(
                                position, to: positions[place + source.folding.count][edit],
                                by: Array(String(source.scalar).utf8))
                        }
                    }
                }
                guard edit < edits else { continue }
                let any: ClosedRange<UInt32> = 0...CharacterSets.largest
                network.connect(position, to: positions[place][edit + 1], byScalars: any)
                if place < characters.count {
                    network.connect(position, to: positions[place + 1][edit + 1])
                    network.connect(position, to: positions[place + 1][edit + 1], byScalars: any)
                }
            }
        }
        return try network.automaton(from: positions[0][0], accepting: end)
    }
}
