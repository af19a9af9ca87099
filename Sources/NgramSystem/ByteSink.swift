/// Buffers bytes for a file descriptor or another drain, so that not every row costs a system call.
///
/// A sink belongs to one task at a time. It neither owns nor closes the descriptor. The caller must call ``flush()`` at
/// the end: deinitialization drops the bytes in the buffer, because it could not report an error.
package final class ByteSink {
    /// The size in bytes at which the buffer is passed on: the capacity of a pipe on Linux. Twice the size was no
    /// faster.
    package static let capacity = 1 << 16

    private var buffer: [UInt8] = []
    /// The size at which the buffer is passed on.
    private let limit: Int
    private let drain: (inout [UInt8]) throws -> Void

    /// A sink that passes its bytes to a function, in order, each byte once. The function may keep the array and leave
    /// another one, whose contents are ignored.
    package init(exchanging drain: @escaping (inout [UInt8]) throws -> Void) {
        self.drain = drain
        limit = Self.capacity
        buffer.reserveCapacity(Self.capacity + Self.capacity / 8)
    }

    /// A sink that passes its bytes to a function, in order, each byte once.
    package convenience init(drain: @escaping ([UInt8]) throws -> Void) {
        self.init(exchanging: { try drain($0) })
    }

    /// A sink that writes to a file descriptor.
    ///
    /// - Parameter name: The name of the output in error messages, for instance `standard output` or a file's path.
    package convenience init(descriptor: Int32, name: String) {
        self.init(exchanging: { try DescriptorWriting.writeAll($0, to: descriptor, name: name) })
    }

    /// A sink that keeps all bytes until `flush`.
    package init(collecting drain: @escaping (inout [UInt8]) -> Void) {
        self.drain = drain
        limit = .max
    }

    /// A sink that writes to standard output.
    package static var standardOutput: ByteSink { ByteSink(descriptor: 1, name: "standard output") }

    /// Adds bytes by letting a function append to the sink's buffer, and passes them on once there are enough. The
    /// buffer grows by all that the function appends; for data of unlimited size use ``append(contentsOf:)``.
    ///
    /// - Throws: The errors of the function, or ``ClosedPipe`` or ``OutputFailure`` from the drain.
    package func append(_ body: (inout [UInt8]) throws -> Void) throws {
        try body(&buffer)
        if buffer.count >= limit { try flush() }
    }

    /// Adds all bytes of an array, and leaves an empty one, which may have the memory of another.
    package func append(exchanging bytes: inout [UInt8]) throws {
        try flush()
        defer { bytes.removeAll(keepingCapacity: true) }
        if !bytes.isEmpty { try drain(&bytes) }
    }

    /// Adds any number of bytes without letting the buffer grow beyond its capacity.
    ///
    /// - Throws: ``ClosedPipe`` or ``OutputFailure`` from the drain.
    package func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Never empty: a full buffer has been passed on.
            let part = rest.prefix(limit - buffer.count)
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if buffer.count >= limit { try flush() }
        }
    }

    /// Passes on all bytes in the buffer.
    package func flush() throws {
        guard !buffer.isEmpty else { return }
        // Also after a failure: bytes that may have been partly written must not be written again.
        defer { buffer.removeAll(keepingCapacity: true) }
        try drain(&buffer)
    }
}
