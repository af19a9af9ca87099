/// Formats quantities for people, mostly with at most three digits and a unit.
package enum HumanText {
    /// A count: `999`, `1.2 k`, `12.3 M`, `123 G`.
    package static func count(_ value: Double) -> String {
        scaled(value, units: ["", " k", " M", " G", " T", " P", " E"])
    }

    /// A size in units of 1000 bytes: `999 B`, `1.2 GB`.
    package static func bytes(_ value: Double) -> String {
        scaled(value, units: [" B", " kB", " MB", " GB", " TB", " PB", " EB"])
    }

    /// A duration as on a clock: `0:42`, `1:02:03`; from 100 hours, in days: `5 d`.
    package static func clock(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        if hours >= 100 { return "\(hours / 24) d" }
        if hours > 0 { return "\(hours):\(twoDigits(minutes)):\(twoDigits(seconds % 60))" }
        return "\(minutes):\(twoDigits(seconds % 60))"
    }

    /// An elapsed time: in seconds below a minute (`0.3 s`), then as on a clock.
    package static func elapsed(_ duration: Duration) -> String {
        // Durations from 59.95 seconds would be rounded to 60.0.
        duration < .milliseconds(59_950) ? seconds(duration) : clock(max(duration, .seconds(60)))
    }

    /// A duration of any length in seconds and tenths: `0.3 s`, `754.0 s`.
    package static func seconds(_ duration: Duration) -> String {
        "\(tenths(max(0, duration / .seconds(1)))) s"
    }

    /// `1 archive`, `2 archives`, `1,234 archives`.
    package static func counted(_ value: Int64, _ noun: String) -> String {
        "\(DecimalDigits.grouped(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    private static func scaled(_ value: Double, units: [String]) -> String {
        var rest = max(0, value.isFinite ? value : 0)
        var unit = 0
        // 999.5 would be rounded to 1000, which has four digits, so the next unit begins there.
        while rest >= 999.5, unit < units.count - 1 {
            rest /= 1000
            unit += 1
        }
        // Likewise, 99.95 would be rounded to 100.0.
        let isWhole = unit == 0 || rest >= 99.95
        return (isWhole ? String(Int64(rest.rounded())) : tenths(rest)) + units[unit]
    }

    /// A number of at most 10^15 with one decimal.
    private static func tenths(_ value: Double) -> String {
        let tenths = Int64((min(value, 1e15) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
