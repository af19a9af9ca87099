/// A stretch of an archive that ends at a row's end: the unit that is mapped in parallel.
///
/// Its memory is reused for one partition after another. It is handed from the reader to one mapper and back, never
/// shared: at any time one task alone holds it, which is why it may cross tasks unchecked.
package final class Partition: @unchecked Sendable {
    /// The place of the partition in its archive, from 0.
    package internal(set) var index = 0

    /// Where its first byte lies in the unpacked archive.
    package internal(set) var unpackedOffset: Int64 = 0

    /// Where in the archive reading can be taken up again behind this partition.
    package internal(set) var resumePoint = ResumePoint.beginning

    /// How far into the packed file the reader had come.
    package internal(set) var packedOffset: Int64 = 0

    /// Whether it is nothing but the beginning of a row longer than `PartitionReader.longestRow`.
    package internal(set) var isOversizedRow = false

    /// Bytes it holds.
    package internal(set) var count = 0

    private(set) var memory: UnsafeMutableRawBufferPointer

    /// Where it lies, to be kept when its memory goes on to another.
    package var place: PartitionPlace {
        PartitionPlace(
            index: index, unpackedOffset: unpackedOffset, packedOffset: packedOffset, resumePoint: resumePoint)
    }

    /// An empty partition with room for so many bytes; it grows when a single row needs more.
    package init(capacity: Int) {
        memory = .allocate(byteCount: capacity + Self.sentinelBytes, alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    /// Room for a newline behind the last row, which ends every scan of the parser, and for its reads of whole words.
    static let sentinelBytes = 16

    /// Bytes it has room for.
    var capacity: Int { memory.count - Self.sentinelBytes }

    /// The rows.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory.prefix(count)) }

    func grow(to capacity: Int, keeping used: Int) {
        guard capacity > self.capacity else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + Self.sentinelBytes, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory.prefix(used)))
        memory.deallocate()
        memory = larger
    }
}

/// Where a partition lies in its archive.
package struct PartitionPlace: Sendable, Equatable {
    /// Its number, from 0.
    package var index: Int
    /// Where its first byte lies in the unpacked archive.
    package var unpackedOffset: Int64
    /// How far into the packed file the reader had come.
    package var packedOffset: Int64
    /// Where in the archive reading can be taken up again behind it.
    package var resumePoint: ResumePoint
}
