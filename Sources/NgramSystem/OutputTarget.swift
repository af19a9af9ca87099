import Foundation

/// A file that appears under its name complete or not at all. Until ``commit()``, the name leads to the old file, or to
/// none.
///
/// On Linux, where the file system supports it, the file has no name until it is complete, so even a killed process
/// leaves nothing in the folder. A file that replaces another has a hidden name in the same folder only between two
/// system calls. On other systems, the file has a hidden name from the beginning, and is created exclusively, so that
/// an existing file is never opened. The next process that writes the same file removes hidden files that killed
/// processes left. A library that opens files by name needs such a name on every system.
///
/// A target is only replaced by renaming. Links are treated as follows:
///
/// - A symbolic link that belongs to this user or to root is followed, as a shell does: the file that it leads to is
///   replaced.
/// - A symbolic link of any other user may be an attack, so it is replaced, not followed. So is every hard link.
/// - Anything other than a regular file, such as `/dev/null` or a pipe, is written to directly, even through a link of
///   this user. So are the names of this process's descriptors, such as `/dev/stdout`.
package final class OutputTarget {
    /// The descriptor to write to.
    package let descriptor: Int32

    /// The path as the user typed it, for messages.
    private let name: String
    /// The path that is replaced, after following links.
    private let path: String
    /// The temporary path of the file until it is renamed; nil while it has none or needs none.
    private var temporaryPath: String?
    private let isDirect: Bool
    /// The file that is replaced; nil if there is none.
    private var replaced: stat?

    /// The path of the unfinished file, for a library that opens it itself. Nil if the file has no name, or if the
    /// output is written to directly.
    package var unfinishedPath: String? { temporaryPath }

    /// Opens a file for writing.
    ///
    /// - Parameter isNamed: whether the file must have a name from the beginning.
    /// - Throws: ``OutputFailure``.
    package init(path name: String, isNamed: Bool = false) throws(OutputFailure) {
        self.name = name
        do throws(SystemFailure) {
            let path = try OutputTarget.destination(of: name)
            self.path = path
            var status = stat()
            let exists = lstat(path, &status) == 0
            if exists, let descriptor = try OutputTarget.openDirectly(path, status) {
                isDirect = true
                self.descriptor = descriptor
                return
            }
            // No folder is created. Without this check, `rename` would fail after everything has been written.
            guard !path.hasEnding("/") else { throw SystemFailure(code: exists ? EISDIR : ENOENT) }
            isDirect = false
            OutputTarget.removeAbandoned(beside: path)
            if exists, status.st_mode & S_IFMT == S_IFREG { replaced = status }
            // No other user may open the new file before it has the permissions of the old one.
            let mode: mode_t = replaced == nil ? 0o666 : 0o600
            if !isNamed, let unnamed = OutputTarget.openUnnamed(beside: path, mode) {
                descriptor = unnamed
            } else {
                let temporary = OutputTarget.temporaryName(for: path)
                descriptor = try SystemFailure.check {
                    open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
                }
                temporaryPath = temporary
            }
            // Held until the descriptor is closed. It shows other processes that the file is not abandoned.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
        } catch {
            throw OutputFailure(name: name, error)
        }
    }

    /// Gives the new file the permissions of the old one, so that a report that only some users could read stays
    /// protected. The permissions of another user's file can only reduce those that this process gives a new file.
    private func takeOverPermissions(of old: stat) {
        var new = stat()
        guard fstat(descriptor, &new) == 0 else { return }
        let isOwn = old.st_uid == geteuid()
        var mode = old.st_mode & 0o777
        if !isOwn { mode &= OutputTarget.usualMode }
        // Permissions of the old group must not pass to another group.
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

    /// Makes the complete file appear under its name, durably. Nothing may be written to it afterward.
    /// - Throws: ``OutputFailure``.
    package func commit() throws(OutputFailure) {
        do throws(SystemFailure) {
            // Only now, because the old permissions may keep this process itself from opening the file by its name.
            if let replaced { takeOverPermissions(of: replaced) }
            if !isDirect { try SystemFailure.check { fsync(descriptor) } }
        } catch {
            throw OutputFailure(name: name, error)
        }
        // This closes a copy, not the descriptor itself, because the file must stay locked until it has its name.
        try DescriptorWriting.checkWritten(descriptor, name: name)
        guard !isDirect else { return }
        do throws(SystemFailure) {
            if temporaryPath == nil { try giveName() }
            if let temporaryPath {
                try SystemFailure.check { rename(temporaryPath, path) }
                self.temporaryPath = nil
            }
            try FileSystem.syncFolder(of: path)
        } catch {
            throw OutputFailure(name: name, error)
        }
    }

    /// Gives an unnamed file its final name. `linkat` cannot replace a name in use; in that case the file gets a
    /// temporary name, from which it must be renamed.
    private func giveName() throws(SystemFailure) {
        #if os(Linux)
            let source = "/proc/self/fd/\(descriptor)"
            do throws(SystemFailure) {
                try SystemFailure.check { linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) }
                return
            } catch {
                guard error.code == EEXIST else { throw error }
            }
            let temporary = OutputTarget.temporaryName(for: path)
            try SystemFailure.check { linkat(AT_FDCWD, source, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) }
            temporaryPath = temporary
        #endif
    }
}

// MARK: - Links and devices

extension OutputTarget {
    /// The path that is written when the user names this one: the end of the chain of trusted symbolic links, which
    /// stops at the first link of another user or to something that is written to directly.
    package static func destination(of path: String) throws(SystemFailure) -> String {
        var path = path
        // Linux follows at most 40.
        for _ in 0..<40 {
            var status = stat()
            guard !namesDescriptor(path), lstat(path, &status) == 0, isTrustedLink(status), !leadsToDevice(path) else {
                return path
            }
            let target = try FileSystem.linkTarget(path)
            path = target.isAbsolutePath ? target : path.parentFolder.appendingPathPart(target)
        }
        throw SystemFailure(code: ELOOP)
    }

    /// Whether it is a symbolic link of this user or of root, which is followed.
    private static func isTrustedLink(_ status: stat) -> Bool {
        status.st_mode & S_IFMT == S_IFLNK && (status.st_uid == geteuid() || status.st_uid == 0)
    }

    /// Whether a link leads to something other than a file or folder.
    private static func leadsToDevice(_ path: String) -> Bool {
        var target = stat()
        return stat(path, &target) == 0 && ![S_IFREG, S_IFDIR].contains(target.st_mode & S_IFMT)
    }

    /// Opens a target that must be written to directly; nil if it must be replaced.
    private static func openDirectly(_ path: String, _ status: stat) throws(SystemFailure) -> Int32? {
        if namesDescriptor(path) {
            // Appending matters when /dev/stdout is a file that other processes write to as well.
            return try SystemFailure.check { open(path, O_WRONLY | O_APPEND | O_CLOEXEC) }
        }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFREG, kind != S_IFLNK || isTrustedLink(status) && leadsToDevice(path) else { return nil }
        let links = kind == S_IFLNK ? 0 : O_NOFOLLOW
        let descriptor = try SystemFailure.check { open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | links) }
        // A regular file may have taken its place since `lstat`.
        var opened = stat()
        guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT != S_IFREG else {
            close(descriptor)
            throw SystemFailure(code: EEXIST)
        }
        return descriptor
    }

    /// Whether a path names one of this process's descriptors, of any kind. Only these exact names do: a link elsewhere
    /// below `/dev` or `/proc` may lead to any file.
    private static func namesDescriptor(_ path: String) -> Bool {
        if path.hasSameBytes(as: "/dev/stdout") || path.hasSameBytes(as: "/dev/stderr") { return true }
        return ["/dev/fd/", "/proc/self/fd/"].contains { folder in
            let number = path.utf8.dropFirst(folder.utf8.count)
            return path.hasBeginning(folder) && !number.isEmpty
                && number.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        }
    }
}

// MARK: - Unnamed files and temporary names

extension OutputTarget {
    /// Opens an unnamed file; nil where the system or the file system does not support it.
    private static func openUnnamed(beside path: String, _ mode: mode_t) -> Int32? {
        #if os(Linux)
            // O_TMPFILE, which includes the bits of O_DIRECTORY. Swift does not import it because it is a composed
            // macro.
            let unnamed: Int32 = 0o20000000 | O_DIRECTORY
            let descriptor = open(path.parentFolder, O_WRONLY | unnamed | O_CLOEXEC, mode)
            guard descriptor >= 0 else { return nil }
            // Without /proc, the file could never get a name.
            guard access("/proc/self/fd/\(descriptor)", F_OK) == 0 else {
                close(descriptor)
                return nil
            }
            return descriptor
        #else
            return nil
        #endif
    }

    /// Removes what killed processes left of the same file: every file with one of its temporary names that no process
    /// has locked.
    private static func removeAbandoned(beside path: String) {
        let (start, end) = temporaryNameParts(of: path)
        let length = start.utf8.count + 8 + end.utf8.count
        for name in ((try? FileSystem.entries(in: path.parentFolder)) ?? []).map(\.name) {
            guard name.utf8.count == length, name.hasBeginning(start), name.hasEnding(end) else { continue }
            let abandoned = path.parentFolder.appendingPathPart(name)
            let descriptor = open(abandoned, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(abandoned) }
            close(descriptor)
        }
    }

    private static func temporaryName(for path: String) -> String {
        let (start, end) = temporaryNameParts(of: path)
        return path.parentFolder.appendingPathPart("\(start)\(UUID().uuidString.prefix(8))\(end)")
    }

    /// The parts before and after the eight characters that distinguish the temporary names of one file. They contain
    /// at most 100 bytes of its name, because file systems limit the length of names in bytes.
    private static func temporaryNameParts(of path: String) -> (start: String, end: String) {
        let name = path.lastPathPart.utf8
        var end = name.index(name.startIndex, offsetBy: 100, limitedBy: name.endIndex) ?? name.endIndex
        // Do not cut a UTF-8 sequence.
        while end < name.endIndex, name[end] & 0xC0 == 0x80 { end = name.index(before: end) }
        return (".\(Substring(name[..<end])).", ".partial")
    }
}
