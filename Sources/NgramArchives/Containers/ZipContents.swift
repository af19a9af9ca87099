import NgramPacking

/// The contents of the only member of a zip file, the format of the 2009 files (PKWARE's APPNOTE.TXT 6.3, with zip64).
///
/// The central directory locates the member and records its sizes and checksum even if the member was written as a
/// stream. The sizes and the checksum are checked against the uncompressed data.
final class ZipContents: ArchiveContents {
    private let input: ArchiveFile
    private let member: ZipMember
    private let decoder: DeflateDecoder?
    private var compressedLeft: Int64
    private var uncompressedLeft: Int64
    private var isAtEnd = false
    private(set) var checksum: UInt32 = 0

    init(_ input: ArchiveFile) throws(ArchiveError) {
        self.input = input
        member = try ZipDirectory(input).onlyMember()
        compressedLeft = member.compressedSize
        uncompressedLeft = member.uncompressedSize
        do {
            decoder = member.method == .deflated ? try DeflateDecoder(.raw) : nil
        } catch {
            throw .unreadable(path: input.path, reason: error.reason)
        }
        try input.seek(to: member.dataOffset)
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var produced = 0
        while produced < output.count, !isAtEnd {
            produced += try step(into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
        }
        return produced
    }

    private func step(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if compressedLeft > 0 {
            guard try input.refill() else { throw .truncated(path: input.path, compressedOffset: input.offset) }
        }
        let pending = UnsafeRawBufferPointer(rebasing: input.pending.prefix(Int(clamping: compressedLeft)))
        let step: DeflateStep
        if let decoder {
            do {
                step = try decoder.step(pending, into: output)
            } catch {
                throw .corrupt(
                    path: input.path, compressedOffset: input.offset + Int64(error.consumed), found: error.reason)
            }
        } else {
            let count = min(pending.count, output.count)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: pending.prefix(count)))
            step = DeflateStep(
                consumed: count, produced: count, isAtEnd: Int64(count) == compressedLeft)
        }
        input.consume(step.consumed)
        compressedLeft -= Int64(step.consumed)
        uncompressedLeft -= Int64(step.produced)
        checksum = Checksum.update(checksum, with: UnsafeRawBufferPointer(rebasing: output.prefix(step.produced)))
        guard uncompressedLeft >= 0 else {
            throw corrupt("more data than the \(member.uncompressedSize) bytes it declares")
        }
        if step.isAtEnd {
            try checkEnd()
        } else if step.consumed == 0, step.produced == 0 {
            throw corrupt("the deflate data does not end within the \(member.compressedSize) bytes it declares")
        }
        return step.produced
    }

    private func checkEnd() throws(ArchiveError) {
        guard compressedLeft == 0 else { throw corrupt("\(compressedLeft) bytes after the end of the deflate data") }
        guard uncompressedLeft == 0 else { throw corrupt("\(uncompressedLeft) bytes less than it declares") }
        guard checksum == member.checksum else {
            throw corrupt("checksum \(String(checksum, radix: 16)), declared \(String(member.checksum, radix: 16))")
        }
        isAtEnd = true
    }

    private func corrupt(_ found: String) -> ArchiveError {
        .corrupt(path: input.path, compressedOffset: input.offset, found: found)
    }
}
