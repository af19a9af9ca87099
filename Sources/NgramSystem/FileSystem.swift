import Foundation

/// A name in a folder.
package struct DirectoryEntry: Equatable, Sendable {
    /// The kind of thing that has the name.
    package enum Kind: Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A symbolic link, or something else.
        case other
    }

    /// The name, without slashes. Bytes that are not UTF-8 are U+FFFD.
    package let name: String

    /// The kind of thing that has the name.
    package let kind: Kind
}

/// Queries of the file system.
package enum FileSystem {
    /// The entries of a folder except `.` and `..`, in the byte order of their names.
    package static func entries(in folder: String) throws(SystemFailure) -> [DirectoryEntry] {
        let stream = try SystemFailure.checkResult { opendir(folder) }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while let entry = try SystemFailure.checkNext({ readdir(stream) }) {
            let name = name(of: entry)
            guard name != ".", name != ".." else { continue }
            let kind: DirectoryEntry.Kind =
                switch Int32(entry.pointee.d_type) {
                case Int32(DT_REG): .file
                case Int32(DT_DIR): .folder
                case Int32(DT_UNKNOWN): kind(of: folder.appendingPathPart(name))
                default: .other
                }
            entries.append(DirectoryEntry(name: name, kind: kind))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Reads the name in place, up to the zero byte that ends it. An entry may be shorter than its declared type, so it
    /// must not be copied.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
    }

    /// Looks up the kind where the file system does not record it in the folder.
    private static func kind(of path: String) -> DirectoryEntry.Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The process's current folder, where relative paths begin.
    package static func currentFolder() throws(SystemFailure) -> String {
        let path = try SystemFailure.checkResult { getcwd(nil, 0) }
        defer { free(path) }
        return String(cString: path)
    }

    /// The target of a symbolic link, as it is written in the link.
    package static func linkTarget(_ path: String) throws(SystemFailure) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let room = buffer.count
        let count = try SystemFailure.check {
            buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, room) }
        }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// The absolute path of the same file without symbolic links, `.` and `..`.
    ///
    /// - Parameter lastMayBeMissing: Whether the last component may name nothing. It then stays as it is.
    package static func realPath(
        _ path: String, lastMayBeMissing: Bool = false
    ) throws(SystemFailure) -> String {
        do throws(SystemFailure) {
            let found = try SystemFailure.checkResult { realpath(path, nil) }
            defer { free(found) }
            return String(cString: found)
        } catch {
            guard lastMayBeMissing else { throw error }
            return try realPath(path.parentFolder).appendingPathPart(path.lastPathPart)
        }
    }

    /// Makes a file's name as durable as its contents, if the folder can be opened and its file system supports it.
    package static func syncFolder(of path: String) throws(SystemFailure) {
        let folder = open(path.parentFolder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        defer { close(folder) }
        do throws(SystemFailure) {
            try SystemFailure.check { fsync(folder) }
        } catch {
            guard [EINVAL, EROFS, ENOTSUP].contains(error.code) else { throw error }
        }
    }

    /// Whether two paths name one file, existing or not: the same node, or the same name in the same folder.
    package static func isSameFile(_ first: String, _ second: String) -> Bool {
        if let node = node(of: first) { return node == Self.node(of: second) }
        guard let folder = node(of: first.parentFolder), folder == node(of: second.parentFolder) else { return false }
        return first.lastPathPart.hasSameBytes(as: second.lastPathPart)
    }

    private static func node(of path: String) -> FileStatus.Node? {
        (try? FileStatus(path: path))?.node
    }
}
