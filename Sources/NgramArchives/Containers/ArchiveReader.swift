/// Reads the uncompressed bytes of an archive that is a gzip file, a zip file or uncompressed.
///
/// Not thread-safe. Reading blocks on the disk, so it needs a thread that may block.
package final class ArchiveReader {
    /// The file's path as it was given.
    package let path: String

    /// The size and modification time of the file when it was opened.
    package var identity: FileIdentity { input.identity }

    /// The offset in the file of the first byte that has not been consumed.
    package var compressedOffset: Int64 { input.offset }

    /// The number of uncompressed bytes that have been returned.
    package private(set) var uncompressedOffset: Int64 = 0

    /// The CRC-32 of the bytes that have been returned.
    package var checksum: UInt32 { contents.checksum }

    /// Whether the file is compressed, so that a checksum protects its content.
    package var isCompressed: Bool { !(contents is PlainContents) }

    private let input: ArchiveFile
    private var contents: any ArchiveContents
    private let stateInterval: Int64?

    /// Opens an archive. Its first bytes decide how it is compressed; a name ending in `.gz` or `.zip`, in any case,
    /// must agree with them.
    ///
    /// - Parameter stateInterval: The number of compressed bytes between two states from which a later process can
    ///   continue (`state(at:)`); nil for none. Taking a state costs about as much as inflating 10 KB of the file; with
    ///   ISA-L, which has to search for the end of a block, 100 KB.
    package init(path: String, stateInterval: Int64? = nil, web: WebLimits = WebLimits()) throws(ArchiveError) {
        self.path = path
        self.stateInterval = stateInterval
        input = try ArchiveFile(path: path, web: web)
        contents = try Self.contents(of: input, path: path)
        contents.recorder = StateRecorder(every: stateInterval)
    }

    private static func contents(of input: ArchiveFile, path: String) throws(ArchiveError) -> any ArchiveContents {
        let magic = try input.bytes(at: 0, count: 4)
        let isGzip = magic.starts(with: [0x1F, 0x8B])
        let isZip = magic.starts(with: Array("PK".utf8) + [3, 4]) || magic.starts(with: Array("PK".utf8) + [5, 6])
        let name = WebAddress.isAddress(path) ? WebAddress.path(of: path) : path
        if let ending = CompressionEnding(ofFile: name.utf8), !ending.agrees(isGzip: isGzip, isZip: isZip) {
            guard !magic.isEmpty else { throw .truncated(path: path, compressedOffset: 0) }
            throw .notCompressed(
                path: path, expected: "\(ending)", found: "its first bytes are \(ArchiveReader.hex(magic))")
        }
        if isGzip { return try GzipContents(input) }
        if isZip { return try ZipContents(input) }
        return PlainContents(input)
    }

    /// Fills the memory, or as much of it as the remaining bytes take. A count smaller than the memory's size means
    /// that the archive has ended, that every checksum and length has been verified, and that the file has not changed
    /// since it was opened.
    package func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        let count = try contents.read(into: output)
        if count < output.count { try input.checkUnchanged() }
        uncompressedOffset += Int64(count)
        return count
    }

    /// The last state recorded at or before an offset in the uncompressed archive; nil if there is none. The bytes between
    /// the state's position and the offset have to be read again. Offsets must ascend from call to call.
    package func state(at uncompressedOffset: Int64) -> InflateState? {
        contents.recorder.latest(at: uncompressedOffset)
    }

    /// Continues from the position of a state, before anything has been read.
    ///
    /// - Returns: false when the state is not one of this file as it is now. Nothing may be read then before `rewind()`.
    /// - Throws: `ArchiveError` when the file cannot be read.
    package func resume(from state: InflateState) throws(ArchiveError) -> Bool {
        guard state.identity == identity, try input.tailChecksum(before: state.compressedOffset) == state.tailChecksum,
            try contents.resume(from: state)
        else { return false }
        uncompressedOffset = state.uncompressedOffset
        contents.recorder.record(state)
        return true
    }

    /// Starts over at the beginning.
    package func rewind() throws(ArchiveError) {
        try input.seek(to: 0)
        contents = try Self.contents(of: input, path: path)
        contents.recorder = StateRecorder(every: stateInterval)
        uncompressedOffset = 0
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}

extension CompressionEnding {
    /// Whether a file whose first bytes are those of a gzip or a zip file may have this ending.
    fileprivate func agrees(isGzip: Bool, isZip: Bool) -> Bool {
        switch self {
        case .gzip: isGzip
        case .zip: isZip
        }
    }
}
