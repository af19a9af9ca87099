import Foundation

/// A regular file read forward through one reused buffer, that knows its size and modification time as of opening.
final class FileInput {
    let path: String
    let identity: FileIdentity

    /// The file's offset of the first byte of `pending`.
    private(set) var offset: Int64 = 0

    private let descriptor: CInt
    private let buffer: UnsafeMutableRawBufferPointer
    private var consumed = 0
    private var filled = 0

    /// Opens a file for reading. The size of the buffer is a guess that holds on disks and networks: large enough
    /// that a system call costs nothing beside inflating what it brings.
    init(path: String, bufferBytes: Int = 256 << 10) throws(ArchiveError) {
        self.path = path
        // Without O_NONBLOCK, opening a named pipe would wait for a writer before it could be refused.
        let descriptor = CInt(
            try FileInput.retrying(path) { Int(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) })
        do {
            identity = try FileIdentity(descriptor: descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        buffer = .allocate(byteCount: bufferBytes, alignment: 64)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Bytes that have been read and not consumed yet.
    var pending: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[consumed..<filled])
    }

    /// Marks pending bytes as used.
    func consume(_ count: Int) {
        precondition(count <= filled - consumed, "consuming more bytes than are pending")
        consumed += count
        offset += Int64(count)
    }

    /// Reads more once nothing is pending. False at the end of the file.
    func refill() throws(ArchiveError) -> Bool {
        guard consumed == filled else { return true }
        consumed = 0
        filled = 0
        let count = try FileInput.retrying(path) { read(descriptor, buffer.baseAddress, buffer.count) }
        filled = count
        return count > 0
    }

    /// Reads up to `count` bytes at an offset, fewer only at the end of the file. Leaves the forward reading alone.
    func bytes(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = try FileInput.retrying(path) {
                bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress! + have, count - have, off_t(offset) + have)
                }
            }
            if got == 0 { break }
            have += got
        }
        bytes.removeLast(count - have)
        return bytes
    }

    /// Continues forward reading from an offset.
    func seek(to offset: Int64) throws(ArchiveError) {
        _ = try FileInput.retrying(path) { Int(lseek(descriptor, off_t(offset), SEEK_SET)) }
        consumed = 0
        filled = 0
        self.offset = offset
    }

    /// - Throws: `ArchiveError.changedWhileRead` when the file is no longer the one that was opened.
    func checkUnchanged() throws(ArchiveError) {
        guard try FileIdentity(descriptor: descriptor, path: path) == identity else {
            throw .changedWhileRead(path: path)
        }
    }

    private static func retrying(_ path: String, _ call: () -> Int) throws(ArchiveError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        }
    }
}

/// What tells at a glance whether a file is still the same: its size and when it was last written.
package struct FileIdentity: Hashable, Sendable {
    /// The size in bytes.
    package let size: Int64

    /// The modification time in nanoseconds since 1970.
    package let modified: Int64

    /// A file of the given size and modification time.
    package init(size: Int64, modified: Int64) {
        self.size = size
        self.modified = modified
    }

    /// The identity of the regular file at a path.
    /// - Throws: `ArchiveError.unreadable` when there is none, or the system does not tell.
    package init(path: String) throws(ArchiveError) {
        var status = stat()
        try self.init(stat(path, &status), status, path)
    }

    init(descriptor: CInt, path: String) throws(ArchiveError) {
        var status = stat()
        try self.init(fstat(descriptor, &status), status, path)
    }

    private init(_ result: CInt, _ status: stat, _ path: String) throws(ArchiveError) {
        guard result == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
        size = Int64(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
