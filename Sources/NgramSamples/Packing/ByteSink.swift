/// Where packed bytes go.
public protocol ByteSink: AnyObject {
    /// Adds bytes at the end.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Replaces bytes written before, for records whose numbers are known only later.
    func overwrite(at offset: UInt64, with bytes: [UInt8]) throws
}

extension ByteSink {
    /// Adds bytes at the end.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

/// Keeps everything in memory, for tests.
public final class MemorySink: ByteSink {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty sink.
    public init() {}

    /// Adds bytes at the end.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes.append(contentsOf: bytes)
    }

    /// Replaces bytes written before.
    public func overwrite(at offset: UInt64, with bytes: [UInt8]) throws {
        let start = Int(offset)
        self.bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
}
