import NgramModel

/// A text is not a pattern of words.
package struct WordPatternError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Problem: Sendable, Equatable {
        /// There is no word.
        case empty
        /// A `/` has nothing on one of its sides.
        case missingAlternative
        /// A group has no end.
        case unclosedGroup
        /// A `"` within a word, or directly before or after a group.
        case misplacedQuote
        /// A `\` is the last character.
        case nothingEscaped
        /// A word of three stars or more.
        case tooManyStars
    }

    /// What is wrong.
    package let problem: Problem

    /// Where it is: the number of bytes of the pattern's UTF-8 before it.
    package let offset: Int

    /// A problem at the given place.
    package init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// What is wrong, for a person.
    package var description: String {
        switch problem {
        case .empty: "the pattern has no word"
        case .missingAlternative: "\"/\" needs a word or a group before and after it; \"\\/\" is the character itself"
        case .unclosedGroup: "the group that begins here has no closing quotation mark"
        case .misplacedQuote: "a quotation mark begins or ends a group; \"\\\"\" is the character itself"
        case .nothingEscaped:
            "\"\\\" takes the next character as it is, but there is none; \"\\\\\" is the character itself"
        case .tooManyStars: "\"*\" is one word and \"**\" any number of words; \"\\*\" is the character itself"
        }
    }
}

extension WordPattern {
    /// Parses a pattern.
    ///
    /// - Throws: `WordPatternError` when the text is not a pattern.
    package init(_ text: String) throws(WordPatternError) {
        var parser = WordPatternParser(text)
        elements = try parser.parse()
    }
}

/// Parses patterns of words by recursive descent; the depth is at most that of a group.
private struct WordPatternParser {
    private let scalars: [Unicode.Scalar]
    /// The offset of each scalar in UTF-8, and the length of the whole.
    private let offsets: [Int]
    private var index = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var offset = 0
        var offsets: [Int] = []
        for scalar in scalars {
            offsets.append(offset)
            offset += UTF8.width(scalar)
        }
        self.offsets = offsets + [offset]
    }

    mutating func parse() throws(WordPatternError) -> [WordPattern.Element] {
        let elements = try parseElements(inGroup: nil)
        guard !elements.isEmpty else { throw WordPatternError(.empty, at: 0) }
        return elements
    }

    /// The elements up to the end of the pattern, or of the group that begins at the given index.
    private mutating func parseElements(inGroup group: Int?) throws(WordPatternError) -> [WordPattern.Element] {
        // Each is a list of alternatives, of which there is nearly always one.
        var sequence: [[[WordPattern.Element]]] = []
        var slash: Int?
        while true {
            while peek == " " { index += 1 }
            if peek == nil || (group != nil && peek == "\"") { break }
            if peek == "/", isWordEnd(at: index + 1, inGroup: group != nil) {
                guard slash == nil, !sequence.isEmpty else { throw error(.missingAlternative, at: index) }
                slash = index
                index += 1
                continue
            }
            let alternative = try parseAlternative(inGroup: group != nil)
            if slash != nil {
                sequence[sequence.count - 1].append(alternative)
                slash = nil
            } else {
                sequence.append([alternative])
            }
        }
        if let slash { throw error(.missingAlternative, at: slash) }
        if let group {
            guard peek != nil else { throw error(.unclosedGroup, at: group) }
            index += 1
            guard isWordEnd(at: index, inGroup: false) else { throw error(.misplacedQuote, at: index - 1) }
        }
        return sequence.flatMap { $0.count == 1 ? $0[0] : [.alternatives($0)] }
    }

    private mutating func parseAlternative(inGroup: Bool) throws(WordPatternError) -> [WordPattern.Element] {
        guard peek == "\"" else { return [try parseWord(inGroup: inGroup)] }
        index += 1
        return try parseElements(inGroup: index - 1)
    }

    private mutating func parseWord(inGroup: Bool) throws(WordPatternError) -> WordPattern.Element {
        let start = index
        var parts: [WordPattern.WordPart] = []
        var characters: [Unicode.Scalar] = []
        var stars = 0
        func add(_ part: WordPattern.WordPart?) {
            if !characters.isEmpty { parts.append(.characters(characters)) }
            characters = []
            if let part, parts.last != part { parts.append(part) }
        }
        while !isWordEnd(at: index, inGroup: inGroup), let scalar = peek {
            index += 1
            switch scalar {
            case "\\":
                guard let escaped = peek else { throw error(.nothingEscaped, at: index - 1) }
                index += 1
                characters.append(escaped)
            case "\"":
                throw error(.misplacedQuote, at: index - 1)
            case "*":
                stars += 1
                add(.anyCharacters(atLeastOne: false))
            case "?":
                add(nil)
                parts.append(.anyCharacter)
            case "~" where index - 1 > start && isWordEnd(at: index, inGroup: inGroup):
                add(.anyCharacters(atLeastOne: false))
            default:
                characters.append(scalar)
            }
        }
        add(nil)
        guard stars < index - start else {
            guard stars <= 2 else { throw error(.tooManyStars, at: start) }
            return stars == 2 ? .anyWords : .word([.anyCharacters(atLeastOne: true)])
        }
        return .word(Self.withoutEmptyWords(parts))
    }

    /// Makes a `*` before a tag, and one that is all of a word, stand for at least one character.
    private static func withoutEmptyWords(_ parts: [WordPattern.WordPart]) -> [WordPattern.WordPart] {
        if parts == [.anyCharacters(atLeastOne: false)] { return [.anyCharacters(atLeastOne: true)] }
        guard parts.count == 2, parts[0] == .anyCharacters(atLeastOne: false), case .characters(let tag) = parts[1],
            PartOfSpeechTag.isTagged("x\(String(String.UnicodeScalarView(tag)))".utf8)
        else { return parts }
        return [.anyCharacters(atLeastOne: true), parts[1]]
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    /// Whether no character of a word is at an index: it is a space, the end of the group, or the end.
    private func isWordEnd(at index: Int, inGroup: Bool) -> Bool {
        guard index < scalars.count else { return true }
        return scalars[index] == " " || (inGroup && scalars[index] == "\"")
    }

    private func error(_ problem: WordPatternError.Problem, at index: Int) -> WordPatternError {
        WordPatternError(problem, at: offsets[index])
    }
}
