import NgramSystem

/// What the bytes of an archive come from: a file, or an address.
protocol ArchiveBytes: AnyObject {
    /// Where it is, as the user gave it.
    var path: String { get }

    /// Its size and time when it was opened.
    var identity: FileIdentity { get }

    /// Reads bytes forward; 0 at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int

    /// Reads up to `count` bytes at an offset, fewer only at the end. Does not affect reading forward.
    func bytes(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8]

    /// Continues reading forward from an offset.
    func seek(to offset: Int64) throws(ArchiveError)

    /// - Throws: `ArchiveError.changedWhileRead` when it is no longer what was opened.
    func checkUnchanged() throws(ArchiveError)
}

/// A regular file.
final class DiskFile: ArchiveBytes {
    let path: String
    let identity: FileIdentity
    private let file: InputFile

    /// Opens a file for reading.
    init(path: String) throws(ArchiveError) {
        self.path = path
        let file = try ArchiveError.reading(path) { () throws(SystemFailure) in try InputFile(path: path) }
        let status = try ArchiveError.reading(path) { () throws(SystemFailure) in try file.status() }
        identity = try FileIdentity(status, path: path)
        self.file = file
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        try ArchiveError.reading(path) { () throws(SystemFailure) in try file.read(into: output) }
    }

    func bytes(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8] {
        try ArchiveError.reading(path) { () throws(SystemFailure) in try file.bytes(at: offset, count: count) }
    }

    func seek(to offset: Int64) throws(ArchiveError) {
        try ArchiveError.reading(path) { () throws(SystemFailure) in try file.seek(to: offset) }
    }

    func checkUnchanged() throws(ArchiveError) {
        let status = try ArchiveError.reading(path) { () throws(SystemFailure) in try file.status() }
        guard try FileIdentity(status, path: path) == identity else { throw .changedWhileRead(path: path) }
    }
}
