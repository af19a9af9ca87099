import Foundation

/// A file of a file system, whatever its names: two paths with the same node are one file.
package struct FileNode: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t

    /// The file at a path, where symbolic links lead; nil when there is none or the system does not say.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file that a status describes.
    package init(_ status: stat) {
        (device, number) = (status.st_dev, status.st_ino)
    }
}

/// Questions to the file system.
package enum FileSystem {
    /// The names in a folder, without `.` and `..`, in no order. Bytes that are not UTF-8 become U+FFFD.
    package static func names(in folder: String) throws(SystemFailure) -> [String] {
        let stream = opendir(folder)
        let code = errno
        guard let stream else { throw SystemFailure(code: code) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // `readdir` returns nil at the end too, and sets errno only when it fails.
            errno = 0
            let entry = readdir(stream)
            let code = errno
            guard let entry else {
                guard code == 0 else { throw SystemFailure(code: code) }
                return names
            }
            let name = Self.name(of: entry)
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Reads the name where it lies: an entry may be shorter than its declared type, so it must not be copied.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
    }

    /// Where a symbolic link leads, as it is written in the link.
    package static func linkTarget(_ path: String) throws(SystemFailure) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let room = buffer.count
        let count = try SystemFailure.check {
            buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, room) }
        }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// The path without symbolic links, `.` and `..`. A last component that does not exist stays as it is.
    package static func realPath(_ path: String) -> String? {
        if let found = systemRealPath(path) { return found }
        return systemRealPath(path.parentFolder)?.appendingPathPart(path.lastPathPart)
    }

    private static func systemRealPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// Whether two paths name one file, existing or not: the same node, or the same name in the same folder.
    package static func isSameFile(_ first: String, _ second: String) -> Bool {
        if let node = FileNode(path: first) { return node == FileNode(path: second) }
        guard let folder = FileNode(path: first.parentFolder), folder == FileNode(path: second.parentFolder) else {
            return false
        }
        return first.lastPathPart.hasSameBytes(as: second.lastPathPart)
    }
}
