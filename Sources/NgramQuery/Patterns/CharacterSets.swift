/// Sets of characters as ranges of code points in ascending order.
enum CharacterSets {
    /// The largest code point.
    static let largest: UInt32 = 0x10_FFFF

    static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    static let blanks: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ]

    /// Letters, marks, numbers and connecting punctuation, such as `_`.
    static let wordCharacters = matching { properties in
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .nonspacingMark, .spacingMark,
            .enclosingMark:
            true
        default: properties.isAlphabetic
        }
    }

    /// The characters with a property. Looks at all of them, which takes some 30 ms.
    static func matching(_ isMember: (Unicode.Scalar.Properties) -> Bool) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        for value in 0...largest {
            guard let scalar = Unicode.Scalar(value), isMember(scalar.properties) else { continue }
            if let last = ranges.last, last.upperBound + 1 == value {
                ranges[ranges.count - 1] = last.lowerBound...value
            } else {
                ranges.append(value...value)
            }
        }
        return ranges
    }

    /// The characters of a general category, by its short name, such as `Lu`, or the first letter of several; nil if there
    /// is none of this name.
    static func category(_ name: String) -> [ClosedRange<UInt32>]? {
        let members = categories.filter { $0.key.hasPrefix(name) && (name.count == 1 || $0.key == name) }
        guard !name.isEmpty, !members.isEmpty else { return nil }
        let wanted = Set(members.values)
        return matching { wanted.contains($0.generalCategory) }
    }

    private static let categories: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter,
        "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber, "Nl": .letterNumber,
        "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
        "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation, "Po": .otherPunctuation,
        "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol, "Zs": .spaceSeparator,
        "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format, "Co": .privateUse,
        "Cn": .unassigned,
    ]

    /// The same set with its ranges in ascending order, none touching another.
    static func normalized(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// All other characters.
    static func inverted(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in normalized(ranges) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        return next <= largest ? result + [next...largest] : result
    }

    /// The set and the characters whose folding is that of one of the set.
    static func ignoringCase(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } }
        var added: [ClosedRange<UInt32>] = []
        for (folded, sources) in CaseFolding.sources {
            for (folding, group) in Dictionary(grouping: sources, by: \.folding) {
                let scalars = group.map(\.scalar) + (folding.count == 1 ? [folded] : [])
                if scalars.contains(where: contains) { added += scalars.map { $0.value...$0.value } }
            }
        }
        return normalized(ranges + added)
    }
}
