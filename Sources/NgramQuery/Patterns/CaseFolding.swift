/// Unicode's full case folding (the mappings C and F of CaseFolding.txt; Unicode Standard, section 3.13): texts differ
/// only in case when their foldings are equal.
///
/// - `ß` and `ẞ` fold to `ss`, so they equal `SS`, `Ss` and `ss`; likewise a ligature such as `ﬁ` equals `fi`.
/// - `ς`, the sigma at the end of a word, folds to `σ`, as does `Σ`.
/// - `İ` folds to `i` and a combining dot above, so it does not equal `i` or `I`; `ı`, the `i` without a dot, equals
///   only itself. (Turkish has other rules, which Unicode leaves out here.)
/// - Nothing is normalized: a composed and a decomposed letter remain different.
package enum CaseFolding {
    /// What is the same for all n-grams that differ only in case: the bytes of the folding.
    package static func key(of ngram: [UInt8]) -> [UInt8] {
        if ngram.allSatisfy({ $0 < 0x80 }) { return ngram.map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 } }
        // Bytes that are not text have no case.
        guard let text = String(validating: ngram, as: UTF8.self) else { return ngram }
        var key: [UInt8] = []
        key.reserveCapacity(ngram.count + 8)
        for scalar in text.unicodeScalars {
            for folded in folding(of: scalar) { key.append(contentsOf: Array(String(folded).utf8)) }
        }
        return key
    }

    /// Where code points lie whose folding differs from them. Checking these and not all saves a search 0.1 s; a test
    /// checks that there are no others.
    static let foldedRanges: [ClosedRange<UInt32>] = [
        0x41...0x5A, 0xB5...0x587, 0x10A0...0x10FF, 0x13F8...0x13FD, 0x1C80...0x1CBF, 0x1E00...0x1FFF,
        0x2126...0x2183, 0x24B6...0x24CF, 0x2C00...0x2D2F, 0xA640...0xA7FF, 0xAB70...0xABBF, 0xFB00...0xFB17,
        0xFF21...0xFF3A, 0x1_0400...0x1_05BF, 0x1_0C80...0x1_0D8F, 0x1_18A0...0x1_18DF, 0x1_6E40...0x1_6EBF,
        0x1_E900...0x1_E943,
    ]

    /// A character and the two characters or more, or the other character, that it folds to.
    struct Source {
        var scalar: Unicode.Scalar
        var folding: [Unicode.Scalar]
    }

    /// The characters whose folding begins with a given character and is not the character itself.
    static let sources: [Unicode.Scalar: [Source]] = {
        var sources: [Unicode.Scalar: [Source]] = [:]
        for scalar in foldedRanges.joined().compactMap(Unicode.Scalar.init) {
            let folding = folding(of: scalar)
            if folding != [scalar], let first = folding.first {
                sources[first, default: []].append(Source(scalar: scalar, folding: folding))
            }
        }
        return sources
    }()

    /// The folding of a text.
    static func folding(of text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        text.flatMap { folding(of: $0) }
    }

    /// The folding of a character: the lowercase of its uppercase, with the exceptions of the standard.
    static func folding(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x00...0x40, 0x5B...0x7F: [scalar]
        case 0x41...0x5A: [Unicode.Scalar(UInt8(scalar.value + 0x20))]
        // Its uppercase is I, whose folding has a dot.
        case 0x131: [scalar]
        // It is the uppercase letter itself.
        case 0x1E9E: ["s", "s"]
        // Cherokee folds to uppercase: its lowercase letters are younger.
        case 0x13A0...0x13FD, 0xAB70...0xABBF: Array(scalar.properties.uppercaseMapping.unicodeScalars)
        default:
            scalar.properties.uppercaseMapping.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
        }
    }
}

extension ByteNetwork {
    /// All texts that equal the given one but for case.
    ///
    /// Between two characters of the folded text, each character is a step whose folding lies there.
    package mutating func append(ignoringCaseOf text: [Unicode.Scalar], after start: Position) -> Position {
        let folded = CaseFolding.folding(of: text)
        let positions = [start] + folded.map { _ in makePosition() }
        for index in folded.indices {
            connect(positions[index], to: positions[index + 1], by: Array(String(folded[index]).utf8))
            for source in CaseFolding.sources[folded[index]] ?? []
            where folded[index...].starts(with: source.folding) {
                connect(
                    positions[index], to: positions[index + source.folding.count],
                    by: Array(String(source.scalar).utf8))
            }
        }
        return positions[folded.count]
    }
}
