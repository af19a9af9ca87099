import NgramReports
import Testing

@Suite struct HumanTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (999.4, "999"), (999.5, "1.0 k"), (1000, "1.0 k"), (12_345, "12.3 k"),
        (99_949, "99.9 k"), (99_950, "100 k"), (999_499, "999 k"), (999_500, "1.0 M"), (12_345_678, "12.3 M"),
        (123_456_789_012, "123 G"), (Double(Int64.max), "9.2 E"), (-5, "0"), (.nan, "0"), (.infinity, "0"),
        (1e30, "1000000000000 E"),
    ]) func `counts have three digits and a unit`(value: Double, expected: String) {
        #expect(HumanText.count(value) == expected)
    }

    @Test(arguments: [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_234_567_890, "1.2 GB")])
    func `sizes are in units of 1000 bytes`(value: Double, expected: String) {
        #expect(HumanText.bytes(value) == expected)
    }

    @Test(arguments: [
        (0, "0:00"), (42, "0:42"), (125, "2:05"), (3599, "59:59"), (3723, "1:02:03"), (359_999, "99:59:59"),
        (360_000, "4 d"), (-3, "0:00"),
    ]) func `time is shown as on a clock`(seconds: Int, expected: String) {
        #expect(HumanText.clock(.seconds(seconds)) == expected)
    }

    @Test(arguments: [
        (0, "0.0 s"), (340, "0.3 s"), (59_949, "59.9 s"), (59_950, "1:00"), (60_000, "1:00"), (125_900, "2:05"),
        (3_723_000, "1:02:03"), (-5, "0.0 s"),
    ]) func `elapsed times below a minute have tenths of seconds`(milliseconds: Int, expected: String) {
        #expect(HumanText.elapsed(.milliseconds(milliseconds)) == expected)
    }

    @Test func `seconds have one decimal`() {
        #expect(HumanText.seconds(.milliseconds(340)) == "0.3 s")
        #expect(HumanText.seconds(.milliseconds(754_960)) == "755.0 s")
    }

    @Test func `only a count of one has a singular noun`() {
        #expect(HumanText.counted(1, "row") == "1 row")
        #expect(HumanText.counted(0, "row") == "0 rows")
        #expect(HumanText.counted(1234, "row") == "1,234 rows")
    }
}
