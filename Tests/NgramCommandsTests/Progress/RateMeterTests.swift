import Testing

@testable import NgramCommands

@Suite struct RateMeterTests {
    @Test func `there is no rate in the first second`() {
        var meter = RateMeter(at: .seconds(5))
        meter.add(bytes: 100, rows: 10, at: .milliseconds(5900))
        #expect(meter.rate(at: .milliseconds(5900)) == nil)
        #expect(meter.rate(at: .seconds(6)) == .init(bytes: 100, rows: 10))
    }

    @Test func `steady progress has a constant rate, even over a long time`() {
        var meter = RateMeter(at: .zero)
        for step in 1...10_000 { meter.add(bytes: 20, rows: 2, at: .milliseconds(step * 100)) }
        #expect(meter.rate(at: .seconds(1000)) == .init(bytes: 200, rows: 20))
    }

    @Test func `the rate depends only on recent progress`() {
        var meter = RateMeter(at: .zero)
        meter.add(bytes: 1_000_000_000, rows: 1_000_000, at: .seconds(1))
        for second in 2...60 { meter.add(bytes: 10, rows: 1, at: .seconds(second)) }
        #expect(meter.rate(at: .seconds(60)) == .init(bytes: 10, rows: 1))
    }

    @Test func `the rate falls while there is no progress`() {
        var meter = RateMeter(at: .zero)
        meter.add(bytes: 100, rows: 10, at: .seconds(1))
        #expect(meter.rate(at: .seconds(10)) == .init(bytes: 10, rows: 1))
    }

    @Test(arguments: [(100, 10, Duration.seconds(10)), (0, 0, .zero), (5, 0, nil), (.max, 1, nil)])
    func `the time left is the remaining size divided by the rate`(bytes: Int64, rate: Double, expected: Duration?) {
        #expect(RateMeter.Rate(bytes: rate, rows: 0).timeLeft(bytes: bytes) == expected)
    }
}
