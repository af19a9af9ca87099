import NgramPacking

/// The deflate data of one member of a gzip or zip file, with the length and checksum of what has been uncompressed.
final class DeflateMember {
    /// The number of uncompressed bytes up to the position.
    private(set) var length: Int64 = 0
    /// The CRC-32 of those bytes.
    private(set) var checksum: UInt32 = 0

    private let input: ArchiveFile
    private let decoder: DeflateDecoder

    init(_ input: ArchiveFile) throws(ArchiveError) {
        self.input = input
        do {
            decoder = try DeflateDecoder()
        } catch {
            throw .unreadable(path: input.path, reason: error.reason)
        }
    }

    /// Begins another member at the position of the input.
    func begin() {
        decoder.reset()
        length = 0
        checksum = 0
    }

    /// The bytes after the end of the data that were consumed with it.
    var excess: [UInt8] { decoder.excess }

    /// Inflates the next bytes.
    /// - Parameter most: The number of compressed bytes that may be consumed.
    /// - Parameter stopsAtBoundary: Whether to look for a place between two blocks, so that `state` finds one.
    /// - Throws: `ArchiveError.corrupt`, or an error of reading the file.
    func step(
        into output: UnsafeMutableRawBufferPointer, most: Int = .max, stopsAtBoundary: Bool
    ) throws(ArchiveError) -> DeflateStep {
        let pending = UnsafeRawBufferPointer(rebasing: input.pending.prefix(most))
        let step: DeflateStep
        do {
            step = try decoder.step(pending, into: output, stopsAtBoundary: stopsAtBoundary)
        } catch {
            throw .corrupt(
                path: input.path, compressedOffset: input.offset + Int64(error.consumed), found: error.reason)
        }
        input.consume(step.consumed)
        length += Int64(step.produced)
        checksum = Checksum.update(checksum, with: UnsafeRawBufferPointer(rebasing: output.prefix(step.produced)))
        return step
    }

    /// A state of the current position if it is between two blocks; nil otherwise.
    func state(_ place: InflateState.Place) throws(ArchiveError) -> InflateState? {
        guard let boundary = decoder.boundary else { return nil }
        let offset = input.offset - Int64(boundary.pendingBits / 8)
        return InflateState(
            place: place, identity: input.identity, compressedOffset: offset,
            pendingBits: UInt8(boundary.pendingBits % 8), memberLength: length, memberChecksum: checksum,
            tailChecksum: try input.tailChecksum(before: offset), window: boundary.window)
    }

    /// Continues from a state. False if it cannot be one of this file.
    func resume(from state: InflateState) throws(ArchiveError) -> Bool {
        try input.seek(to: state.compressedOffset)
        let last = state.pendingBits > 0 ? try input.bytes(at: state.compressedOffset - 1, count: 1) : [0]
        guard let lastByte = last.first else { return false }
        length = state.memberLength
        checksum = state.memberChecksum
        return decoder.resume(
            at: DeflateBoundary(pendingBits: Int(state.pendingBits), window: state.window), lastByte: lastByte)
    }
}
