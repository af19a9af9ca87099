import NgramModel

/// A pattern of a search, whatever its language.
package struct SearchPattern: Sendable {
    /// The languages of patterns.
    package enum Syntax: String, Sendable, CaseIterable {
        /// Words with wildcards; see `WordPattern`.
        case words
        /// Regular expressions; see `RegexPattern`.
        case regex
        /// Texts that differ in a few characters; see `FuzzyPattern`.
        case fuzzy
    }

    /// What the pattern accepts.
    package let automaton: ByteAutomaton
    /// Whether the pattern can only have been meant for n-grams with part-of-speech tags.
    package let asksForTags: Bool
    /// The number of words of all n-grams that the pattern accepts; nil if that is not known or differs.
    package let order: Int?
    /// Whether the pattern accepts only the spellings of one text.
    private let isOneText: Bool

    /// Parses and compiles a pattern.
    ///
    /// - Parameter edits: with `fuzzy`, how many characters may differ, 1 or 2.
    /// - Throws: `WordPatternError` or `PatternError` when the pattern is wrong, `AutomatonTooLarge`.
    package init(_ text: String, syntax: Syntax, edits: Int = 1, ignoringCase: Bool = false) throws {
        // In expressions and texts, an underscore is almost always that of a tag.
        let hasUnderscore = text.contains("_")
        switch syntax {
        case .words:
            let pattern = try WordPattern(text)
            automaton = try pattern.automaton(ignoringCase: ignoringCase)
            asksForTags = pattern.asksForTags
            let (least, most) = pattern.wordCounts
            order = least == most ? least : nil
            isOneText = pattern.isOneText
        case .regex:
            automaton = try RegexPattern(text).automaton(ignoringCase: ignoringCase)
            (asksForTags, order, isOneText) = (hasUnderscore, nil, false)
        case .fuzzy:
            automaton = try FuzzyPattern(text, edits: edits).automaton(ignoringCase: ignoringCase)
            (asksForTags, order, isOneText) = (hasUnderscore, nil, false)
        }
    }

    /// Restricts a request to the n-grams that the pattern accepts.
    ///
    /// - Parameters:
    ///   - tags: how to treat tagged n-grams; nil to include them if the pattern asks for them.
    ///   - mergingCase: whether n-grams that differ only in case are ranked as one.
    package func restrict(_ request: inout TopRequest, tags: TopRequest.Tags?, mergingCase: Bool) {
        request.pattern = automaton
        request.matchesOneText = isOneText
        request.tags = tags ?? (asksForTags ? .include : .exclude)
        request.order = request.order ?? order
        if mergingCase { request.mergeKey = { CaseFolding.key(of: $0) } }
    }
}
