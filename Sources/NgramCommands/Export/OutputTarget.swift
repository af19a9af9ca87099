import Foundation

/// A file in the making. Until `commit` nothing is to be seen under its name, and what was there before stays.
///
/// Where the system can (Linux), the file has no name at all until it is complete, so that not even a killed process
/// leaves anything behind. Else it has a hidden one beside the target, made so that it never opens what is there
/// already, which is removed unless the process is killed. The target itself is only ever replaced by renaming: a
/// symbolic link is replaced, not followed. What is not a regular file, as `/dev/null` or a pipe, is simply written to,
/// and so is a link to such, as `/dev/stdout`.
final class OutputTarget {
    /// To write to.
    let descriptor: Int32

    private let path: String
    /// The name it has until it is renamed, nil while it has none or needs none.
    private var temporaryPath: String?
    private let isDirect: Bool
    private var isClosed = false

    init(path: String) throws {
        self.path = path
        var status = stat()
        let exists = lstat(path, &status) == 0
        let kind = status.st_mode & S_IFMT
        if exists, OutputTarget.isDevice(path, kind) {
            isDirect = true
            // Appending is for /dev/stdout where that is a file that others write to as well.
            descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard descriptor >= 0 else { throw OutputFailure(name: path, code: errno) }
            return
        }
        isDirect = false
        let opened = OutputTarget.openUnnamed(beside: path)
        if opened >= 0 {
            descriptor = opened
        } else {
            let name = OutputTarget.temporaryName(for: path)
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw OutputFailure(name: path, code: errno) }
            temporaryPath = name
        }
        // A report that only its owner could read stays so.
        if exists, kind == S_IFREG { _ = fchmod(descriptor, status.st_mode & 0o777) }
    }

    deinit {
        if !isClosed { close(descriptor) }
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Makes the file appear under its name, on the disk as a whole. Nothing may be written to it afterwards.
    func commit() throws {
        guard !isDirect else { return try endWriting() }
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw OutputFailure(name: path, code: errno) }
        }
        if temporaryPath == nil { try giveName() }
        try endWriting()
        guard let temporaryPath, rename(temporaryPath, path) == 0 else {
            throw OutputFailure(name: path, code: errno)
        }
        self.temporaryPath = nil
    }

    /// Closes the file: of some file systems, those of networks above all, only that says what became of the bytes.
    private func endWriting() throws {
        isClosed = true
        try DescriptorWriting.close(descriptor, name: path)
    }

    /// A file without a name cannot replace another, so it gets one for the moment before it is renamed.
    private func giveName() throws {
        let name = OutputTarget.temporaryName(for: path)
        #if os(Linux)
            let source = "/proc/self/fd/\(descriptor)"
            guard linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
                throw OutputFailure(name: path, code: errno)
            }
        #endif
        temporaryPath = name
    }

    /// Whether a path is something to write to rather than a file to replace. Links into `/proc` and `/dev` stand for
    /// what a process has open, whatever kind that is.
    private static func isDevice(_ path: String, _ kind: mode_t) -> Bool {
        guard kind == S_IFLNK else { return kind != S_IFREG }
        var target = stat()
        if stat(path, &target) == 0, ![S_IFREG, S_IFDIR].contains(target.st_mode & S_IFMT) { return true }
        let places = ["/dev/", "/proc/"]
        let destination = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? ""
        return places.contains { path.hasPrefix($0) || destination.hasPrefix($0) }
    }

    private static func openUnnamed(beside path: String) -> Int32 {
        #if os(Linux)
            // O_TMPFILE with O_DIRECTORY's bits, which Swift does not import as it is a composed macro.
            let unnamed: Int32 = 0o20000000 | O_DIRECTORY
            let descriptor = open(folder(of: path), O_WRONLY | unnamed | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { return -1 }
            // Without /proc it could never be given a name.
            guard access("/proc/self/fd/\(descriptor)", F_OK) == 0 else {
                close(descriptor)
                return -1
            }
            return descriptor
        #else
            return -1
        #endif
    }

    private static func temporaryName(for path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return "\(folder(of: path))/.\(name.prefix(100)).\(UUID().uuidString.prefix(8)).partial"
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
