import Dispatch
import NgramSystem
import Synchronization
import Testing

@Suite("Work on other threads")
struct OrderedWorkTests {
    private struct Failure: Error, Equatable {
        var input: Int
    }

    @Test("gives outputs in the order of inputs, whichever is done first", arguments: [1, 2, 5])
    func order(limit: Int) throws {
        // Of each two inputs that are on their way together, the first waits for the second.
        let gates = (0..<20).map { _ in DispatchSemaphore(value: 0) }
        let work = OrderedWork<Int, Int>(limit: limit) { input in
            if limit > 1, input.isMultiple(of: 2) { gates[input + 1].wait() }
            gates[input].signal()
            return input * 10
        }
        var found: [Int] = []
        for input in gates.indices {
            if work.isFull, let output = try work.next() { found.append(output) }
            work.begin(input)
            #expect(work.isFull == (input + 1 >= limit))
        }
        while let output = try work.next() { found.append(output) }
        #expect(found == gates.indices.map { $0 * 10 })
        #expect(try work.next() == nil)
    }

    @Test("throws a failure in the place of its output, and goes on with the others")
    func failure() throws {
        let work = OrderedWork<Int, Int>(limit: 4) { input in
            if input == 1 { throw Failure(input: input) }
            return input
        }
        for input in 0..<3 { work.begin(input) }
        #expect(try work.next() == 0)
        #expect(throws: Failure(input: 1)) { try work.next() }
        #expect(try work.next() == 2)
        #expect(try work.next() == nil)
    }

    @Test("uses several threads")
    func threads() throws {
        // Ends only if all inputs are worked on at the same time.
        let waiting = Mutex(0)
        let all = DispatchSemaphore(value: 0)
        let work = OrderedWork<Int, Int>(limit: 3) { input in
            let isLast = waiting.withLock { count in
                count += 1
                return count == 3
            }
            if isLast { for _ in 0..<3 { all.signal() } }
            all.wait()
            return input
        }
        for input in 0..<3 { work.begin(input) }
        for input in 0..<3 { #expect(try work.next() == input) }
    }
}
