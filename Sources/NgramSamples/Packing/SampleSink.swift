/// A destination for the bytes of a file.
public protocol SampleSink: AnyObject {
    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Replaces bytes that were already written, such as a header whose sizes become known only later.
    func overwrite(at offset: UInt64, with bytes: [UInt8]) throws
}

extension SampleSink {
    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

/// Keeps all bytes in memory, for tests.
public final class MemorySink: SampleSink {
    /// The bytes written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty sink.
    public init() {}

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes.append(contentsOf: bytes)
    }

    /// Replaces bytes that were already written. The range must lie within `bytes`.
    public func overwrite(at offset: UInt64, with bytes: [UInt8]) throws {
        let start = Int(offset)
        self.bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
}
