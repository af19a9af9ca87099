/// Parses regular expressions by recursive descent.
struct RegexParser {
    /// The most groups in each other.
    private static let deepest = 100
    /// The most repetitions that can be asked for.
    private static let mostRepetitions = 1000

    private let scalars: [Unicode.Scalar]
    /// The offset of each scalar in UTF-8, and the length of the whole.
    private let offsets: [Int]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        offsets = scalars.reduce(into: [0]) { $0.append($0[$0.count - 1] + UTF8.width($1)) }
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func error(_ description: String, at place: Int) -> PatternError {
        PatternError(description, at: offsets[min(place, scalars.count)])
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    mutating func parse() throws(PatternError) -> RegexPattern.Node {
        let node = try alternatives(0)
        guard next == nil else {
            throw error("found ), but there is no ( before it; \"\\)\" is the character itself", at: position)
        }
        return node
    }

    private mutating func alternatives(_ depth: Int) throws(PatternError) -> RegexPattern.Node {
        guard depth <= Self.deepest else { throw error("more than \(Self.deepest) groups in each other", at: position) }
        var nodes = [try sequence(depth)]
        while skip("|") { nodes.append(try sequence(depth)) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence(_ depth: Int) throws(PatternError) -> RegexPattern.Node {
        var nodes: [RegexPattern.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if scalar == "^" || scalar == "$" {
                try anchor(scalar, isFirst: nodes.isEmpty, depth)
                continue
            }
            nodes.append(try repeated(try atom(depth)))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// Reads `^` or `$`, which must be where it is true.
    private mutating func anchor(_ scalar: Unicode.Scalar, isFirst: Bool, _ depth: Int) throws(PatternError) {
        let place = position
        position += 1
        let isTrue = scalar == "^" ? isFirst : next == nil || next == "|" || next == ")"
        guard depth == 0, isTrue else {
            throw error(
                "\(scalar) stands only at the \(scalar == "^" ? "beginning" : "end") of the pattern; \"\\\(scalar)\" is the character itself",
                at: place)
        }
    }

    // MARK: - Repetitions

    private mutating func repeated(_ node: RegexPattern.Node) throws(PatternError) -> RegexPattern.Node {
        guard let scalar = next, let (least, most) = try times(scalar) else { return node }
        switch next {
        case "?", "+":
            throw error("lazy and possessive repetitions are not supported: they make no difference here", at: position)
        // Also, without a group each would add to the depth of the tree.
        case "*", "{": throw error("a repetition is repeated only in a group, as in (a*)*", at: position)
        default: return .repetition(node, from: least, through: most)
        }
    }

    private mutating func times(_ scalar: Unicode.Scalar) throws(PatternError) -> (Int, Int?)? {
        switch scalar {
        case "*":
            position += 1
            return (0, nil)
        case "+":
            position += 1
            return (1, nil)
        case "?":
            position += 1
            return (0, 1)
        case "{":
            let place = position
            position += 1
            let least = number()
            var most = least
            if skip(",") { most = number() }
            let isOpen = scalars[position - 1] == ","
            guard skip("}"), let least, isOpen || most != nil else {
                throw error(
                    "expected a number of repetitions, as in {2}, {2,} or {2,4}; \"\\{\" is the character itself",
                    at: place)
            }
            guard max(least, most ?? 0) <= Self.mostRepetitions else {
                throw error("more than \(Self.mostRepetitions) repetitions", at: place)
            }
            guard isOpen || (most ?? 0) >= least else {
                throw error("the largest number of repetitions is less than the smallest", at: place)
            }
            return (least, isOpen ? nil : most)
        default: return nil
        }
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = next, ("0"..."9").contains(scalar), position - start < 6 { position += 1 }
        return Int(String(String.UnicodeScalarView(scalars[start..<position])))
    }

    // MARK: - Atoms

    private mutating func atom(_ depth: Int) throws(PatternError) -> RegexPattern.Node {
        let place = position
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "(":
            if skip("?"), !skip(":") {
                throw error("lookaround, named groups and flags are not supported; (?: ) groups", at: place)
            }
            let node = try alternatives(depth + 1)
            guard skip(")") else { throw error("the group that begins here has no )", at: place) }
            return node
        case "[": return try characterClass(place)
        case ".": return .oneOf([0...CharacterSets.largest])
        case "*", "+", "?":
            throw error(
                "\(scalar) repeats what is before it, but there is nothing; \"\\\(scalar)\" is the character itself",
                at: place)
        case "{", "}", "]":
            throw error("found \(scalar), but expected a character; \"\\\(scalar)\" is the character itself", at: place)
        case "\\": return try escape(place)
        default: return .character(scalar)
        }
    }

    private mutating func escape(_ place: Int) throws(PatternError) -> RegexPattern.Node {
        guard let scalar = next else {
            throw error("\"\\\" takes the next character as it is, but there is none", at: place)
        }
        position += 1
        switch scalar {
        case "d": return .oneOf(CharacterSets.digits)
        case "D": return .noneOf(CharacterSets.digits)
        case "s": return .oneOf(CharacterSets.blanks)
        case "S": return .noneOf(CharacterSets.blanks)
        case "w": return .oneOf(CharacterSets.wordCharacters)
        case "W": return .noneOf(CharacterSets.wordCharacters)
        case "p", "P":
            guard skip("{"), let end = scalars[position...].firstIndex(of: "}"),
                let set = CharacterSets.category(String(String.UnicodeScalarView(scalars[position..<end])))
            else { throw error("expected a general category of Unicode, as in \\p{L} or \\p{Lu}", at: place) }
            position = end + 1
            return scalar == "p" ? .oneOf(set) : .noneOf(set)
        case "x":
            guard skip("{"), let end = scalars[position...].firstIndex(of: "}"), end - position <= 6,
                scalars[position..<end].allSatisfy({ $0.properties.isASCIIHexDigit }),
                let value = UInt32(String(String.UnicodeScalarView(scalars[position..<end])), radix: 16),
                let character = Unicode.Scalar(value)
            else { throw error("expected the code point of a character, as in \\x{2014}", at: place) }
            position = end + 1
            return .character(character)
        case "b", "B": throw error("word boundaries are not supported: words are separated by spaces", at: place)
        case "1"..."9", "k": throw error("references to groups are not supported", at: place)
        case "a"..."z", "A"..."Z", "0": throw error("\\\(scalar) has no meaning here", at: place)
        default: return .character(scalar)
        }
    }

    private mutating func characterClass(_ place: Int) throws(PatternError) -> RegexPattern.Node {
        let isInverted = skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            let start = position
            switch try classMember() {
            case .oneOf(let set): ranges += set
            case .noneOf(let set): ranges += CharacterSets.inverted(set)
            case .character(let low):
                guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                    ranges.append(low.value...low.value)
                    continue
                }
                position += 1
                guard case .character(let high) = try classMember(), low.value <= high.value else {
                    throw error("expected a range of two characters in ascending order, as in a-z", at: start)
                }
                ranges.append(low.value...high.value)
            default: break
            }
        }
        guard skip("]") else { throw error("the class that begins here has no ]", at: place) }
        return isInverted ? .noneOf(ranges) : .oneOf(ranges)
    }

    private mutating func classMember() throws(PatternError) -> RegexPattern.Node {
        let place = position
        guard let scalar = next else { throw error("the class has no ]", at: place) }
        position += 1
        return scalar == "\\" ? try escape(place) : .character(scalar)
    }
}
