/// A range of an archive that ends at the end of a row: the unit of parallel mapping.
///
/// Its memory is reused for later partitions. A partition passes from the reader to one mapper and back. Only one task
/// holds it at any time, which makes `@unchecked Sendable` safe.
package final class Partition: @unchecked Sendable {
    /// The number of the partition in its archive, from 0.
    package internal(set) var index = 0

    /// The offset of its first byte in the uncompressed archive.
    package internal(set) var uncompressedOffset: Int64 = 0

    /// Where reading can resume after this partition.
    package internal(set) var resumePoint = ResumePoint.beginning

    /// A state of the reader at or before `resumePoint`, from which a later process can move to it without inflating the
    /// archive from its beginning; nil if none was recorded yet.
    package internal(set) var inflateState: InflateState?

    /// The offset in the file up to which the reader had read.
    package internal(set) var fileOffset: Int64 = 0

    /// Whether it holds only the beginning of a row longer than `PartitionReader.longestRow`.
    package internal(set) var isOversizedRow = false

    /// The number of bytes it holds.
    package internal(set) var count = 0

    private(set) var memory: UnsafeMutableRawBufferPointer

    /// Its place in the archive, which remains valid when the memory is reused.
    package var place: PartitionPlace {
        PartitionPlace(
            index: index, uncompressedOffset: uncompressedOffset, fileOffset: fileOffset, resumePoint: resumePoint,
            inflateState: inflateState)
    }

    /// An empty partition with room for `capacity` bytes. It grows when a single row needs more.
    package init(capacity: Int) {
        memory = .allocate(byteCount: capacity + Self.sentinelBytes, alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    /// Extra bytes after the rows: a newline, which ends every scan of the parser, and room for the parser's eight-byte
    /// loads.
    static let sentinelBytes = 16

    /// The number of bytes it has room for.
    var capacity: Int { memory.count - Self.sentinelBytes }

    /// The rows.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory.prefix(count)) }

    /// Makes room for `capacity` bytes and keeps the first `used` bytes.
    func grow(to capacity: Int, keeping used: Int) {
        guard capacity > self.capacity else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + Self.sentinelBytes, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory.prefix(used)))
        memory.deallocate()
        memory = larger
    }
}

/// The place of a partition in its archive.
package struct PartitionPlace: Sendable, Equatable {
    /// The number of the partition, from 0.
    package var index: Int
    /// The offset of its first byte in the uncompressed archive.
    package var uncompressedOffset: Int64
    /// The offset in the file up to which the reader had read.
    package var fileOffset: Int64
    /// Where reading can resume after the partition.
    package var resumePoint: ResumePoint
    /// A state at or before `resumePoint`, to be kept with it; nil if none was recorded yet.
    package var inflateState: InflateState?
}
