import NgramPacking

/// The contents of the only member of a zip file, the format of the 2009 files (PKWARE's APPNOTE.TXT 6.3, with zip64).
///
/// The central directory locates the member and records its sizes and checksum even if the member was written as a
/// stream. The sizes and the checksum are checked against the uncompressed data.
final class ZipContents: ArchiveContents {
    var recorder = StateRecorder(every: nil)

    private let input: ArchiveFile
    private let declared: ZipMember
    /// The deflated member; nil for a stored one.
    private let deflated: DeflateMember?
    private var compressedLeft: Int64
    private var isAtEnd = false
    private var storedLength: Int64 = 0
    private var storedChecksum: UInt32 = 0

    init(_ input: ArchiveFile) throws(ArchiveError) {
        self.input = input
        declared = try ZipDirectory(input).onlyMember()
        compressedLeft = declared.compressedSize
        deflated = declared.method == .deflated ? try DeflateMember(input) : nil
        try input.seek(to: declared.dataOffset)
    }

    var checksum: UInt32 { deflated?.checksum ?? storedChecksum }

    private var length: Int64 { deflated?.length ?? storedLength }

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var produced = 0
        while produced < output.count, !isAtEnd {
            produced += try step(into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
        }
        return produced
    }

    func resume(from state: InflateState) throws(ArchiveError) -> Bool {
        compressedLeft = declared.dataOffset + declared.compressedSize - state.compressedOffset
        guard state.place == (deflated == nil ? .zipStored : .zipDeflated),
            state.declaredSize == declared.uncompressedSize, state.declaredChecksum == declared.checksum,
            state.compressedOffset >= declared.dataOffset, compressedLeft >= 0
        else { return false }
        if let deflated { return try deflated.resume(from: state) }
        try input.seek(to: state.compressedOffset)
        storedLength = state.memberLength
        storedChecksum = state.memberChecksum
        return storedLength == state.compressedOffset - declared.dataOffset
    }

    private func step(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if compressedLeft > 0 {
            guard try input.refill() else { throw .truncated(path: input.path, compressedOffset: input.offset) }
        }
        let isStateDue = recorder.isDue(at: input.offset)
        let step: DeflateStep
        if let deflated {
            step = try deflated.step(
                into: output, most: Int(clamping: compressedLeft), stopsAtBoundary: isStateDue)
        } else {
            step = copy(into: output)
        }
        compressedLeft -= Int64(step.consumed)
        guard length <= declared.uncompressedSize else {
            throw corrupt("more data than the \(declared.uncompressedSize) bytes it declares")
        }
        if step.isAtEnd {
            try checkEnd()
        } else if step.consumed == 0, step.produced == 0 {
            throw corrupt("the deflate data does not end within the \(declared.compressedSize) bytes it declares")
        } else if isStateDue {
            try record()
        }
        return step.produced
    }

    /// Copies stored bytes.
    private func copy(into output: UnsafeMutableRawBufferPointer) -> DeflateStep {
        let pending = input.pending.prefix(Int(clamping: compressedLeft)).prefix(output.count)
        let chunk = UnsafeRawBufferPointer(rebasing: pending)
        output.copyMemory(from: chunk)
        storedChecksum = Checksum.update(storedChecksum, with: chunk)
        storedLength += Int64(chunk.count)
        input.consume(chunk.count)
        return DeflateStep(
            consumed: chunk.count, produced: chunk.count, isAtEnd: Int64(chunk.count) == compressedLeft)
    }

    private func record() throws(ArchiveError) {
        var state: InflateState
        if let deflated {
            guard let found = try deflated.state(.zipDeflated) else { return }
            state = found
        } else {
            state = InflateState(
                place: .zipStored, identity: input.identity, compressedOffset: input.offset,
                memberLength: storedLength, memberChecksum: storedChecksum,
                tailChecksum: try input.tailChecksum(before: input.offset))
        }
        state.declaredSize = declared.uncompressedSize
        state.declaredChecksum = declared.checksum
        recorder.record(state)
    }

    private func checkEnd() throws(ArchiveError) {
        let bytesAfterEnd = compressedLeft + Int64(deflated?.excess.count ?? 0)
        guard bytesAfterEnd == 0 else { throw corrupt("\(bytesAfterEnd) bytes after the end of the deflate data") }
        guard length == declared.uncompressedSize else {
            throw corrupt("\(declared.uncompressedSize - length) bytes less than it declares")
        }
        guard checksum == declared.checksum else {
            throw corrupt("checksum \(String(checksum, radix: 16)), declared \(String(declared.checksum, radix: 16))")
        }
        isAtEnd = true
    }

    private func corrupt(_ found: String) -> ArchiveError {
        .corrupt(path: input.path, compressedOffset: input.offset, found: found)
    }
}
