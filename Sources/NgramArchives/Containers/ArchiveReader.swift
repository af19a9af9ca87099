/// Reads the uncompressed bytes of an archive, however it is compressed: gzip, zip or not at all.
///
/// Not thread-safe; reading blocks on the disk, so it belongs on a thread that may block.
package final class ArchiveReader {
    /// The file's path as it was given.
    package let path: String

    /// Size and modification time when it was opened.
    package var identity: FileIdentity { input.identity }

    /// How many bytes of the file have been used so far.
    package var compressedOffset: Int64 { input.offset }

    /// How many uncompressed bytes have been given out so far.
    package private(set) var uncompressedOffset: Int64 = 0

    /// The CRC-32 of the bytes given out so far.
    package var checksum: UInt32 { contents.checksum }

    /// Whether the file is compressed, so that a checksum vouches for its content.
    package var isCompressed: Bool { !(contents is PlainContents) }

    private let input: ArchiveFile
    private let contents: any ArchiveContents

    /// Opens an archive. Its first bytes decide how it is compressed; a name ending in `.gz` or `.zip`, in any case,
    /// must agree with them.
    package init(path: String) throws(ArchiveError) {
        self.path = path
        input = try ArchiveFile(path: path)
        let magic = try input.bytes(at: 0, count: 4)
        let isGzip = magic.starts(with: [0x1F, 0x8B])
        let isZip = magic.starts(with: Array("PK".utf8) + [3, 4]) || magic.starts(with: Array("PK".utf8) + [5, 6])
        if let ending = CompressionEnding(ofFile: path.utf8), ending == .gzip ? !isGzip : !isZip {
            guard !magic.isEmpty else { throw .truncated(path: path, compressedOffset: 0) }
            throw .notCompressed(
                path: path, expected: "\(ending)", found: "its first bytes are \(ArchiveReader.hex(magic))")
        }
        if isGzip {
            contents = try GzipContents(input)
        } else if isZip {
            contents = try ZipContents(input)
        } else {
            contents = PlainContents(input)
        }
    }

    /// Fills the memory as far as there is data: a smaller count than its size is the end, by which every checksum
    /// and length has been verified and the file is known to be the one that was opened.
    package func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        let count = try contents.read(into: output)
        if count < output.count { try input.checkUnchanged() }
        uncompressedOffset += Int64(count)
        return count
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
