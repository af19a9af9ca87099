import NgramModel
import NgramQuery

/// A token of a query or of an n-gram, as the API of ngrams.dev tells it.
struct NgramsDevToken: Encodable, Sendable, Equatable {
    var text: String
    /// What it is. The documents of the API call it `type`, its clients `kind`.
    var kind: String
    var type: String { kind }
    /// Whether a wildcard stands for it.
    var inserted: Bool?
    /// Whether a beginning with `~` stands for it.
    var completed: Bool?

    enum CodingKeys: CodingKey { case text, kind, type, inserted, completed }

    init(_ text: String, _ kind: String) { (self.text, self.kind) = (text, kind) }

    /// A word of an n-gram, without its tag.
    init(word: Substring) {
        let (text, tag) = Self.split(word)
        switch word {
        case "_START_": self.init("_START_", "SENTENCE_START")
        case "_END_": self.init("_END_", "SENTENCE_END")
        default: self.init(String(text), tag.map { "TAGGED_AS_\($0)" } ?? "TERM")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(kind, forKey: .kind)
        try container.encode(kind, forKey: .type)
        try container.encodeIfPresent(inserted, forKey: .inserted)
        try container.encodeIfPresent(completed, forKey: .completed)
    }

    /// The tags of the API.
    private static let tags = ["ADJ", "ADP", "ADV", "CONJ", "DET", "NOUN", "NUM", "PRON", "PRT", "VERB"]

    /// A word and its tag, if it has one.
    static func split(_ word: Substring) -> (text: Substring, tag: String?) {
        for tag in tags where word.hasSuffix("_" + tag) && word.utf8.count > tag.utf8.count + 1 {
            return (word.dropLast(tag.count + 1), tag)
        }
        return (word, nil)
    }
}

/// Two-letter codes in one text, with or without separators: `cr+ep`, `crep`, `cr,ep`.
struct NgramsDevFlags: Sendable {
    /// `cs`: only n-grams in the case of the query.
    var isCaseSensitive = false
    /// `cr`: n-grams that differ only in case are one.
    var mergesCase = false
    /// `ep`: no results whose wildcard stands for punctuation.
    var dropsPunctuation = false
    /// `es`: no results whose wildcard stands for the mark of a beginning or an end of a sentence.
    var dropsSentenceMarks = false
    /// `ri`: the query has no operators.
    var isLiteral = false
    /// `rt`: the query is tokenized already.
    var isTokenized = false
    /// `rn`: the query has the characters of the books already.
    var isNormalized = false

    /// Unknown codes are left out, as the API does.
    init(_ text: String) {
        var letters = text.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) }[...]
        while letters.count >= 2 {
            switch String(String.UnicodeScalarView(letters.prefix(2))) {
            case "cs": isCaseSensitive = true
            case "cr": mergesCase = true
            case "ep": dropsPunctuation = true
            case "es": dropsSentenceMarks = true
            case "ri": isLiteral = true
            case "rt": isTokenized = true
            case "rn": isNormalized = true
            case "ra": (isLiteral, isTokenized, isNormalized) = (true, true, true)
            default: break
            }
            letters = letters.dropFirst(2)
        }
    }
}

/// A query in the language of ngrams.dev: words, with the operators `*`, `**`, `/`, `"…"`, `~` and `*_NOUN`.
struct NgramsDevQuery: Sendable {
    /// Why a text is not a query.
    struct Failure: Error {
        /// The name that the API gives it.
        var code: String
        var tokens: [NgramsDevToken] = []
    }

    /// The tokens of the query.
    private(set) var tokens: [NgramsDevToken] = []
    /// The same in the language of `WordPattern`.
    private(set) var pattern = ""
    /// Whether it has no operators, so that only spellings of one n-gram match.
    private(set) var isPlain = true

    /// - Throws: `Failure`.
    init(_ text: String, _ flags: NgramsDevFlags, edition: Edition?, isRussian: Bool) throws(Failure) {
        var terms: [String] = []
        var parts: [String] = []
        // Words without operators are split as the books were, together: what is last in a text matters.
        func finishTerms() {
            guard !terms.isEmpty else { return }
            var text = terms.joined(separator: " ")
            if !flags.isNormalized { text = BookTokenizer.normalized(text, isRussian: isRussian) }
            if !flags.isTokenized { text = BookTokenizer.tokens(of: text, edition: edition, normalizing: false) }
            for word in text.split(separator: " ") {
                tokens.append(NgramsDevToken(word: word))
                parts.append(Self.escaped(word))
            }
            terms = []
        }
        for word in Self.words(text, hasGroups: !flags.isLiteral) {
            guard !flags.isLiteral, let kind = Self.operatorKind(word) else {
                terms.append(flags.isLiteral ? word : Self.unescaped(word))
                continue
            }
            finishTerms()
            isPlain = false
            tokens.append(NgramsDevToken(word, kind))
            parts.append(kind == "PREFIX" ? Self.escaped(Self.unescaped(String(word.dropLast()))[...]) + "~" : word)
        }
        finishTerms()
        pattern = parts.joined(separator: " ")
        let hasTerm = tokens.contains {
            !["STAR", "STARSTAR", "SLASH"].contains($0.kind) && !$0.kind.hasPrefix("STAR_")
        }
        guard hasTerm else { throw Failure(code: "INVALID_QUERY.NO_TERM", tokens: tokens) }
        if tokens.contains(where: { $0.kind == "PREFIX" && $0.text == "~" }) {
            throw Failure(code: "INVALID_QUERY.BAD_COMPLETION", tokens: tokens)
        }
        do {
            let (least, _) = try WordPattern(pattern).wordCounts
            guard least <= 5 else { throw Failure(code: "INVALID_QUERY.TOO_MANY_TOKENS", tokens: tokens) }
        } catch let error as WordPatternError {
            let code =
                switch error.problem {
                case .missingAlternative: "BAD_ALTERNATION"
                case .unclosedGroup, .misplacedQuote, .nothingEscaped: "BAD_TERM_GROUP"
                case .empty, .tooManyStars: "NO_TERM"
                }
            throw Failure(code: "INVALID_QUERY." + code, tokens: tokens)
        } catch {
            throw error as? Failure ?? Failure(code: "INVALID_QUERY.NO_TERM", tokens: tokens)
        }
    }

    /// What an operator is; nil for a word.
    private static func operatorKind(_ word: String) -> String? {
        switch word {
        case "*": return "STAR"
        case "**": return "STARSTAR"
        case "/": return "SLASH"
        default: break
        }
        if word.hasPrefix("\"") { return "TERM_GROUP" }
        if word.hasSuffix("~"), !word.hasSuffix("\\~") { return "PREFIX" }
        if word.hasPrefix("*_"), let tag = NgramsDevToken.split(word[...]).tag, word.count == tag.count + 2 {
            return "STAR_\(tag)"
        }
        return nil
    }

    /// The words between blanks. A group, from one quotation mark to the next, is one word.
    private static func words(_ text: String, hasGroups: Bool) -> [String] {
        var words: [String] = []
        var word = ""
        var (isInGroup, isEscaped) = (false, false)
        for character in text {
            if character.isWhitespace, !isInGroup {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if hasGroups, character == "\"", !isEscaped, word.isEmpty || isInGroup { isInGroup.toggle() }
            isEscaped = character == "\\" && !isEscaped
            word.append(character)
        }
        return word.isEmpty ? words : words + [word]
    }

    /// A word without the backslashes by which operators are taken as they are.
    private static func unescaped(_ word: String) -> String {
        var result = ""
        var isEscaped = false
        for character in word {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                if isEscaped, !"*/\"~_\\".contains(character) { result.append("\\") }
                result.append(character)
                isEscaped = false
            }
        }
        return isEscaped ? result + "\\" : result
    }

    /// A word in which `WordPattern` sees no operator.
    private static func escaped(_ word: Substring) -> String {
        var result = ""
        for character in word {
            if "*?~/\"\\".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// The tokens of an n-gram that the query matches, and which of them wildcards stand for.
    func tokens(of ngram: String) -> [NgramsDevToken] {
        let words = ngram.split(separator: " ")
        var found = words.map { NgramsDevToken(word: $0) }
        guard !isPlain, let kinds = align(tokens[...], words[...]) else { return found }
        for (place, kind) in kinds.enumerated() where place < found.count {
            if kind.hasPrefix("STAR") { found[place].inserted = true }
            if kind == "PREFIX" { found[place].completed = true }
        }
        return found
    }

    /// For each word, the kind of the token that it matches; nil if the words do not match. Words of alternatives and groups
    /// are terms.
    private func align(_ tokens: ArraySlice<NgramsDevToken>, _ words: ArraySlice<Substring>) -> [String]? {
        guard let token = tokens.first else { return words.isEmpty ? [] : nil }
        let rest = tokens.dropFirst()
        if let slash = rest.first, slash.kind == "SLASH" {
            // Alternatives: each may be a word or a group.
            var choices = [token]
            var after = rest
            while after.first?.kind == "SLASH", let next = after.dropFirst().first {
                choices.append(next)
                after = after.dropFirst(2)
            }
            for choice in choices {
                if let found = align([choice] + after, words) { return found }
            }
            return nil
        }
        switch token.kind {
        case "STARSTAR":
            for count in 0...words.count {
                if let found = align(rest, words.dropFirst(count)) {
                    return [String](repeating: "STARSTAR", count: count) + found
                }
            }
            return nil
        case "TERM_GROUP":
            let group = token.text.dropFirst().dropLast().split(separator: " ")
            guard words.count >= group.count, zip(words, group).allSatisfy({ Self.agree($0, $1) }) else { return nil }
            return align(rest, words.dropFirst(group.count)).map {
                [String](repeating: "TERM", count: group.count) + $0
            }
        default:
            guard let word = words.first, matches(token, word) else { return nil }
            return align(rest, words.dropFirst()).map { [token.kind] + $0 }
        }
    }

    private func matches(_ token: NgramsDevToken, _ word: Substring) -> Bool {
        switch token.kind {
        case "STAR": true
        case "PREFIX": Self.fold(word).starts(with: Self.fold(Self.unescaped(String(token.text.dropLast()))[...]))
        case let kind where kind.hasPrefix("STAR_"): NgramsDevToken.split(word).tag.map { "STAR_\($0)" } == kind
        case let kind where kind.hasPrefix("TAGGED_AS_"):
            Self.agree(word, "\(token.text)_\(kind.dropFirst("TAGGED_AS_".count))"[...])
        default: Self.agree(word, token.text[...])
        }
    }

    private static func agree(_ lhs: Substring, _ rhs: Substring) -> Bool { fold(lhs) == fold(rhs) }
    private static func fold(_ text: Substring) -> [UInt8] { CaseFolding.key(of: Array(text.utf8)) }
}
