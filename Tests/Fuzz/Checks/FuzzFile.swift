import Foundation

/// The file that a check puts its input into.
enum FuzzFile {
    /// Writes bytes to a file of the folder, over what was there, and gives its path.
    static func write(_ bytes: [UInt8], to name: String, in folder: String) throws -> String {
        let path = folder + "/" + name
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { $0.isEmpty ? 0 : Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw POSIXError(.ENOSPC) }
        return path
    }
}
