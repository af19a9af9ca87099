import Foundation
import NgramBlocks
import NgramModel

/// What is to become of rows that break the format.
package enum BadRowPolicy: String, Sendable, CaseIterable {
    /// The first one fails its archive.
    case fail
    /// They are left out and counted.
    case skip
}

/// What became of a partition: its counts, or the first bad row under `BadRowPolicy.fail`.
package struct MappedPartition: Sendable {
    /// What was counted, up to the bad row if there is one.
    package var counts: PartialCounts

    /// The bad row, and where in the partition it begins.
    package var failure: (row: BadRow, offset: Int64)?
}

/// Maps partitions of one edition's rows into partial counts. Holds no state of its own between partitions.
package enum PartitionMapper {
    /// Folds the rows of a partition.
    ///
    /// - Parameter builder: any builder with room for the partition; it is as new afterwards.
    package static func map(
        _ partition: Partition, edition: Edition, badRows: BadRowPolicy, with builder: inout PartialCountsBuilder
    ) -> MappedPartition {
        var failure: (row: BadRow, offset: Int64)?
        if partition.isOversizedRow {
            let row = BadRow(
                problem: "a row of more than \(PartitionReader.longestRow) bytes; expected a newline before that",
                excerpt: Array(partition.bytes.prefix(BadRow.excerptLength)))
            if badRows == .skip { builder.skipRow() } else { failure = (row, 0) }
        } else {
            switch edition {
            case .y2009: failure = map(partition, Layout2009.self, badRows, &builder)
            case .y2012: failure = map(partition, Layout2012.self, badRows, &builder)
            case .y2019: failure = map(partition, Layout2019.self, badRows, &builder)
            }
        }
        return MappedPartition(counts: builder.finish(), failure: failure)
    }

    /// The loop over the rows.
    ///
    /// Bounds: behind the last row stand a newline and spare bytes (`Partition.sentinelBytes`). Every scan ends at a
    /// TAB, a comma or a newline at the latest, so at that newline; a comparison with the n-gram before reads at most
    /// as far as the memory that is checked to be there first.
    private static func map<Layout: RowLayout>(
        _ partition: Partition, _ layout: Layout.Type, _ policy: BadRowPolicy, _ builder: inout PartialCountsBuilder
    ) -> (row: BadRow, offset: Int64)? {
        partition.memory[partition.count] = Digits.newline
        let start = UnsafePointer(partition.memory.bindMemory(to: UInt8.self).baseAddress!)
        let end = start + partition.count
        var cursor = start
        while cursor < end {
            let row = cursor
            let length = builder.currentLength
            var isGood = true
            if length > 0, end - cursor > length, cursor[length] == Digits.tab, builder.isPrefix(of: cursor) {
                cursor += length + 1
            } else {
                isGood = begin(&cursor, &builder)
            }
            if isGood, Layout.addRow(&cursor, to: &builder) {
                builder.endRow()
                continue
            }
            let rowEnd = memchr(row, Int32(Digits.newline), end - row + 1)!
            cursor = UnsafePointer(rowEnd.assumingMemoryBound(to: UInt8.self)) + 1
            if policy == .skip {
                builder.skipRow()
            } else {
                let bytes = UnsafeRawBufferPointer(start: row, count: UnsafeRawPointer(rowEnd) - UnsafeRawPointer(row))
                return (BadRow.diagnose(bytes, edition: Layout.edition), Int64(row - start))
            }
        }
        return nil
    }

    /// Reads an n-gram that differs from the one before and its TAB. False when it is empty, not UTF-8, or not ended
    /// by a TAB within the row.
    @inline(never)
    private static func begin(
        _ cursor: inout UnsafePointer<UInt8>, _ builder: inout PartialCountsBuilder
    ) -> Bool {
        let start = cursor
        var allBits: UInt8 = 0
        while cursor.pointee != Digits.tab, cursor.pointee != Digits.newline {
            allBits |= cursor.pointee
            cursor += 1
        }
        let length = cursor - start
        guard cursor.pointee == Digits.tab, length > 0 else { return false }
        if allBits >= 0x80 {
            guard String(validating: UnsafeBufferPointer(start: start, count: length), as: UTF8.self) != nil else {
                return false
            }
        }
        cursor += 1
        builder.begin(start, length: length)
        return true
    }
}
