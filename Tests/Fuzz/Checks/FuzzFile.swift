import Foundation

/// The file with the input of a check.
enum FuzzFile {
    /// Writes bytes to a file in the folder, overwriting an existing one, and returns its path.
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
