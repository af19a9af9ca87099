import Foundation

/// Cuts an archive into partitions.
///
/// Every cut is at the end of a row. If the partition holds more than one n-gram, the cut is between two n-grams, so
/// that a series is nearly always folded as a whole. A UTF-8 byte order mark at the very beginning is skipped. Not
/// thread-safe; reading blocks on the disk.
package final class PartitionReader {
    /// The length in bytes of the longest row that is accepted; Google's longest rows have about 10 KB. The limit
    /// bounds memory when a file has no newlines.
    package static let longestRow = 1 << 20

    /// The largest capacity in bytes that a partition may need for one row: the longest row and its newline.
    package static let largestPartition = longestRow + 1

    private let archive: ArchiveReader
    private let partitionBytes: Int
    private let longestRow: Int
    private var nextIndex = 0
    private var offset: Int64

    /// The number of bytes of a UTF-8 byte order mark at the beginning of the archive that were skipped: 3 or 0.
    package private(set) var byteOrderMarkBytes: Int64 = 0

    /// The bytes that were read after the last cut.
    private var rest: [UInt8] = []
    private var isAtEnd = false

    /// Cuts an archive, from its beginning, into partitions of about `partitionBytes` bytes, from 1 to 1 MiB.
    package convenience init(_ archive: ArchiveReader, partitionBytes: Int) {
        self.init(archive, partitionBytes: partitionBytes, longestRow: Self.longestRow)
    }

    /// Like the other initializer, with a different limit for rows, so that tests do not need rows of a megabyte.
    init(_ archive: ArchiveReader, partitionBytes: Int, longestRow: Int) {
        self.archive = archive
        self.longestRow = longestRow
        self.partitionBytes = min(max(1, partitionBytes), longestRow)
        offset = archive.uncompressedOffset
    }

    /// Moves forward to a resume point, before any partition has been read.
    ///
    /// With a state that was kept with the point (`Partition.inflateState`, serialized), only the bytes between the
    /// state's position and the point are inflated. A state that is empty, damaged or not one of this file as it is now
    /// is ignored: then everything before the point is inflated. In both cases the point's checksum must be that of the
    /// content before it; with a state, it continues the checksum that the state carries.
    ///
    /// - Parameter state: `InflateState.serialized`; empty if nothing is known.
    /// - Returns: false if the archive is not the one from which the point was taken; in that case, start over with a new
    ///   reader.
    package func resume(at point: ResumePoint, state: [UInt8] = []) throws(ArchiveError) -> Bool {
        guard point.offset >= 0, point.offset <= point.checkedOffset,
            point.checkedOffset - point.offset <= Int64(Self.largestPartition)
        else { return false }
        guard let state = try? InflateState(serialized: state), state.uncompressedOffset <= point.offset else {
            return try moveForward(to: point)
        }
        // An error here may come from a state that is wrong, so it counts only if it occurs without the state.
        if (try? archive.resume(from: state) && moveForward(to: point)) == true {
            byteOrderMarkBytes = Int64(state.byteOrderMarkBytes)
            return true
        }
        try archive.rewind()
        return try moveForward(to: point)
    }

    private func moveForward(to point: ResumePoint) throws(ArchiveError) -> Bool {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.largestPartition, alignment: 64)
        defer { scratch.deallocate() }
        var markBytes: Int64 = 0
        while archive.uncompressedOffset < point.offset {
            let isAtBeginning = archive.uncompressedOffset == 0
            let count = Int(min(Int64(scratch.count), point.offset - archive.uncompressedOffset))
            guard try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(count))) == count
            else { return false }
            if isAtBeginning, scratch.prefix(count).starts(with: Self.byteOrderMark) {
                markBytes = Int64(Self.byteOrderMark.count)
            }
        }
        let ahead = UnsafeMutableRawBufferPointer(
            rebasing: scratch.prefix(Int(point.checkedOffset - point.offset)))
        guard try archive.read(into: ahead) == ahead.count, archive.checksum == point.checksum else { return false }
        rest = Array(ahead)
        offset = point.offset
        byteOrderMarkBytes = markBytes
        return true
    }

    /// Fills the partition with the next rows. False at the end of the archive, when its checksums have been verified.
    package func next(_ partition: Partition) throws(ArchiveError) -> Bool {
        partition.grow(to: max(partitionBytes, rest.count), keeping: 0)
        partition.memory.copyBytes(from: rest)
        var count = rest.count
        try fill(partition, &count, to: partitionBytes)
        if offset == 0 { try skipByteOrderMark(partition, &count) }
        var cut = PartitionCut.find(in: UnsafeRawBufferPointer(rebasing: partition.memory.prefix(count)))
        // One byte more than the longest row, for its newline.
        while cut == nil, !isAtEnd, count < longestRow + 1 {
            try fill(partition, &count, to: min(2 * count, longestRow + 1))
            cut = PartitionCut.find(in: UnsafeRawBufferPointer(rebasing: partition.memory.prefix(count)))
        }
        if isAtEnd, cut == nil, count <= longestRow { cut = count }
        guard count > 0 else { return false }
        partition.isOversizedRow = cut == nil
        partition.count = cut ?? count
        rest = Array(partition.memory[partition.count..<count])
        let skipped = partition.isOversizedRow ? try skipToRowEnd() : 0

        partition.index = nextIndex
        nextIndex += 1
        partition.uncompressedOffset = offset
        offset += Int64(partition.count) + skipped
        partition.fileOffset = archive.compressedOffset
        partition.resumePoint = ResumePoint(
            offset: offset, checkedOffset: archive.uncompressedOffset, checksum: archive.checksum)
        partition.inflateState = archive.state(at: offset)
        partition.inflateState?.byteOrderMarkBytes = UInt8(byteOrderMarkBytes)
        return true
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Removes a byte order mark from the first partition. Some editors and programs write one at the beginning of a
    /// UTF-8 file; it would become part of the first n-gram.
    private func skipByteOrderMark(_ partition: Partition, _ count: inout Int) throws(ArchiveError) {
        let mark = Self.byteOrderMark
        guard partition.memory.prefix(count).first == mark.first else { return }
        try fill(partition, &count, to: mark.count)
        guard partition.memory.prefix(count).starts(with: mark) else { return }
        count -= mark.count
        partition.memory.copyBytes(from: Array(partition.memory[mark.count..<mark.count + count]))
        offset = Int64(mark.count)
        byteOrderMarkBytes = offset
        try fill(partition, &count, to: partitionBytes)
    }

    private func fill(_ partition: Partition, _ count: inout Int, to target: Int) throws(ArchiveError) {
        guard !isAtEnd, count < target else { return }
        partition.grow(to: target, keeping: count)
        let got = try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: partition.memory[count..<target]))
        if got < target - count { isAtEnd = true }
        count += got
    }

    /// Skips the remainder of a row that is too long, and its newline. The bytes after it become `rest`.
    private func skipToRowEnd() throws(ArchiveError) -> Int64 {
        var skipped: Int64 = 0
        // At most the length of a row at a time, because the remaining bytes become `rest`.
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(256 << 10, longestRow), alignment: 64)
        defer { scratch.deallocate() }
        while !isAtEnd {
            let count = try archive.read(into: scratch)
            if count < scratch.count { isAtEnd = true }
            // `memchr` skips an endless row as fast as the decoder produces its bytes.
            if let found = memchr(scratch.baseAddress!, Int32(PartitionCut.newline), count) {
                let end = UnsafeRawPointer(found) - UnsafeRawPointer(scratch.baseAddress!) + 1
                rest = Array(scratch[end..<count])
                return skipped + Int64(end)
            }
            skipped += Int64(count)
        }
        return skipped
    }
}

/// Finds where to cut the bytes that have been read.
enum PartitionCut {
    /// The end of a row.
    static let newline = UInt8(ascii: "\n")
    /// The end of an n-gram.
    static let tab = UInt8(ascii: "\t")

    /// Where to cut: before the rows of the last n-gram, since more of them may follow. If there is no other n-gram
    /// before them, the cut is at the end of the last whole row. Nil when there is no whole row.
    static func find(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let end = lastIndex(of: newline, in: bytes, before: bytes.count).map({ $0 + 1 }) else { return nil }
        var start = rowStart(in: bytes, endingAt: end)
        guard let length = bytes[start..<end].firstIndex(of: tab).map({ $0 + 1 - start }) else { return end }
        while start > 0 {
            let previous = rowStart(in: bytes, endingAt: start)
            guard start - previous > length,
                memcmp(bytes.baseAddress! + previous, bytes.baseAddress! + start, length) == 0
            else { return start }
            start = previous
        }
        return end
    }

    /// The index of the first byte of the row that ends at `end`, its newline included.
    private static func rowStart(in bytes: UnsafeRawBufferPointer, endingAt end: Int) -> Int {
        lastIndex(of: newline, in: bytes, before: end - 1).map { $0 + 1 } ?? 0
    }

    private static func lastIndex(of byte: UInt8, in bytes: UnsafeRawBufferPointer, before end: Int) -> Int? {
        var index = end
        while index > 0 {
            index -= 1
            if bytes[index] == byte { return index }
        }
        return nil
    }
}
