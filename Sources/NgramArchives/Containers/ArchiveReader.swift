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
    private let contents: any ArchiveContents

    /// Opens an archive. Its first bytes decide how it is compressed; a name ending in `.gz` or `.zip`, in any case,
    /// must agree with them.
    package init(path: String) throws(ArchiveError) {
        self.path = path
        input = try ArchiveFile(path: path)
        let magic = try input.bytes(at: 0, count: 4)
        let isGzip = magic.starts(with: [0x1F, 0x8B])
        let isZip = magic.starts(with: Array("PK".utf8) + [3, 4]) || magic.starts(with: Array("PK".utf8) + [5, 6])
        if let ending = CompressionEnding(ofFile: path.utf8), !ending.agrees(isGzip: isGzip, isZip: isZip) {
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

    /// Fills the memory, or as much of it as the remaining bytes take. A count smaller than the memory's size means
    /// that the archive has ended, that every checksum and length has been verified, and that the file has not changed
    /// since it was opened.
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

extension CompressionEnding {
    /// Whether a file whose first bytes are those of a gzip or a zip file may have this ending.
    fileprivate func agrees(isGzip: Bool, isZip: Bool) -> Bool {
        switch self {
        case .gzip: isGzip
        case .zip: isZip
        }
    }
}
