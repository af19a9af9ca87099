import Foundation
import NgramSystem

/// Turns the paths a user names into files.
package enum ArchiveFinder {
    /// The files that a path stands for: itself, or for a folder every file in it, not below it, that is named like
    /// an archive or a totals file, in the order of their names.
    ///
    /// - Throws: `ArchiveError.unreadable` when there is nothing there, or nothing in the folder is named like one.
    package static func files(at path: String) throws(ArchiveError) -> [String] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw .unreadable(path: path, reason: "it is neither a regular file nor a folder")
            }
            return [path]
        }
        let names: [String]
        do throws(SystemFailure) {
            names = try FileSystem.names(in: path)
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
        let files = names.sorted().map { path.appendingPathPart($0) }.filter {
            ArchiveName(path: absolute($0)).isRecognised && mayBeArchive($0)
        }
        guard !files.isEmpty else {
            throw .unreadable(path: path, reason: "no file in this folder is named like an archive or a totals file")
        }
        return files
    }

    /// Whether a name of a folder may be that of an archive: not when it leads nowhere or to something else. One of which
    /// the system does not tell must not be passed over in silence; opening it says what is wrong.
    private static func mayBeArchive(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno != ENOENT }
        return status.st_mode & S_IFMT == S_IFREG
    }

    /// The path with the folders above it, which name the corpus of 2020 files: `.` and `./1-00000-of-00002.gz` are
    /// as good a name as any.
    package static func absolute(_ path: String) -> String {
        let whole = path.isAbsolutePath ? path : FileManager.default.currentDirectoryPath.appendingPathPart(path)
        let parts = whole.pathParts.filter { $0 != "." }
        guard parts.contains(".."), let file = parts.last else { return "/" + parts.joined(separator: "/") }
        // Behind a symbolic link, `..` is not the folder before it in the path; where it leads the system must tell.
        let folder = URL(fileURLWithPath: "/" + parts.dropLast().joined(separator: "/")).resolvingSymlinksInPath().path
        return (folder == "/" ? "" : folder) + "/" + file
    }
}
