import NgramPacking

/// The contents of a gzip file: the concatenated contents of its members (RFC 1952, section 2.2).
final class GzipContents: ArchiveContents {
    private let input: ArchiveFile
    private let decoder: DeflateDecoder
    private var isInMember = false
    private var isInPadding = false
    private var isAtEnd = false
    private var finishedChecksum: UInt32 = 0
    private var memberLength: Int64 = 0

    init(_ input: ArchiveFile) throws(ArchiveError) {
        self.input = input
        do {
            decoder = try DeflateDecoder(.gzip)
        } catch {
            throw .unreadable(path: input.path, reason: error.reason)
        }
    }

    var checksum: UInt32 {
        guard isInMember else { return finishedChecksum }
        return Checksum.combine(finishedChecksum, decoder.checksum, secondLength: memberLength)
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var produced = 0
        while produced < output.count, !isAtEnd {
            guard try input.refill() else {
                guard !isInMember, input.offset > 0 else {
                    throw .truncated(path: input.path, compressedOffset: input.offset)
                }
                isAtEnd = true
                break
            }
            if !isInMember {
                guard try beginMember() else { continue }
            }
            let step: DeflateStep
            do {
                step = try decoder.step(
                    input.pending, into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
            } catch {
                throw .corrupt(
                    path: input.path, compressedOffset: input.offset + Int64(error.consumed), found: error.reason)
            }
            input.consume(step.consumed)
            produced += step.produced
            memberLength += Int64(step.produced)
            if step.isAtEnd {
                finishedChecksum = checksum
                isInMember = false
            }
        }
        return produced
    }

    /// Examines the first byte of the file or the byte after a member. Returns false for a zero byte after a member,
    /// which is padding: zero bytes fill the last block of a tape, and gzip ignores them. Any other byte must begin a
    /// member.
    private func beginMember() throws(ArchiveError) -> Bool {
        if isInPadding || (input.offset > 0 && input.pending[0] == 0) {
            // Padding may continue in the next buffer. Nothing else may follow padding.
            isInPadding = true
            guard let end = input.pending.firstIndex(where: { $0 != 0 }) else {
                input.consume(input.pending.count)
                return false
            }
            input.consume(end)
            throw .corrupt(path: input.path, compressedOffset: input.offset, found: "data after zero padding")
        }
        guard input.pending[0] == 0x1F else {
            throw .corrupt(
                path: input.path, compressedOffset: input.offset, found: "bytes after the end that are not gzip data")
        }
        // The upper three flags must be zero (RFC 1952, 2.3.1.2). zlib checks them, ISA-L does not.
        guard try input.bytes(at: input.offset + 3, count: 1).allSatisfy({ $0 & 0xE0 == 0 }) else {
            throw .corrupt(path: input.path, compressedOffset: input.offset, found: "unknown header flags set")
        }
        decoder.reset()
        memberLength = 0
        isInMember = true
        return true
    }
}
