import Foundation

/// An empty folder of one test, removed with its last reference.
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

    /// Writes a file, with the folders above it, and gives its path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return file(name)
    }

    /// The bytes of a file.
    package static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
