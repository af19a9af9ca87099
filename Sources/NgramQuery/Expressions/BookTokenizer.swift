import NgramModel

/// Splits the words of a query as the words of the books were split, because the n-grams consist of these tokens.
///
/// The rules are those that the Viewer's help and the papers on the editions give (Michel et al. 2011, supplement; Lin et
/// al. 2012).
package enum BookTokenizer {
    /// The text in the tokens of an edition. Unknown editions are treated as that of 2012.
    ///
    /// - Parameters:
    ///   - isRussian: whether the books are Russian, where ё was replaced by е.
    ///   - normalizing: whether to replace the characters that were replaced in the books: ’ by ', and Russian ё by е.
    package static func tokens(
        of text: String, edition: Edition?, isRussian: Bool = false, normalizing: Bool = true
    ) -> String {
        let text = normalizing ? normalized(text, isRussian: isRussian) : text
        var words = text.split(separator: " ").map(String.init)
        if edition == .y2009 {
            words = words.flatMap(tokens2009)
        } else {
            let last = words.count - 1
            words = words.enumerated().flatMap { tokens2012($1, isLast: $0 == last) }
        }
        return words.joined(separator: " ")
    }

    /// The text with the characters of the books: ' in place of ’, and Russian е in place of ё.
    ///
    /// - Parameter isRussian: whether the books are Russian.
    package static func normalized(_ text: String, isRussian: Bool) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar {
            case "’": "'"
            case "ё" where isRussian: "е"
            case "Ё" where isRussian: "Е"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    // MARK: - 2012 and 2019

    private static let irregularNegations = ["cannot": "can", "can't": "can", "won't": "will", "shan't": "shall"]
    private static let clitics = ["'re", "'ll", "'ve", "'m", "'d", "'s"]

    private static func tokens2012(_ word: String, isLast: Bool) -> [String] {
        // A wildcard and a tag are not text of the books.
        guard word.contains(where: { $0 != "*" }), !QueryWord.hasSuffix(word) else { return [word] }
        var pieces = split(word) { $0 == "\"" || $0 == "-" }
        if isLast, let end = pieces.last, end.count > 1, end.hasSuffix("?") || end.hasSuffix(".") {
            pieces[pieces.count - 1].removeLast()
            pieces.append(String(end.suffix(1)))
        }
        return pieces.flatMap(contraction)
    }

    private static func contraction(_ word: String) -> [String] {
        let lower = word.lowercased()
        if let verb = irregularNegations[lower] {
            let isCapitalized = word.first?.isUppercase == true
            return [isCapitalized ? verb.prefix(1).description.uppercased() + verb.dropFirst() : verb, "not"]
        }
        if lower.hasSuffix("n't"), lower.count > 3 { return [String(word.dropLast(3)), "not"] }
        for clitic in clitics where lower.hasSuffix(clitic) && lower.count > clitic.count {
            return [String(word.dropLast(clitic.count)), String(word.suffix(clitic.count))]
        }
        return [word]
    }

    /// The parts of a word, with each separator as a part of its own.
    private static func split(_ word: String, at isSeparator: (Character) -> Bool) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in word {
            guard isSeparator(character) else {
                piece.append(character)
                continue
            }
            if !piece.isEmpty { pieces.append(piece) }
            pieces.append(String(character))
            piece = ""
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    // MARK: - 2009

    private static func tokens2009(_ word: String) -> [String] {
        guard word != "*" else { return [word] }
        let characters = Array(word)
        var tokens: [String] = []
        var token = ""
        func end() {
            if !token.isEmpty { tokens.append(token) }
            token = ""
        }
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if character == "'", next == "s", index + 2 == characters.count, !token.isEmpty {
                end()
                tokens.append("'s")
                break
            }
            if character.isLetter || character.isNumber || isInside(character, token, next) {
                token.append(character)
            } else {
                end()
                tokens.append(String(character))
            }
            index += 1
        }
        end()
        return tokens
    }

    /// Whether a character that is usually a token of its own belongs to the token before it or after it.
    private static func isInside(_ character: Character, _ token: String, _ next: Character?) -> Bool {
        let isAfterNumber = token.last?.isNumber == true
        let isBeforeWord = next.map { $0.isLetter || $0.isNumber } ?? false
        return switch character {
        case "&", "_": !token.isEmpty && isBeforeWord
        case ".": isAfterNumber && next?.isNumber == true
        case "$": token.isEmpty && next?.isNumber == true
        case "#": token.count == 1 && "abcdefgjxABCDEFGJX".contains(token)
        case "+": !token.isEmpty && (next == nil || next == "+")
        default: false
        }
    }
}

/// What a word of a query stands for.
enum QueryWord: Equatable {
    /// The word itself.
    case literal(String)
    /// Any word, followed by a suffix such as `_NOUN`, or by nothing.
    case any(suffix: String)
    /// A word with any tag.
    case anyTag(word: String)
    /// The inflected forms of a word, with a tag or not.
    case inflections(of: String, tag: String?)

    static let tags = ["NOUN", "PROPN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", "X", "."]

    init(_ word: String) {
        if word == "*" {
            self = .any(suffix: "")
        } else if word.hasPrefix("*_"), Self.tags.contains(String(word.dropFirst(2))) {
            self = .any(suffix: String(word.dropFirst()))
        } else if word.hasSuffix("_*"), word.count > 2 {
            self = .anyTag(word: String(word.dropLast(2)))
        } else if let inflections = Self.inflections(word) {
            self = inflections
        } else {
            self = .literal(word)
        }
    }

    private static func inflections(_ word: String) -> QueryWord? {
        let parts = word.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard let base = parts.first, !base.isEmpty else { return nil }
        switch parts.count {
        case 2 where parts[1] == "INF": return .inflections(of: base, tag: nil)
        case 3 where parts[2] == "INF" && tags.contains(parts[1]): return .inflections(of: base, tag: parts[1])
        case 3 where parts[1] == "INF" && tags.contains(parts[2]): return .inflections(of: base, tag: parts[2])
        default: return nil
        }
    }

    /// Whether a word ends with a tag, `_INF` or `_*`, or is a tag or the mark of a boundary.
    static func hasSuffix(_ word: String) -> Bool {
        guard word.contains("_") else { return false }
        if PartOfSpeechTag.isTagged(word.utf8) { return true }
        return QueryWord(word) != .literal(word)
    }
}
