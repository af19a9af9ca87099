import Dispatch
import Testing

@testable import NgramServer

@Suite("Parts of a question")
struct QuestionPartsTests {
    private struct Failure: Error, Equatable {
        var part: Int
    }

    /// Runs parts on this thread and on others, as the pool of readers does.
    private func answer<Value>(_ parts: QuestionParts<Int, Value>, helpers: Int) throws -> [Value] {
        for helper in 1..<(1 + helpers) {
            DispatchQueue.global().async {
                guard parts.begin() else { return }
                defer { parts.end() }
                try? parts.answer(with: helper)
            }
        }
        try? parts.answer(with: 0)
        return try parts.wait()
    }

    @Test("are all answered once, in order, whoever answers them", arguments: [0, 1, 3])
    func order(helpers: Int) throws {
        for count in [0, 1, 2, 100] {
            let parts = QuestionParts<Int, Int>(count) { part, _ in part * part }
            let answers = try answer(parts, helpers: helpers)
            #expect(answers == (0..<count).map { $0 * $0 })
            #expect(!parts.begin(), "another thread could still begin")
        }
    }

    @Test("are shared by two threads")
    func sharing() throws {
        // Each of two parts waits until the other one has begun.
        let gates = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let parts = QuestionParts<Int, Int>(2) { part, reader in
            (part == 0 ? gates.1 : gates.0).signal()
            (part == 0 ? gates.0 : gates.1).wait()
            return reader
        }
        #expect(try answer(parts, helpers: 1).sorted() == [0, 1])
    }

    @Test("end with the first failure, after which no part begins", arguments: [0, 3])
    func failure(helpers: Int) {
        let parts = QuestionParts<Int, Int>(10_000) { part, _ in
            if part == 5 { throw Failure(part: part) }
            return part
        }
        let failure = #expect(throws: Failure.self) { _ = try answer(parts, helpers: helpers) }
        #expect(failure == Failure(part: 5))
        #expect(!parts.begin())
    }
}
