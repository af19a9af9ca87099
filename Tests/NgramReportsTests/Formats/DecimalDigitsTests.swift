import NgramReports
import Testing

@Suite struct DecimalDigitsTests {
    private static let values: [Int64] = [0, 7, 10, 999, 1000, 123_456, 1_234_567, -1, -1000, .max, .min]

    @Test(arguments: values) func `digits are those of the standard library`(value: Int64) {
        var buffer = Array("x".utf8)
        DecimalDigits.append(value, to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == "x\(value)")
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (-999, "-999"), (123_456_789, "123,456,789"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ]) func `digits are grouped by three from the right`(value: Int64, expected: String) {
        #expect(DecimalDigits.grouped(value) == expected)
    }
}
