import Foundation
import NgramSystem
import Synchronization
import Testing

@Suite("Termination signals", .serialized, .timeLimit(.minutes(30)))
struct TerminationSignalsTests {
    @Test("are never lost, whatever thread they arrive on")
    func everySignalIsReceived() throws {
        for round in 0..<2000 {
            let number = [SIGINT, SIGTERM, SIGHUP][round % 3]
            let arrived = DispatchSemaphore(value: 0)
            let signals = TerminationSignals { arrived.signal() }
            kill(getpid(), number)
            let result = arrived.wait(timeout: .now() + 10)
            let received = signals.received
            signals.stop()
            try #require(result == .success && received == number, "round \(round): \(String(describing: received))")
        }
    }

    @Test("request an end again and again until it has come, if that is asked for")
    func repeated() {
        let arrived = DispatchSemaphore(value: 0)
        let signals = TerminationSignals(repeating: true) { arrived.signal() }
        kill(getpid(), SIGTERM)
        for _ in 0..<3 { #expect(arrived.wait(timeout: .now() + 10) == .success) }
        signals.stop()
    }
}
