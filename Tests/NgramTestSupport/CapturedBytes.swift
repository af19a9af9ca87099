import Synchronization

/// Records the bytes that a sink passes on, in their original parts.
package final class CapturedBytes: Sendable {
    private let storage = Mutex<[[UInt8]]>([])

    package init() {}

    package var parts: [[UInt8]] { storage.withLock { $0 } }
    package var bytes: [UInt8] { Array(parts.joined()) }
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package func take(_ bytes: [UInt8]) { storage.withLock { $0.append(bytes) } }
}
