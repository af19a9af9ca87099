import NgramPacking

/// The contents of a gzip file: the concatenated contents of its members (RFC 1952, section 2.2).
final class GzipContents: ArchiveContents {
    var recorder = StateRecorder(every: nil)

    private let input: ArchiveFile
    private let member: DeflateMember
    private var isInMember = false
    private var isInPadding = false
    private var isAtEnd = false
    private var earlierLength: Int64 = 0
    private var earlierChecksum: UInt32 = 0

    init(_ input: ArchiveFile) throws(ArchiveError) {
        self.input = input
        member = try DeflateMember(input)
    }

    var checksum: UInt32 {
        guard isInMember else { return earlierChecksum }
        return Checksum.combine(earlierChecksum, member.checksum, secondLength: member.length)
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var produced = 0
        while produced < output.count, !isAtEnd {
            if !isInMember {
                guard try beginMember() else { continue }
            }
            let hasInput = try input.refill()
            let isStateDue = recorder.isDue(at: input.offset)
            let step = try member.step(
                into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]), stopsAtBoundary: isStateDue)
            produced += step.produced
            if step.isAtEnd {
                try endMember()
            } else if !hasInput, step.produced == 0 {
                throw .truncated(path: input.path, compressedOffset: input.offset)
            } else if isStateDue, var state = try member.state(.gzip) {
                state.earlierLength = earlierLength
                state.earlierChecksum = earlierChecksum
                recorder.record(state)
            }
        }
        return produced
    }

    func resume(from state: InflateState) throws(ArchiveError) -> Bool {
        guard state.place == .gzip || state.place == .gzipMembers else { return false }
        earlierLength = state.earlierLength
        earlierChecksum = state.earlierChecksum
        isInMember = state.place == .gzip
        guard isInMember else {
            try input.seek(to: state.compressedOffset)
            return true
        }
        return try member.resume(from: state)
    }

    /// Examines the first byte of the file or the byte after a member, and reads a member's header. Returns false at the
    /// end of the file, and for zero bytes after a member, which are padding: zero bytes fill the last block of a tape,
    /// and gzip ignores them. Any other byte must begin a member.
    private func beginMember() throws(ArchiveError) -> Bool {
        guard try input.refill() else {
            guard input.offset > 0 else { throw .truncated(path: input.path, compressedOffset: 0) }
            isAtEnd = true
            return false
        }
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
        try GzipHeader.skip(input)
        member.begin()
        isInMember = true
        return true
    }

    /// Compares the checksum and the length of the member with its trailer.
    private func endMember() throws(ArchiveError) {
        // The trailer has eight bytes, and a decoder reads at most eight bytes ahead.
        var trailer = member.excess
        while trailer.count < 8 { trailer.append(try input.nextByte()) }
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(trailer[offset + $1]) << UInt32(8 * $1) }
        }
        guard number(0) == member.checksum else { throw corrupt("incorrect data check") }
        guard number(4) == UInt32(truncatingIfNeeded: member.length) else { throw corrupt("incorrect length check") }
        earlierChecksum = checksum
        earlierLength += member.length
        isInMember = false
        if recorder.isDue(at: input.offset) {
            recorder.record(
                InflateState(
                    place: .gzipMembers, identity: input.identity, compressedOffset: input.offset,
                    earlierLength: earlierLength, earlierChecksum: earlierChecksum, memberLength: 0, memberChecksum: 0,
                    tailChecksum: try input.tailChecksum(before: input.offset)))
        }
    }

    private func corrupt(_ found: String) -> ArchiveError {
        .corrupt(path: input.path, compressedOffset: input.offset, found: found)
    }
}
