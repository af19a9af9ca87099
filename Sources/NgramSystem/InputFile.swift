#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension SystemFailure {
    /// Whether nothing has the path's name.
    package var isMissingFile: Bool { code == ENOENT }
}

/// What the system knows about a file without opening it.
package struct FileStatus: Equatable, Sendable {
    /// What a path leads to.
    package enum Kind: Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A pipe, a device, a socket.
        case other
    }

    /// What it is.
    package let kind: Kind

    /// The size in bytes.
    package let size: Int64

    /// The modification time in nanoseconds since 1970.
    package let modified: Int64

    /// The status of what a path leads to; symbolic links are followed.
    package init(path: String) throws(SystemFailure) {
        var status = stat()
        _ = try SystemFailure.check { Int(stat(path, &status)) }
        self.init(status)
    }

    fileprivate init(descriptor: CInt) throws(SystemFailure) {
        var status = stat()
        _ = try SystemFailure.check { Int(fstat(descriptor, &status)) }
        self.init(status)
    }

    private init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        size = Int64(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// A file that is open for reading. Closed with the last reference. Not thread-safe.
package final class InputFile {
    private let descriptor: CInt

    /// Opens a file for reading. Does not wait for the writer of a named pipe.
    package init(path: String) throws(SystemFailure) {
        descriptor = CInt(try SystemFailure.check { Int(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) })
    }

    deinit {
        close(descriptor)
    }

    /// The status of the open file, whatever its name stands for by now.
    package func status() throws(SystemFailure) -> FileStatus {
        try FileStatus(descriptor: descriptor)
    }

    /// Reads forward. Returns the number of bytes, 0 only at the end of the file.
    package func read(into memory: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
        // Bounds: the system writes at most `count` bytes.
        try SystemFailure.check { systemRead(descriptor, memory.baseAddress, memory.count) }
    }

    /// Up to `count` bytes at an offset, fewer only at the end of the file. Leaves the position of `read(into:)` alone.
    package func bytes(at offset: Int64, count: Int) throws(SystemFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = try SystemFailure.check {
                // Bounds: `have` is less than the count of the array, whose memory therefore has an address.
                bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress! + have, count - have, off_t(offset) + off_t(have))
                }
            }
            if got == 0 { break }
            have += got
        }
        bytes.removeLast(count - have)
        return bytes
    }

    /// Continues `read(into:)` at an offset.
    package func seek(to offset: Int64) throws(SystemFailure) {
        _ = try SystemFailure.check { Int(lseek(descriptor, off_t(offset), SEEK_SET)) }
    }
}

/// The system's `read`, which a method of the same name would hide.
private func systemRead(_ descriptor: CInt, _ memory: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, memory, count)
}
