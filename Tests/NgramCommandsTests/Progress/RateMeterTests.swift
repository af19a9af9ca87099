import Testing

@testable import NgramCommands

@Suite struct RateMeterTests {
    @Test func `says nothing before it has seen a second`() {
        var meter = RateMeter(at: .seconds(5))
        meter.add(bytes: 100, rows: 10, at: .milliseconds(5900))
        #expect(meter.rate(at: .milliseconds(5900)) == nil)
        #expect(meter.rate(at: .seconds(6)) == .init(bytes: 100, rows: 10))
    }

    @Test func `a steady flow has its own rate, however long it lasts and however it is cut`() {
        var meter = RateMeter(at: .zero)
        for step in 1...10_000 { meter.add(bytes: 20, rows: 2, at: .milliseconds(step * 100)) }
        #expect(meter.rate(at: .seconds(1000)) == .init(bytes: 200, rows: 20))
    }

    @Test func `what is long ago is forgotten`() {
        var meter = RateMeter(at: .zero)
        meter.add(bytes: 1_000_000_000, rows: 1_000_000, at: .seconds(1))
        for second in 2...60 { meter.add(bytes: 10, rows: 1, at: .seconds(second)) }
        #expect(meter.rate(at: .seconds(60)) == .init(bytes: 10, rows: 1))
    }

    @Test func `the rate falls while nothing comes`() {
        var meter = RateMeter(at: .zero)
        meter.add(bytes: 100, rows: 10, at: .seconds(1))
        #expect(meter.rate(at: .seconds(10)) == .init(bytes: 10, rows: 1))
    }

    @Test(arguments: [(100, 10, Duration.seconds(10)), (0, 0, .zero), (5, 0, nil), (.max, 1, nil)])
    func `time left is what remains over the rate`(bytes: Int64, rate: Double, expected: Duration?) {
        #expect(RateMeter.Rate(bytes: rate, rows: 0).timeLeft(bytes: bytes) == expected)
    }
}
