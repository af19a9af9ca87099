import Foundation

/// A file in the making. Until `commit` nothing is to be seen under its name, and what was there before stays.
///
/// Where the system can (Linux), the file has no name at all until it is complete, so that not even a killed process
/// leaves anything behind; one that replaces another has a hidden name beside it between two system calls. Else it has
/// that name from the beginning, made so that it never opens what is there already. What a process that was killed left
/// under such a name, the next that makes the same file removes. The target itself is only ever replaced by renaming: a
/// symbolic link is replaced, not followed. What is not a regular file, as `/dev/null` or a pipe, is simply written to,
/// and so is one's own link to such, and what stands for a descriptor of this process, as `/dev/stdout`.
package final class OutputTarget {
    /// To write to.
    package let descriptor: Int32

    private let path: String
    /// The name it has until it is renamed, nil while it has none or needs none.
    private var temporaryPath: String?
    private let isDirect: Bool

    package init(path: String) throws {
        self.path = path
        var status = stat()
        let exists = lstat(path, &status) == 0
        let kind = status.st_mode & S_IFMT
        if exists, let descriptor = try OutputTarget.openDirectly(path, status) {
            isDirect = true
            self.descriptor = descriptor
            return
        }
        isDirect = false
        OutputTarget.removeAbandoned(beside: path)
        // Until it is known who may read it, nobody else can open it.
        let mode: mode_t = exists && kind == S_IFREG ? 0o600 : 0o666
        let opened = OutputTarget.openUnnamed(beside: path, mode)
        if opened >= 0 {
            descriptor = opened
        } else {
            let name = OutputTarget.temporaryName(for: path)
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            guard descriptor >= 0 else { throw OutputFailure(name: path, code: errno) }
            temporaryPath = name
        }
        // For as long as the process lives, which tells others that the file is not abandoned.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        if exists, kind == S_IFREG { takeOverPermissions(of: status) }
    }

    /// A report that only some could read stays so. The permissions of somebody else's file only ever take away from
    /// what this process gives a new one.
    private func takeOverPermissions(of old: stat) {
        var new = stat()
        guard fstat(descriptor, &new) == 0 else { return }
        let isOwn = old.st_uid == geteuid()
        var mode = old.st_mode & 0o777
        if !isOwn { mode &= OutputTarget.usualMode }
        // What the old group was allowed is nothing for another one.
        if old.st_gid != new.st_gid, !(isOwn && fchown(descriptor, uid_t.max, old.st_gid) == 0) {
            mode &= ~0o070 | (mode & 0o007) << 3
        }
        _ = fchmod(descriptor, mode)
    }

    /// The permissions of a new file.
    private static var usualMode: mode_t {
        let mask = umask(0o077)
        umask(mask)
        return 0o666 & ~mask
    }

    deinit {
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Makes the file appear under its name, on the disk as a whole. Nothing may be written to it afterwards.
    package func commit() throws {
        guard !isDirect else { return try endWriting() }
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw OutputFailure(name: path, code: errno) }
        }
        try endWriting()
        if temporaryPath == nil, try giveName() { return try syncFolder() }
        guard let temporaryPath, rename(temporaryPath, path) == 0 else {
            throw OutputFailure(name: path, code: errno)
        }
        self.temporaryPath = nil
        try syncFolder()
    }

    /// Asks what became of the bytes: some file systems, those of networks above all, say so only at a close. It is a
    /// copy of the descriptor that is closed, because the file itself stays locked until it has its name.
    private func endWriting() throws {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw OutputFailure(name: path, code: errno) }
        try DescriptorWriting.close(copy, name: path)
    }

    /// Gives a file without a name its own. One that is taken it cannot take over, so then it gets another for the
    /// moment before it is renamed.
    ///
    /// - Returns: whether it has its own.
    private func giveName() throws -> Bool {
        #if os(Linux)
            let source = "/proc/self/fd/\(descriptor)"
            if linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return true }
            guard errno == EEXIST else { throw OutputFailure(name: path, code: errno) }
            let name = OutputTarget.temporaryName(for: path)
            guard linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
                throw OutputFailure(name: path, code: errno)
            }
            temporaryPath = name
        #endif
        return false
    }

    /// Makes the name as durable as the file, where the folder may be opened and its file system can.
    private func syncFolder() throws {
        let folder = open(OutputTarget.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        defer { close(folder) }
        while fsync(folder) != 0 {
            if [EINVAL, EROFS, ENOTSUP].contains(errno) { return }
            guard errno == EINTR else { throw OutputFailure(name: path, code: errno) }
        }
    }

    /// Removes what killed processes left of the same file: what has a name of `temporaryName` and nobody holds.
    private static func removeAbandoned(beside path: String) {
        let (start, end) = temporaryNameParts(of: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: path))) ?? []
        for name in names where name.hasPrefix(start) && name.hasSuffix(end) {
            guard name.utf8.count == start.utf8.count + 8 + end.utf8.count else { continue }
            let abandoned = "\(folder(of: path))/\(name)"
            let descriptor = open(abandoned, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(abandoned) }
            close(descriptor)
        }
    }

    /// Opens what is to be written to rather than replaced; nil where that is not so.
    private static func openDirectly(_ path: String, _ status: stat) throws(OutputFailure) -> Int32? {
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isDescriptor(path, status) {
            // Appending is for /dev/stdout where that is a file that others write to as well.
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard descriptor >= 0 else { throw OutputFailure(name: path, code: errno) }
            return descriptor
        }
        if isLink {
            // Somebody else's is one that was planted; it is replaced as well as a link to a file is.
            guard status.st_uid == geteuid() || status.st_uid == 0 else { return nil }
            var target = stat()
            guard stat(path, &target) == 0, ![S_IFREG, S_IFDIR].contains(target.st_mode & S_IFMT) else { return nil }
        } else if status.st_mode & S_IFMT == S_IFREG {
            return nil
        }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | (isLink ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw OutputFailure(name: path, code: errno) }
        // It may have been exchanged for a file meanwhile.
        var opened = stat()
        guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT != S_IFREG else {
            close(descriptor)
            throw OutputFailure(name: path, code: EEXIST)
        }
        return descriptor
    }

    /// Whether a path, or one's own link, names one of this process's descriptors, whatever kind that is. Exactly: a link
    /// to any other place below `/dev` or `/proc` may lead to any file.
    private static func isDescriptor(_ path: String, _ status: stat) -> Bool {
        if namesDescriptor(path) { return true }
        guard status.st_mode & S_IFMT == S_IFLNK, status.st_uid == geteuid() || status.st_uid == 0 else { return false }
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: path)).map(namesDescriptor) ?? false
    }

    private static func namesDescriptor(_ path: String) -> Bool {
        if ["/dev/stdout", "/dev/stderr"].contains(path) { return true }
        return ["/dev/fd/", "/proc/self/fd/"].contains { folder in
            path.hasPrefix(folder) && path.utf8.dropFirst(folder.utf8.count).allSatisfy { 0x30...0x39 ~= $0 }
                && path.utf8.count > folder.utf8.count
        }
    }

    private static func openUnnamed(beside path: String, _ mode: mode_t) -> Int32 {
        #if os(Linux)
            // O_TMPFILE with O_DIRECTORY's bits, which Swift does not import as it is a composed macro.
            let unnamed: Int32 = 0o20000000 | O_DIRECTORY
            let descriptor = open(folder(of: path), O_WRONLY | unnamed | O_CLOEXEC, mode)
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
        let (start, end) = temporaryNameParts(of: path)
        return "\(folder(of: path))/\(start)\(UUID().uuidString.prefix(8))\(end)"
    }

    /// What stands before and behind the eight letters that tell one such name from another.
    private static func temporaryNameParts(of path: String) -> (start: String, end: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return (".\(name.prefix(100)).", ".partial")
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
