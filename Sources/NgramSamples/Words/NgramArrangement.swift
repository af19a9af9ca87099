/// The order in which an archive has its n-grams.
public enum NgramArrangement: String, Sendable, CaseIterable {
    /// Ascending by bytes.
    case sorted
    /// Three to ten runs, each ascending by bytes, as Google's 1-gram archives have them.
    case runs
    /// At random, as Google describes the 2020 archives.
    case shuffled
    /// Descending by bytes.
    case reversed
    /// Up to four runs, each ascending by bytes. The first has all n-grams. Each of the others has fewer of them again,
    /// with more counts, partly of the same years.
    case repeated

    /// How often an n-gram occurs at most if n-grams are repeated.
    static let largestOccurrences = 4

    /// The average number of occurrences of an n-gram.
    var averageOccurrences: Double {
        self == .repeated ? Double(1 + NgramArrangement.largestOccurrences) / 2 : 1
    }

    /// How often the n-gram at a place occurs if n-grams are repeated: 1 to `largestOccurrences`, each as likely.
    static func occurrences(of place: Int, seed: UInt64) -> Int {
        1 + Int(SplitMix64.mix(seed, UInt64(place)) % UInt64(largestOccurrences))
    }
}

/// A random order of the numbers from 0 to `count - 1`, computed without a list of them.
///
/// A Feistel network permutes the numbers that have an even number of bits, enough for `count`. A result that is too
/// large is permuted again, until one is in range (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002:
/// cycle walking). That takes four steps at most on average.
struct Permutation {
    private static let rounds: UInt64 = 4

    private let count: UInt64
    private let seed: UInt64
    private let halfBits: UInt64

    /// The order that `seed` selects. `count` must not be negative.
    init(count: Int, seed: UInt64) {
        self.count = UInt64(count)
        self.seed = seed
        let bits = UInt64.bitWidth - UInt64(max(1, count - 1)).leadingZeroBitCount
        halfBits = UInt64((bits + 1) / 2)
    }

    /// The number at a position, both from 0 to `count - 1`.
    subscript(position: Int) -> Int {
        var number = UInt64(position)
        repeat { number = permuted(number) } while number >= count
        return Int(number)
    }

    private func permuted(_ number: UInt64) -> UInt64 {
        let mask = UInt64(1) << halfBits - 1
        var left = number >> halfBits
        var right = number & mask
        for round in 0..<Permutation.rounds {
            (left, right) = (right, left ^ (SplitMix64.mix(seed &+ round, right) & mask))
        }
        return left << halfBits | right
    }
}
