import NgramSystem

/// A file that a path stands for.
package struct FoundFile: Equatable, Sendable {
    /// Its path, which begins as the user wrote it.
    package let path: String

    /// Its path from the root, by which it is known when it is found twice.
    package let absolutePath: String

    /// What its name and the folders above it say.
    package let name: ArchiveName

    /// Its size and modification time.
    package let identity: FileIdentity
}

/// How much of a folder is not read.
package struct PassedOver: Equatable, Sendable {
    /// Files that are not named like archives or totals files.
    package var files = 0

    /// Folders that were not searched.
    package var folders = 0

    /// Nothing was passed over.
    package init() {}

    /// Whether there is anything to report.
    package var isEmpty: Bool { files == 0 && folders == 0 }

    /// Adds what was passed over in another place.
    package static func += (sum: inout PassedOver, other: PassedOver) {
        sum.files += other.files
        sum.folders += other.folders
    }
}

/// What a path stands for.
package struct FoundFiles: Equatable, Sendable {
    /// The files, those of a folder by the bytes of their names, those of its subfolders after them.
    package var files: [FoundFile] = []

    /// What the folders hold besides.
    package var passedOver = PassedOver()

    /// Files named like archives, and subfolders, that cannot be read.
    package var failures: [ArchiveError] = []

    /// Whether the path is that of a folder.
    package var isFolder = false
}

/// Turns the paths that a user names into files.
package enum ArchiveFinder {
    /// The files that a path stands for: itself, or for a folder every file in it that is named like an archive or a
    /// totals file.
    ///
    /// - Parameter recursive: whether a folder stands for the files in the folders below it, too. Symbolic links to
    ///   folders are not followed, because they may lead back.
    /// - Throws: `ArchiveError.unreadable` when the path leads to neither a file nor a folder that can be read.
    package static func files(at path: String, recursive: Bool = false) throws(ArchiveError) -> FoundFiles {
        let status = try ArchiveError.reading(path) { () throws(SystemFailure) in try FileStatus(path: path) }
        var found = FoundFiles()
        switch status.kind {
        case .other: throw .unreadable(path: path, reason: "it is neither a regular file nor a folder")
        case .file:
            let absolute = absolute(path)
            found.files = [
                FoundFile(
                    path: path, absolutePath: absolute, name: ArchiveName(path: absolute),
                    identity: try FileIdentity(status, path: path))
            ]
        case .folder:
            found.isFolder = true
            // Of any file in it, because a folder's own `.` and `..` must be resolved too.
            let absolute = absolute(path + "/x")
            try search(Folder(path: path, absolute: String(absolute.dropLast(2))), recursive, &found)
        }
        return found
    }

    /// A folder by the path that the user wrote and by its path from the root, which is empty for the root itself.
    private struct Folder {
        var path: String
        var absolute: String

        func path(of name: String) -> String { path.utf8.last == UInt8(ascii: "/") ? path + name : "\(path)/\(name)" }
    }

    private static func search(
        _ folder: Folder, _ recursive: Bool, _ found: inout FoundFiles
    ) throws(ArchiveError) {
        let entries = try ArchiveError.reading(folder.path) { () throws(SystemFailure) in
            try DirectoryListing.entries(of: folder.path)
        }
        var folders: [Folder] = []
        for entry in entries {
            let path = folder.path(of: entry.name)
            let absolute = "\(folder.absolute)/\(entry.name)"
            if entry.kind == .folder {
                folders.append(Folder(path: path, absolute: absolute))
                continue
            }
            do {
                try examine(entry, path, absolute, &found)
            } catch {
                found.failures.append(error)
            }
        }
        guard recursive else {
            found.passedOver.folders += folders.count
            return
        }
        for folder in folders {
            do {
                try search(folder, recursive, &found)
            } catch {
                found.failures.append(error)
            }
        }
    }

    /// - Throws: `ArchiveError.unreadable` when a file is named like an archive and the system does not allow looking
    ///   at it. A link that leads nowhere is no file.
    private static func examine(
        _ entry: DirectoryEntry, _ path: String, _ absolute: String, _ found: inout FoundFiles
    ) throws(ArchiveError) {
        let name = ArchiveName(path: absolute)
        guard name.isRecognized || entry.kind != .file else {
            found.passedOver.files += 1
            return
        }
        let status: FileStatus
        do {
            status = try FileStatus(path: path)
        } catch {
            guard name.isRecognized, !error.isMissingFile else {
                found.passedOver.files += 1
                return
            }
            throw .unreadable(path: path, reason: error.description)
        }
        switch status.kind {
        case .folder: found.passedOver.folders += 1
        case .file where name.isRecognized:
            found.files.append(
                FoundFile(
                    path: path, absolutePath: absolute, name: name, identity: try FileIdentity(status, path: path)))
        case .file, .other: found.passedOver.files += 1
        }
    }

    /// The path of folders that are not there, in which each `..` takes back the folder before it.
    private static func withoutParents(_ parts: [String]) -> String {
        var kept: [String] = []
        for part in parts {
            if part == ".." { _ = kept.popLast() } else { kept.append(part) }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// The path from the root. The folders above a file name the corpus of 2020 files, so `.` and
    /// `./1-00000-of-00002.gz` must do as well as any path.
    package static func absolute(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        var whole = path
        if path.utf8.first != slash, let current = try? DirectoryListing.current() { whole = "\(current)/\(path)" }
        // Split where the system splits it: at bytes. To `String`, a slash before a combining mark is another character.
        let parts = whole.utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "." }
        guard parts.contains(".."), let file = parts.last else { return "/" + parts.joined(separator: "/") }
        // After a symbolic link, `..` is not the folder before it in the path; only the system knows where it leads.
        let above = "/" + parts.dropLast().joined(separator: "/")
        let folder = (try? DirectoryListing.resolved(above)) ?? withoutParents(parts.dropLast())
        return (folder == "/" ? "" : folder) + "/" + file
    }
}
