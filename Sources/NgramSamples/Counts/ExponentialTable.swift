/// Draws from the exponential distribution with mean 1, using a table of its quantiles.
///
/// The samples must have the same bytes on every system. The last bit of `log` differs between systems, so the table is
/// computed from sums, products and quotients, which IEEE 754 defines exactly.
struct ExponentialTable: Sendable {
    /// The number of random bits that one draw uses.
    static let bits = 12

    private let quantiles: [Double]

    init() {
        let count = 1 << ExponentialTable.bits
        quantiles = (0..<count).map { -ExponentialTable.logarithm((Double($0) + 0.5) / Double(count)) }
    }

    /// The quantile that the lowest `bits` bits of `random` select.
    func draw(_ random: UInt64) -> Double {
        quantiles[Int(random & (1 << ExponentialTable.bits - 1))]
    }

    /// The natural logarithm for 0 < x <= 1.
    ///
    /// Doubling brings x to at least 0.75; the series of the inverse hyperbolic tangent gives the logarithm of the
    /// result.
    private static func logarithm(_ x: Double) -> Double {
        var rest = x
        var doublings = 0.0
        while rest < 0.75 {
            rest *= 2
            doublings += 1
        }
        let ratio = (rest - 1) / (rest + 1)
        var power = ratio
        var sum = 0.0
        for odd in stride(from: 1.0, through: 25, by: 2) {
            sum += power / odd
            power *= ratio * ratio
        }
        return 2 * sum - doublings * 0.693_147_180_559_945_3
    }
}
