import NgramPacking
import NgramSystem

/// The file of an archive, or what is at its address, read forward through one reused buffer. It records the size and
/// modification time that it had when it was opened.
final class ArchiveFile {
    var path: String { source.path }
    var identity: FileIdentity { source.identity }

    /// The offset in the file of the first byte of `pending`.
    private(set) var offset: Int64 = 0

    private let source: any ArchiveBytes
    private let buffer: UnsafeMutableRawBufferPointer
    private var consumed = 0
    private var filled = 0

    /// Opens a file, or begins to read what is at an address. The size of the buffer is an estimate for disks and
    /// networks: large enough that the cost of a system call is negligible compared with inflating the bytes that it reads.
    /// A smaller file gets a smaller one, because many small archives wait together for the commit that completes them.
    init(path: String, bufferBytes: Int = 256 << 10, web: WebLimits = WebLimits()) throws(ArchiveError) {
        source = WebAddress.isAddress(path) ? try WebFile(address: path, limits: web) : try DiskFile(path: path)
        buffer = .allocate(byteCount: Int(min(Int64(bufferBytes), max(4096, source.identity.size))), alignment: 64)
    }

    deinit {
        buffer.deallocate()
    }

    /// Bytes that have been read and not yet consumed.
    var pending: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[consumed..<filled])
    }

    /// Marks pending bytes as used.
    func consume(_ count: Int) {
        precondition(count <= filled - consumed, "consuming more bytes than are pending")
        consumed += count
        offset += Int64(count)
    }

    /// Reads more bytes if none are pending. False at the end of the file.
    func refill() throws(ArchiveError) -> Bool {
        guard consumed == filled else { return true }
        consumed = 0
        filled = 0
        filled = try source.read(into: buffer)
        return filled > 0
    }

    /// Consumes one byte.
    /// - Throws: `ArchiveError.truncated` at the end of the file.
    func nextByte() throws(ArchiveError) -> UInt8 {
        guard try refill() else { throw .truncated(path: path, compressedOffset: offset) }
        let byte = pending[0]
        consume(1)
        return byte
    }

    /// The CRC-32 of the last `InflateState.tailBytes` bytes before an offset, or of all if there are fewer.
    func tailChecksum(before offset: Int64) throws(ArchiveError) -> UInt32 {
        let start = max(0, offset - Int64(InflateState.tailBytes))
        let tail = try bytes(at: start, count: Int(offset - start))
        return tail.withUnsafeBytes { Checksum.update(0, with: $0) }
    }

    /// Reads up to `count` bytes at an offset, fewer only at the end of the file. Does not affect reading forward.
    func bytes(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8] {
        try source.bytes(at: offset, count: count)
    }

    /// Continues reading forward from an offset.
    func seek(to offset: Int64) throws(ArchiveError) {
        try source.seek(to: offset)
        consumed = 0
        filled = 0
        self.offset = offset
    }

    /// - Throws: `ArchiveError.changedWhileRead` when the file is no longer the one that was opened.
    func checkUnchanged() throws(ArchiveError) {
        try source.checkUnchanged()
    }
}

extension ArchiveError {
    /// Makes a system call for a file. A failure is thrown as `ArchiveError.unreadable` with the file's path.
    static func reading<Value>(
        _ path: String, _ call: () throws(SystemFailure) -> Value
    ) throws(ArchiveError) -> Value {
        do {
            return try call()
        } catch {
            throw .unreadable(path: path, reason: error.description)
        }
    }
}
