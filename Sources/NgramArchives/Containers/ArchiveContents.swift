import NgramPacking

/// The uncompressed bytes of an archive, read forward.
protocol ArchiveContents: AnyObject {
    /// Fills the memory, or as much of it as the remaining bytes take. A count smaller than the memory's size means
    /// that the archive has ended and that every checksum and length has been verified.
    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int

    /// The CRC-32 of all bytes before the position, including those before the position of a state that was resumed.
    var checksum: UInt32 { get }

    /// Records the states from which a later process can continue.
    var recorder: StateRecorder { get set }

    /// Continues from the position of a state, before anything has been read. False if the state cannot be one of these
    /// contents; they cannot be read in that case.
    func resume(from state: InflateState) throws(ArchiveError) -> Bool
}

/// The contents of an uncompressed file.
final class PlainContents: ArchiveContents {
    var recorder = StateRecorder(every: nil)

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
            if recorder.isDue(at: input.offset) {
                recorder.record(
                    InflateState(
                        place: .plain, identity: input.identity, compressedOffset: input.offset,
                        memberLength: input.offset, memberChecksum: checksum,
                        tailChecksum: try input.tailChecksum(before: input.offset)))
            }
        }
        return produced
    }

    func resume(from state: InflateState) throws(ArchiveError) -> Bool {
        guard state.place == .plain else { return false }
        try input.seek(to: state.compressedOffset)
        checksum = state.memberChecksum
        return true
    }
}
