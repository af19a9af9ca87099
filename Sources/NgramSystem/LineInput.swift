import Foundation

/// Lines of a file descriptor as they arrive. Each line is returned without waiting for the next one.
package struct LineInput {
    /// Why no further line can be read.
    package enum Failure: Error, Equatable {
        /// The system cannot read the descriptor.
        case unreadable(reason: String)
        /// A line is longer than the limit.
        case tooLong(line: Int, limit: Int)
    }

    /// The number of the line that was returned last, from 1; 0 before the first.
    package private(set) var number = 0

    private let descriptor: Int32
    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Reads from a descriptor, which stays open.
    ///
    /// - Parameter limit: The length of the longest line that is accepted, in bytes.
    package init(descriptor: Int32, limit: Int = 16 << 20) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// Whether the next call of `next()` returns without reading from the descriptor.
    package var hasLine: Bool { isAtEnd || buffer[start...].contains(UInt8(ascii: "\n")) }

    /// The next line without its line feed; nil at the end. A last line without a line feed is a line.
    /// - Throws: `Failure`.
    package mutating func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                number += 1
                return Array(buffer[start..<end])
            }
            guard buffer.count - start <= limit else { throw Failure.tooLong(line: number + 1, limit: limit) }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                number += 1
                return Array(buffer[start...])
            }
            buffer.removeSubrange(..<start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func fill() throws {
        try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { memory in
            do throws(SystemFailure) {
                let count = try SystemFailure.check { read(descriptor, memory.baseAddress, memory.count) }
                isAtEnd = count == 0
                buffer += memory[..<count]
            } catch {
                throw Failure.unreadable(reason: error.description)
            }
        }
    }
}
