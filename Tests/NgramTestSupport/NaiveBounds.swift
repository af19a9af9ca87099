import NgramModel

/// Bounds of yearly counts, implemented from their documentation.
package enum NaiveBounds {
    /// The largest count of each class. The counts 0 to 7 are classes of their own; above that, a class spans a quarter
    /// of the range between two powers of two.
    package static let tops: [Int64] = {
        var tops: [Int64] = Array(0...7)
        for exponent in 3...62 {
            let quarter = Int64(1) << Int64(exponent - 2)
            for quarters in 4...7 as ClosedRange<Int64> {
                // Added to the start of the quarter, because the end of the last class, 2^63, would overflow.
                tops.append(quarters * quarter + (quarter - 1))
            }
        }
        return tops
    }()

    /// The class of a count.
    package static func code(_ count: Int64) -> UInt8 {
        UInt8(tops.firstIndex { $0 >= count } ?? tops.count)
    }

    /// The largest sum over the years that encoded bounds permit, added year by year; `Int64.max` if there is no bound.
    package static func bound(_ encoded: [UInt8], years: ClosedRange<Int>, of measure: CountMeasure) -> Int64 {
        guard encoded.count >= 2, encoded.count.isMultiple(of: 2) else { return .max }
        let first = Int(encoded[0]) + 256 * Int(encoded[1])
        let codes = stride(from: measure == .match ? 2 : 3, to: encoded.count, by: 2).map { Int(encoded[$0]) }
        let sum = years.reduce(Int128(0)) { sum, year in
            guard codes.indices.contains(year / 16 - first) else { return sum }
            let code = codes[year / 16 - first]
            return sum + Int128(tops.indices.contains(code) ? tops[code] : .max)
        }
        return Int64(clamping: sum)
    }

    /// The bounds of a block that holds these series.
    package static func encode(_ series: [[Observation]]) -> [UInt8] {
        let all = series.joined()
        guard let first = all.map({ $0.year / 16 }).min(), let last = all.map({ $0.year / 16 }).max() else {
            return [0, 0]
        }
        var bytes = [UInt8(first & 0xFF), UInt8(first >> 8)]
        for span in first...last {
            let inSpan = all.filter { $0.year / 16 == span }
            bytes.append(code(inSpan.map(\.matchCount).max() ?? 0))
            bytes.append(code(inSpan.map(\.volumeCount).max() ?? 0))
        }
        return bytes
    }
}
