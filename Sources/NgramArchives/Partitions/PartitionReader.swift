import Foundation

/// Cuts an archive into partitions.
///
/// A cut lies at a row's end, and between two n-grams whenever the partition holds more than one, so that a series
/// is nearly always folded whole. Not thread-safe; reading blocks on the disk.
package final class PartitionReader {
    /// The longest row that is read, in bytes. Google's longest have about 10 KB; a row without end is not let in.
    package static let longestRow = 1 << 20

    /// Room that every partition needs, whatever the size of partitions.
    package static let largestPartition = longestRow + 1

    private let archive: ArchiveReader
    private let partitionBytes: Int
    private let longestRow: Int
    private var nextIndex = 0
    private var offset: Int64

    /// What has been read behind the last cut.
    private var rest: [UInt8] = []
    private var isAtEnd = false

    /// Cuts an archive, from its beginning, into partitions of about `partitionBytes`, 1 to 1 MiB.
    package convenience init(_ archive: ArchiveReader, partitionBytes: Int) {
        self.init(archive, partitionBytes: partitionBytes, longestRow: Self.longestRow)
    }

    /// As the public initialiser, with another limit for rows, so that tests need no rows of a megabyte.
    init(_ archive: ArchiveReader, partitionBytes: Int, longestRow: Int) {
        self.archive = archive
        self.longestRow = longestRow
        self.partitionBytes = min(max(1, partitionBytes), longestRow)
        offset = archive.unpackedOffset
    }

    /// Goes forward to a resume point. False when the archive is not the one the point was taken of; start over
    /// with a new reader then.
    package func resume(at point: ResumePoint) throws(ArchiveError) -> Bool {
        guard point.offset <= point.checkedOffset, point.checkedOffset - point.offset <= Int64(Self.largestPartition)
        else { return false }
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.largestPartition, alignment: 64)
        defer { scratch.deallocate() }
        while archive.unpackedOffset < point.offset {
            let count = Int(min(Int64(scratch.count), point.offset - archive.unpackedOffset))
            guard try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(count))) == count
            else { return false }
        }
        let ahead = UnsafeMutableRawBufferPointer(
            rebasing: scratch.prefix(Int(point.checkedOffset - point.offset)))
        guard try archive.read(into: ahead) == ahead.count, archive.checksum == point.checksum else { return false }
        rest = Array(ahead)
        offset = point.offset
        return true
    }

    /// Fills the partition with the next rows; false at the end of the archive, whose checksums have then been
    /// verified.
    package func next(_ partition: Partition) throws(ArchiveError) -> Bool {
        partition.grow(to: max(partitionBytes, rest.count), keeping: 0)
        partition.memory.copyBytes(from: rest)
        var count = rest.count
        try fill(partition, &count, to: partitionBytes)
        var cut = PartitionCut.find(in: UnsafeRawBufferPointer(rebasing: partition.memory.prefix(count)))
        // One byte more than the longest row has: its newline.
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
        partition.unpackedOffset = offset
        offset += Int64(partition.count) + skipped
        partition.packedOffset = archive.packedOffset
        partition.resumePoint = ResumePoint(
            offset: offset, checkedOffset: archive.unpackedOffset, checksum: archive.checksum)
        return true
    }

    private func fill(_ partition: Partition, _ count: inout Int, to target: Int) throws(ArchiveError) {
        guard !isAtEnd, count < target else { return }
        partition.grow(to: target, keeping: count)
        let got = try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: partition.memory[count..<target]))
        if got < target - count { isAtEnd = true }
        count += got
    }

    /// Passes over the remainder of a row that is too long, and its newline; what follows becomes `rest`.
    private func skipToRowEnd() throws(ArchiveError) -> Int64 {
        var skipped: Int64 = 0
        // No more at a time than a row may have: what is left over becomes `rest`.
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(256 << 10, longestRow), alignment: 64)
        defer { scratch.deallocate() }
        while !isAtEnd {
            let count = try archive.read(into: scratch)
            if count < scratch.count { isAtEnd = true }
            // A row without end is passed over as fast as it is unpacked.
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

/// Where to cut what has been read of an archive.
enum PartitionCut {
    static let newline = UInt8(ascii: "\n")
    static let tab = UInt8(ascii: "\t")

    /// The end of the last whole row, or, where that leaves something, the start of the last n-gram's rows: more of
    /// them may follow. Nil without a whole row.
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

    /// The first byte of the row whose newline lies before `end`.
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
