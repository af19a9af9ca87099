import NgramPacking

/// The uncompressed bytes of an archive, read forward.
protocol ArchiveContents: AnyObject {
    /// Fills the memory, or as much of it as the remaining bytes take. A count smaller than the memory's size means
    /// that the archive has ended and that every checksum and length has been verified.
    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int

    /// The CRC-32 of all bytes read so far.
    var checksum: UInt32 { get }
}

/// The contents of an uncompressed file.
final class PlainContents: ArchiveContents {
    private let input: ArchiveFile
    private(set) var checksum: UInt32 = 0

    init(_ input: ArchiveFile) {
        self.input = input
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var produced = 0
        while produced < output.count, try input.refill() {
            let count = min(output.count - produced, input.pending.count)
            let chunk = UnsafeRawBufferPointer(rebasing: input.pending.prefix(count))
            output.baseAddress?.advanced(by: produced).copyMemory(from: chunk.baseAddress!, byteCount: count)
            checksum = Checksum.update(checksum, with: chunk)
            input.consume(count)
            produced += count
        }
        return produced
    }
}
