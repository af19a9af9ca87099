import Foundation

/// An empty folder for one test, removed with the last reference to it.
package final class TestFolder: Sendable {
    /// Its path, without a slash at the end.
    package let path: String

    /// Makes the folder.
    package init() throws {
        let temporary = FileManager.default.temporaryDirectory.path
        path = (temporary.hasSuffix("/") ? temporary : temporary + "/") + "ngrams-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file, creates the folders above it, and returns its path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Self.write(bytes, to: file(name))
        return file(name)
    }

    /// Writes a file, and creates the folders above it.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    /// The bytes of a file.
    package static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The files below a folder, by their paths in it.
    package static func tree(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
            if !isFolder.boolValue { files[path] = try bytes(of: "\(folder)/\(path)") }
        }
        return files
    }
}
