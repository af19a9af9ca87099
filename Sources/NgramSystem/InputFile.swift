import Foundation

/// A file that is open for reading. It is closed with the last reference. Not thread-safe.
package final class InputFile {
    private let descriptor: CInt

    /// Opens a file for reading. Does not wait for the writer of a named pipe.
    package init(path: String) throws(SystemFailure) {
        descriptor = try SystemFailure.check { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    }

    deinit {
        close(descriptor)
    }

    /// The status of the open file, even if its name now leads to another file.
    package func status() throws(SystemFailure) -> FileStatus {
        try FileStatus(descriptor: descriptor)
    }

    /// Reads forward. Returns the number of bytes, 0 only at the end of the file.
    package func read(into memory: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
        // Bounds: the system writes at most `count` bytes.
        try SystemFailure.check { systemRead(descriptor, memory.baseAddress, memory.count) }
    }

    /// Up to `count` bytes at an offset, fewer only at the end of the file. Does not move the position of
    /// `read(into:)`.
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
        try SystemFailure.check { lseek(descriptor, off_t(offset), SEEK_SET) }
    }
}

/// The system's `read`, which a method of the same name would hide.
private func systemRead(_ descriptor: CInt, _ memory: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, memory, count)
}
