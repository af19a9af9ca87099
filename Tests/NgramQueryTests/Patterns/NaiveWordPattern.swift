import NgramTestSupport

/// A pattern of words as its documentation has it: it can be written as text, and be matched by trying everything.
indirect enum NaiveWordPattern {
    enum Part {
        case character(Unicode.Scalar)
        case anyCharacter
        case anyCharacters
        case completion
    }

    case word([Part])
    case anyWord
    case anyWords
    case tagged(String)
    case either([NaiveWordPattern])
    case group([NaiveWordPattern])

    private static let characters = Array("aAbBßsS_é中/~".unicodeScalars)

    /// A random sequence of elements.
    static func random(_ random: inout SeededRandom, depth: Int = 0) -> [NaiveWordPattern] {
        (0..<random.int(1...3)).map { _ in
            switch random.int(0...9) {
            case 0: .anyWord
            case 1: .anyWords
            case 2: .tagged(["NOUN", "VERB", ".", "X"].randomElement(using: &random) ?? "X")
            case 3 where depth == 0, 4 where depth == 0:
                .either((0..<random.int(2...3)).map { _ in alternative(&random) })
            case 5 where depth == 0: .group(self.random(&random, depth: 1))
            default: .word(randomWord(&random))
            }
        }
    }

    private static func alternative(_ random: inout SeededRandom) -> NaiveWordPattern {
        switch random.int(0...5) {
        case 0: .anyWord
        case 1: .group(self.random(&random, depth: 1))
        case 2: .group([])
        default: .word(randomWord(&random))
        }
    }

    private static func randomWord(_ random: inout SeededRandom) -> [Part] {
        var parts: [Part] = (0..<random.int(1...3)).map { _ in
            switch random.int(0...7) {
            case 0: .anyCharacter
            case 1: .anyCharacters
            default: .character(characters.randomElement(using: &random) ?? "a")
            }
        }
        // A word of stars alone is another element.
        let hasOther = parts.contains { if case .anyCharacters = $0 { false } else { true } }
        if !hasOther { parts.append(.character("a")) }
        if random.oneIn(4) { parts.append(.completion) }
        return parts
    }

    /// The text of a sequence.
    static func text(_ elements: [NaiveWordPattern], _ random: inout SeededRandom) -> String {
        var texts: [String] = []
        for element in elements { texts.append(element.text(&random)) }
        return texts.joined(separator: random.oneIn(5) ? "  " : " ")
    }

    private func text(_ random: inout SeededRandom) -> String {
        switch self {
        case .anyWord: return "*"
        case .anyWords: return "**"
        case .tagged(let tag): return "*_\(tag)"
        case .either(let alternatives):
            var texts: [String] = []
            for alternative in alternatives { texts.append(alternative.text(&random)) }
            return texts.joined(separator: " / ")
        case .group(let elements): return "\"" + Self.text(elements, &random) + "\""
        case .word(let parts):
            var text = ""
            for part in parts {
                switch part {
                case .character(let scalar):
                    if "*?\"\\~/".unicodeScalars.contains(scalar) || random.oneIn(6) { text += "\\" }
                    text.unicodeScalars.append(scalar)
                case .anyCharacter: text += "?"
                case .anyCharacters: text += "*"
                case .completion: text += "~"
                }
            }
            return text
        }
    }

    /// Whether a sequence matches the words.
    static func matches(_ elements: ArraySlice<NaiveWordPattern>, _ words: ArraySlice<String>, ignoringCase: Bool)
        -> Bool
    {
        guard let first = elements.first else { return words.isEmpty }
        return (0...words.count).contains { count in
            first.matches(words.prefix(count), ignoringCase)
                && matches(elements.dropFirst(), words.dropFirst(count), ignoringCase: ignoringCase)
        }
    }

    private func matches(_ words: ArraySlice<String>, _ ignoringCase: Bool) -> Bool {
        switch self {
        case .anyWords: return true
        case .group(let elements): return Self.matches(elements[...], words, ignoringCase: ignoringCase)
        case .either(let alternatives): return alternatives.contains { $0.matches(words, ignoringCase) }
        default: break
        }
        guard words.count == 1, let word = words.first else { return false }
        let scalars = Array(word.unicodeScalars)[...]
        switch self {
        case .word(let parts): return Self.matches(parts[...], scalars, ignoringCase)
        case .tagged(let tag):
            let parts = ("_" + tag).unicodeScalars.map { Part.character($0) }
            return Self.matches([.anyCharacter, .anyCharacters] + parts, scalars, ignoringCase)
        default: return true
        }
    }

    private static func matches(
        _ parts: ArraySlice<Part>, _ scalars: ArraySlice<Unicode.Scalar>, _ ignoringCase: Bool
    ) -> Bool {
        guard let first = parts.first else { return scalars.isEmpty }
        switch first {
        case .anyCharacter:
            return !scalars.isEmpty && matches(parts.dropFirst(), scalars.dropFirst(), ignoringCase)
        case .anyCharacters, .completion:
            return (0...scalars.count).contains { matches(parts.dropFirst(), scalars.dropFirst($0), ignoringCase) }
        case .character:
            // All characters up to the next wildcard fold together.
            let run = parts.prefix { if case .character = $0 { true } else { false } }
            let literal = run.compactMap { if case .character(let scalar) = $0 { scalar } else { nil } }
            return (0...scalars.count).contains { count in
                let text = Array(scalars.prefix(count))
                let isEqual =
                    ignoringCase ? NaiveCaseFolding.fold(text) == NaiveCaseFolding.fold(literal) : text == literal
                return isEqual && matches(parts.dropFirst(run.count), scalars.dropFirst(count), ignoringCase)
            }
        }
    }

    /// Words that match a sequence, as far as no group of alternatives is in the way.
    static func example(_ elements: [NaiveWordPattern], _ random: inout SeededRandom) -> [String] {
        var words: [String] = []
        for element in elements {
            switch element {
            case .anyWord: words.append(randomText(&random))
            case .anyWords: words += (0..<random.int(0...2)).map { _ in randomText(&random) }
            case .tagged(let tag): words.append(randomText(&random) + "_" + tag)
            case .either(let alternatives):
                words += example(alternatives.randomElement(using: &random).map { [$0] } ?? [], &random)
            case .group(let elements): words += example(elements, &random)
            case .word(let parts):
                var word = ""
                for part in parts {
                    switch part {
                    case .character(let scalar): word.unicodeScalars.append(scalar)
                    case .anyCharacter: word.unicodeScalars.append(characters.randomElement(using: &random) ?? "a")
                    case .anyCharacters, .completion: word += random.oneIn(2) ? randomText(&random) : ""
                    }
                }
                words.append(random.oneIn(4) ? word.uppercased() : word)
            }
        }
        return words
    }

    /// A random word.
    static func randomText(_ random: inout SeededRandom) -> String {
        String(
            String.UnicodeScalarView(
                (0..<random.int(1...3)).map { _ in characters.randomElement(using: &random) ?? "a" }))
    }
}
