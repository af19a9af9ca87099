#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A name in a folder.
package struct DirectoryEntry: Equatable, Sendable {
    /// What has the name.
    package enum Kind: Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A symbolic link, or something else.
        case other
    }

    /// The name, without slashes.
    package let name: String

    /// What has the name.
    package let kind: Kind
}

/// Reading folders.
package enum DirectoryListing {
    /// The names in a folder but `.` and `..`, in the order of their bytes.
    package static func entries(of path: String) throws(SystemFailure) -> [DirectoryEntry] {
        guard let folder = opendir(path) else { throw SystemFailure(code: errno) }
        defer { closedir(folder) }
        var entries: [DirectoryEntry] = []
        while true {
            // The end and a failure both return nil; only a failure sets errno (readdir(3)).
            errno = 0
            guard let entry = readdir(folder) else {
                let code = errno
                guard code == 0 else { throw SystemFailure(code: code) }
                break
            }
            let name = name(of: entry)
            guard name != ".", name != ".." else { continue }
            let kind: DirectoryEntry.Kind =
                switch Int32(entry.pointee.d_type) {
                case Int32(DT_REG): .file
                case Int32(DT_DIR): .folder
                case Int32(DT_UNKNOWN): kind(of: "\(path)/\(name)")
                default: .other
                }
            entries.append(DirectoryEntry(name: name, kind: kind))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Reads the name where it lies, up to the zero byte that ends it: an entry may be shorter than its declared type,
    /// so it must not be copied.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
        return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
    }

    /// What has a name, where the file system does not record it in the folder.
    private static func kind(of path: String) -> DirectoryEntry.Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The folder that relative paths begin at.
    package static func current() throws(SystemFailure) -> String {
        guard let path = getcwd(nil, 0) else { throw SystemFailure(code: errno) }
        defer { free(path) }
        return String(cString: path)
    }

    /// The path of a folder without `.`, `..` and symbolic links.
    package static func resolved(_ path: String) throws(SystemFailure) -> String {
        guard let resolved = realpath(path, nil) else { throw SystemFailure(code: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
