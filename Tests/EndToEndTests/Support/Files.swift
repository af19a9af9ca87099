import Foundation
import NgramTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads, writes and examines files by their paths.
enum Files {
    /// The bytes of a file.
    static func read(_ path: String) throws -> [UInt8] {
        try TestFolder.bytes(of: path)
    }

    /// Writes a file, and creates the folders above it.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try TestFolder.write(bytes, to: path)
    }

    static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// The number of line ends.
    static func lineCount(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            var count = 0
            var rest = bytes[...]
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let found = memchr(start, 10, rest.count)
            {
                count += 1
                rest = rest.dropFirst(UnsafeRawPointer(found) - start + 1)
            }
            return count
        }
    }

    /// The names in a folder, hidden ones included, in order.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// A file's size in bytes; 0 if there is no file.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The permission bits.
    static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
    }

    /// Sets the modification time, as `touch -d` does.
    static func touch(_ path: String, secondsSince1970: Int) {
        var times = [timespec(), timespec()]
        times[0].tv_sec = time_t(secondsSince1970)
        times[1].tv_sec = time_t(secondsSince1970)
        utimensat(AT_FDCWD, path, times, 0)
    }
}

/// Runs `body` with an empty folder, which is removed afterwards.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = try TestFolder()
    return try withExtendedLifetime(folder) { try body(folder.path) }
}
