import NgramSystem

/// A file found at a path that the user gave.
package struct FoundFile: Equatable, Sendable {
    /// Its path, relative if the user's path is relative.
    package let path: String

    /// Its absolute path, which identifies a file that is found twice.
    package let absolutePath: String

    /// The facts in its name and in the names of the folders above it.
    package let name: ArchiveName

    /// Its size and modification time; nil for an address, which is asked for later.
    package let identity: FileIdentity?
}

/// How many files and folders inside a folder an ingest does not read.
package struct PassedOver: Equatable, Sendable {
    /// Files that are not named like archives or totals files.
    package var files = 0

    /// Folders that were not searched.
    package var folders = 0

    /// Nothing was passed over.
    package init() {}

    /// Whether there is anything to report.
    package var isEmpty: Bool { files == 0 && folders == 0 }

    /// Adds the numbers of another folder.
    package static func += (sum: inout PassedOver, other: PassedOver) {
        sum.files += other.files
        sum.folders += other.folders
    }
}

/// The files found at a path that the user gave.
package struct FoundFiles: Equatable, Sendable {
    /// The files: those of a folder in the byte order of their names, followed by those of its subfolders.
    package var files: [FoundFile] = []

    /// How many files and folders were passed over.
    package var passedOver = PassedOver()

    /// Files named like archives, and subfolders, that cannot be read.
    package var failures: [ArchiveError] = []

    /// Whether the path is that of a folder.
    package var isFolder = false
}

/// Finds the files at the paths that a user gives.
package enum ArchiveFinder {
    /// The files at a path: the file itself, or every file in the folder that is named like an archive or a totals
    /// file. An address stands for itself.
    ///
    /// - Parameter recursive: Whether to search the folders below a folder too. Symbolic links to folders are not
    ///   followed, because they may form a cycle.
    /// - Throws: `ArchiveError.unreadable` when the path leads to neither a file nor a folder that can be read.
    package static func files(at path: String, recursive: Bool = false) throws(ArchiveError) -> FoundFiles {
        var found = FoundFiles()
        guard !WebAddress.isAddress(path) else {
            // The server is asked later, when many archives are read at the same time.
            found.files = [
                FoundFile(
                    path: path, absolutePath: path, name: ArchiveName(path: WebAddress.path(of: path)), identity: nil)
            ]
            return found
        }
        let status = try ArchiveError.reading(path) { () throws(SystemFailure) in try FileStatus(path: path) }
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
            // `absolute` does not resolve `.` or `..` as the last component, so this passes the path of a file in the
            // folder.
            let absolute = absolute(path + "/x")
            try search(Folder(path: path, absolute: String(absolute.dropLast(2))), recursive, &found)
        }
        return found
    }

    /// A folder, with its path in the user's form and its absolute path, which is empty for the root.
    private struct Folder {
        var path: String
        var absolute: String
    }

    private static func search(
        _ folder: Folder, _ recursive: Bool, _ found: inout FoundFiles
    ) throws(ArchiveError) {
        let entries = try ArchiveError.reading(folder.path) { () throws(SystemFailure) in
            try FileSystem.entries(in: folder.path)
        }
        var folders: [Folder] = []
        for entry in entries {
            let path = folder.path.appendingPathPart(entry.name)
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

    /// - Throws: `ArchiveError.unreadable` when the system denies access to a file that is named like an archive. A
    ///   link that leads nowhere is passed over.
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

    /// Resolves `..` in a path whose folders do not exist: each `..` removes the folder before it.
    private static func withoutParents(_ parts: [String]) -> String {
        var kept: [String] = []
        for part in parts {
            if part == ".." { _ = kept.popLast() } else { kept.append(part) }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// The absolute path of a file. The folders above a file of the 2019 edition name its corpus, so relative paths such
    /// as `./1-00000-of-00002.gz` must give the same result as absolute ones.
    package static func absolute(_ path: String) -> String {
        var whole = path
        if !path.isAbsolutePath, let current = try? FileSystem.currentFolder() {
            whole = current.appendingPathPart(path)
        }
        let parts = whole.pathParts.filter { $0 != "." }
        guard parts.contains(".."), let file = parts.last else { return "/" + parts.joined(separator: "/") }
        // After a symbolic link, `..` is the parent of the link's target, not of the link, so the system must resolve
        // it.
        let above = "/" + parts.dropLast().joined(separator: "/")
        let folder = (try? FileSystem.realPath(above)) ?? withoutParents(parts.dropLast())
        return folder.appendingPathPart(file)
    }
}
