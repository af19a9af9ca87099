import NgramModel

/// The encoding of yearly series, implemented row by row from the table in its documentation. The encoder and the
/// decoder are compared with it.
package enum NaiveSeries {
    /// The (match, volume) pairs of the tokens 0 to 209: the triangle 1 ≤ volume ≤ match ≤ 20 by rows.
    private static let triangle: [(match: Int64, volume: Int64)] =
        (1...20).flatMap { match in (1...match).map { (Int64(match), Int64($0)) } }

    /// A series; the years must ascend.
    package static func encode(_ series: [Observation]) -> [UInt8] {
        var bytes: [UInt8] = []
        var year = 0
        for observation in series {
            let gap = observation.year - year
            year = observation.year
            if (2...44).contains(gap) { bytes.append(UInt8(gap + 211)) }
            if gap > 44 { bytes += [212] + varint(UInt64(gap)) }
            let pair = (match: observation.matchCount, volume: observation.volumeCount)
            if let token = triangle.firstIndex(where: { $0 == pair }) {
                bytes.append(UInt8(token))
            } else {
                bytes += [210] + varint(UInt64(pair.match)) + varint(UInt64(pair.volume))
            }
        }
        return bytes
    }

    /// Seven bits per byte, the lowest first. The high bit is set in all bytes except the last.
    package static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }

    /// The observations at the beginning of the bytes, as far as they are valid, and whether all bytes are valid.
    package static func decode(_ bytes: [UInt8]) -> (observations: [Observation], isWhole: Bool) {
        var rest = bytes[...]
        var observations: [Observation] = []
        var year = 0
        var gap = 1
        while let token = rest.popFirst() {
            switch token {
            case 211: return (observations, false)
            case 212:
                guard gap == 1, let wide = popVarint(&rest), (2...9999).contains(wide) else {
                    return (observations, false)
                }
                gap = Int(wide)
            case 213...:
                guard gap == 1 else { return (observations, false) }
                gap = Int(token) - 211
            default:
                var pair: (match: Int64, volume: Int64)?
                if token < 210 {
                    pair = triangle[Int(token)]
                } else if let match = popVarint(&rest), let volume = popVarint(&rest) {
                    pair = (match, volume)
                }
                year += gap
                guard let pair, year <= 9999 else { return (observations, false) }
                observations.append(Observation(year: year, matchCount: pair.match, volumeCount: pair.volume))
                gap = 1
            }
        }
        return (observations, gap == 1)
    }

    /// Removes a varint of 63 bits at most from the beginning; nil when there is none.
    package static func popVarint(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        var digits: [UInt8] = []
        repeat {
            guard let byte = rest.popFirst(), digits.count < 9 else { return nil }
            digits.append(byte)
        } while digits.last.map { $0 >= 0x80 } ?? false
        return digits.reversed().reduce(0) { $0 << 7 | Int64($1 & 0x7F) }
    }
}
