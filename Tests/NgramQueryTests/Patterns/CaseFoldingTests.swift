import Testing

@testable import NgramQuery

@Suite struct CaseFoldingTests {
    private static let allScalars = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)

    @Test func `characters fold as Unicode's table says`() {
        // Swift may know characters that are younger than the table: the oldest of those are of 2021.
        for (scalar, folded) in NaiveCaseFolding.table { #expect(CaseFolding.folding(of: scalar) == folded) }
        let younger = Self.allScalars.filter {
            NaiveCaseFolding.table[$0] == nil && CaseFolding.folding(of: $0) != [$0]
        }
        let unicode14 = Unicode.Version(major: 14, minor: 0)
        #expect(younger.allSatisfy { ($0.properties.age ?? unicode14) > unicode14 })
    }

    @Test func `all characters that fold to others are in the ranges that are searched`() {
        let missing = Self.allScalars.filter { scalar in
            CaseFolding.folding(of: scalar) != [scalar]
                && !CaseFolding.foldedRanges.contains { $0.contains(scalar.value) }
        }
        #expect(missing.isEmpty, "\(missing.map { String($0.value, radix: 16) })")
    }

    @Test func `the key of an n-gram is its folding`() {
        for scalar in Self.allScalars {
            let text = "a\(scalar)Z"
            #expect(
                CaseFolding.key(of: Array(text.utf8))
                    == CaseFolding.folding(of: text.unicodeScalars).flatMap { String($0).utf8 })
        }
        #expect(CaseFolding.key(of: [0x41, 0xFF]) == [0x41, 0xFF])
    }
}
