/// Draws from the exponential distribution with mean 1, by a table of its quantiles.
///
/// `log` differs in the last bit between systems, and the samples must not; sums, products and quotients do not differ.
struct ExponentialTable: Sendable {
    static let bits = 12

    private let quantiles: [Double]

    init() {
        let count = 1 << ExponentialTable.bits
        quantiles = (0..<count).map { -ExponentialTable.logarithm((Double($0) + 0.5) / Double(count)) }
    }

    /// The quantile that the lowest bits of `random` choose.
    func draw(_ random: UInt64) -> Double {
        quantiles[Int(random & (1 << ExponentialTable.bits - 1))]
    }

    /// The natural logarithm for 0 < x <= 1: halvings counted off, the rest by the series of the inverse tangent.
    private static func logarithm(_ x: Double) -> Double {
        var rest = x
        var halvings = 0.0
        while rest < 0.75 {
            rest *= 2
            halvings += 1
        }
        let ratio = (rest - 1) / (rest + 1)
        var power = ratio
        var sum = 0.0
        for odd in stride(from: 1.0, through: 25, by: 2) {
            sum += power / odd
            power *= ratio * ratio
        }
        return 2 * sum - halvings * 0.693_147_180_559_945_3
    }
}
