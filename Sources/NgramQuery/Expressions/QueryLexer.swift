/// Cuts a term of a query into operators, parentheses, phrases and names of corpora.
struct QueryLexer {
    /// What a term consists of.
    enum Token: Equatable {
        case open, close
        case sign(QueryExpression.Operator)
        case number(String, Double)
        case phrase(String, isVerbatim: Bool)
        case corpus(String)

        /// Whether an expression may end with it.
        var endsOperand: Bool {
            switch self {
            case .close, .number, .phrase, .corpus: true
            case .open, .sign: false
            }
        }
    }

    /// A token and where it begins, in bytes.
    struct Place: Equatable {
        var token: Token
        var offset: Int
    }

    private let bytes: [UInt8]
    private let begin: Int
    private let end: Int
    private var position: Int
    private var tokens: [Place] = []

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        begin = range.lowerBound
        position = begin
        end = range.upperBound
    }

    /// The tokens of the part of a query that is one term.
    static func tokens(_ bytes: [UInt8], _ range: Range<Int>) throws(QueryError) -> [Place] {
        var lexer = QueryLexer(bytes, range)
        while try lexer.scan() {}
        return lexer.tokens
    }

    private func isBlank(_ index: Int) -> Bool {
        index < begin || index >= end || bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0A
    }

    private mutating func add(_ token: Token, _ offset: Int, length: Int) {
        tokens.append(Place(token: token, offset: offset))
        position += length
    }

    /// Adds the next token; false at the end.
    private mutating func scan() throws(QueryError) -> Bool {
        while position < end, isBlank(position) { position += 1 }
        guard position < end else { return false }
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "("): add(.open, start, length: 1)
        case UInt8(ascii: ")"): add(.close, start, length: 1)
        case UInt8(ascii: "["): try scanBrackets()
        case UInt8(ascii: "]"): throw QueryError("found ], but there is no [ before it", at: start)
        case UInt8(ascii: ":") where tokens.last?.token.endsOperand == true && continuesCorpus(position + 1):
            scanCorpus()
        default:
            if let sign = sign(at: position) {
                add(.sign(sign), start, length: 1)
                if sign == .times || sign == .divided { scanNumber() }
            } else {
                try scanPhrase()
            }
        }
        return true
    }

    /// The operator at a place, if there is one and not a character of a word.
    private func sign(at index: Int) -> QueryExpression.Operator? {
        switch bytes[index] {
        case UInt8(ascii: "/"): return .divided
        case UInt8(ascii: "+"):
            // Several at the end of a word belong to it, as in C++.
            let isDoubled =
                index + 1 < end && bytes[index + 1] == bytes[index] || index > begin && bytes[index - 1] == bytes[index]
            return isDoubled ? nil : .plus
        case UInt8(ascii: "-"): return isBlank(index - 1) && isBlank(index + 1) ? .minus : nil
        case UInt8(ascii: "*"):
            let endsOperand = index > begin && (tokens.last?.token.endsOperand == true || index > position)
            return endsOperand && number(after: index + 1) != nil ? .times : nil
        default: return nil
        }
    }

    /// The text of a number that follows blanks, and where it ends. It must not be a part of a word.
    private func number(after index: Int) -> (text: String, value: Double, start: Int, end: Int)? {
        var start = index
        while start < end, isBlank(start) { start += 1 }
        var next = start
        while next < end, (0x30...0x39).contains(bytes[next]) || bytes[next] == UInt8(ascii: ".") { next += 1 }
        guard next > start,
            isBlank(next) || [UInt8(ascii: ")"), UInt8(ascii: "/"), UInt8(ascii: "+")].contains(bytes[next])
        else { return nil }
        // After blanks, a word or a wildcard would make it the first word of a phrase.
        var after = next
        while after < end, isBlank(after) { after += 1 }
        if after < end, after > next, sign(at: after) == nil, bytes[after] != UInt8(ascii: ")"),
            bytes[after] != UInt8(ascii: "*")
        {
            return nil
        }
        let text = String(decoding: bytes[start..<next], as: UTF8.self)
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text), value.isFinite else { return nil }
        return (text, value, start, next)
    }

    private mutating func scanNumber() {
        guard let found = number(after: position) else { return }
        tokens.append(Place(token: .number(found.text, found.value), offset: found.start))
        position = found.end
    }

    private mutating func scanBrackets() throws(QueryError) {
        let start = position
        guard let close = bytes[start..<end].firstIndex(of: UInt8(ascii: "]")) else {
            throw QueryError("the bracket is not closed: expected ] after the term", at: start)
        }
        let text = Self.words(bytes[(start + 1)..<close])
        guard !text.isEmpty else { throw QueryError("the brackets are empty: expected a term in them", at: start) }
        tokens.append(Place(token: .phrase(text, isVerbatim: true), offset: start + 1))
        position = close + 1
    }

    /// Whether a byte can be part of the name of a corpus.
    private func continuesCorpus(_ index: Int) -> Bool {
        !isBlank(index) && ![UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "/")].contains(bytes[index])
            && sign(at: index) != .plus
    }

    private mutating func scanCorpus() {
        let start = position + 1
        var next = start
        while continuesCorpus(next) { next += 1 }
        tokens.append(Place(token: .corpus(String(decoding: bytes[start..<next], as: UTF8.self)), offset: start))
        position = next
    }

    private mutating func scanPhrase() throws(QueryError) {
        let start = position
        var next = position
        scan: while next < end {
            switch bytes[next] {
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): break scan
            case UInt8(ascii: ":") where next > start && !isBlank(next - 1) && continuesCorpus(next + 1): break scan
            case UInt8(ascii: "=") where next + 1 < end && bytes[next + 1] == UInt8(ascii: ">"):
                throw QueryError(
                    "dependencies such as head=>modifier cannot be answered: Google never published their counts as files",
                    at: next)
            default:
                if next > start, sign(at: next) != nil { break scan }
                next += 1
            }
        }
        // A first character that is no operator here, such as a hyphen, is part of the phrase.
        next = max(next, start + 1)
        tokens.append(Place(token: .phrase(Self.words(bytes[start..<next]), isVerbatim: false), offset: start))
        position = next
    }

    /// The words of a text with single spaces between them.
    private static func words(_ text: ArraySlice<UInt8>) -> String {
        text.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}
