import Foundation
import NgramBlocks
import NgramModel

/// A bad row and its place in a partition.
package struct BadRowInPartition: Equatable, Sendable {
    /// What is wrong with the row.
    package var row: BadRow
    /// The number of rows before it in the partition: good, bad, or dropped.
    package var index: Int64
    /// The offset of its first byte in the partition.
    package var offset: Int64
}

/// The result of mapping a partition.
package struct MappedPartition: Sendable {
    /// The counts of the partition. Under `BadRowPolicy.fail`, only those of the rows before the first bad row.
    package var counts: PartialCounts

    /// The first bad row, if there is one.
    package var firstBadRow: BadRowInPartition?
}

/// Maps the rows of partitions to partial counts. It keeps no state between partitions.
package enum PartitionMapper {
    /// Folds the rows of a partition.
    ///
    /// - Parameter placeholders: Whether to drop rows whose n-gram has two words or more, one of which is a bare tag.
    ///   Dropped rows are counted in `PartialCounts.placeholderRows` only. They are parsed all the same: one that
    ///   violates the format is a bad row.
    /// - Parameter builder: A builder with room for the partition. It can be used for another partition afterward.
    package static func map(
        _ partition: Partition, edition: Edition, badRows: BadRowPolicy, placeholders: PlaceholderPolicy = .keep,
        with builder: inout PartialCountsBuilder
    ) -> MappedPartition {
        var firstBadRow: BadRowInPartition?
        if partition.isOversizedRow {
            let row = BadRow(
                problem: "found a row of more than \(PartitionReader.longestRow) bytes, expected a newline before that",
                excerpt: Array(partition.bytes.prefix(BadRow.excerptLength)))
            firstBadRow = BadRowInPartition(row: row, index: 0, offset: 0)
            if badRows == .skip { builder.skipRow() }
        } else {
            switch edition {
            case .y2009: firstBadRow = map(partition, Layout2009.self, badRows, placeholders, &builder)
            case .y2012: firstBadRow = map(partition, Layout2012.self, badRows, placeholders, &builder)
            case .y2019: firstBadRow = map(partition, Layout2019.self, badRows, placeholders, &builder)
            }
        }
        return MappedPartition(counts: builder.finish(), firstBadRow: firstBadRow)
    }

    /// Maps all rows, or those before the first bad one. Returns the first bad row.
    private static func map<Layout: RowLayout>(
        _ partition: Partition, _ layout: Layout.Type, _ policy: BadRowPolicy, _ placeholders: PlaceholderPolicy,
        _ builder: inout PartialCountsBuilder
    ) -> BadRowInPartition? {
        partition.memory[partition.count] = Digits.newline
        let start = UnsafePointer(partition.memory.bindMemory(to: UInt8.self).baseAddress!)
        let end = start + partition.count
        var cursor = start
        var firstBadRow: BadRowInPartition?
        while let stop = mapGoodRows(from: cursor, to: end, layout, placeholders, &builder) {
            var row = stop
            if placeholders == .drop, let length = Placeholders.length(of: stop) {
                cursor = stop
                guard let bad = dropRows(&cursor, length: length, to: end, layout, &builder) else { continue }
                row = bad
            }
            let rowEnd = memchr(row, Int32(Digits.newline), end - row + 1)!
            if firstBadRow == nil {
                let bytes = UnsafeRawBufferPointer(start: row, count: UnsafeRawPointer(rowEnd) - UnsafeRawPointer(row))
                firstBadRow = BadRowInPartition(
                    row: BadRow.diagnose(bytes, edition: Layout.edition), index: builder.rowsSoFar,
                    offset: Int64(row - start))
            }
            if policy == .fail { break }
            builder.skipRow()
            cursor = UnsafePointer(rowEnd.assumingMemoryBound(to: UInt8.self)) + 1
        }
        return firstBadRow
    }

    /// The hot loop. Returns the start of the row at which it stopped, or nil at the end. It stops at a bad row, and at
    /// the first row of a placeholder when they are dropped.
    ///
    /// Bounds: The last row is followed by a newline and spare bytes (`Partition.sentinelBytes`). No scan goes past the
    /// next newline, so none leaves the memory. The comparison with the current n-gram reads only memory that has been
    /// checked to be part of the partition.
    @inline(never)
    private static func mapGoodRows<Layout: RowLayout>(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ layout: Layout.Type,
        _ placeholders: PlaceholderPolicy, _ builder: inout PartialCountsBuilder
    ) -> UnsafePointer<UInt8>? {
        var cursor = start
        while cursor < end {
            let row = cursor
            let length = builder.currentLength
            if length > 0, end - cursor > length, cursor[length] == Digits.tab, builder.isPrefix(of: cursor) {
                cursor += length + 1
            } else if !begin(&cursor, placeholders, &builder) {
                return row
            }
            guard Layout.addRow(&cursor, to: &builder) else { return row }
            builder.endRow()
        }
        return nil
    }

    /// Reads a new n-gram and its TAB. False when it is empty, not UTF-8, or not followed by a TAB in its row, and when it
    /// is a placeholder to be dropped. The builder's current n-gram then remains the same.
    @inline(never)
    private static func begin(
        _ cursor: inout UnsafePointer<UInt8>, _ placeholders: PlaceholderPolicy, _ builder: inout PartialCountsBuilder
    ) -> Bool {
        let start = cursor
        var allBits: UInt8 = 0
        while cursor.pointee != Digits.tab, cursor.pointee != Digits.newline {
            allBits |= cursor.pointee
            cursor += 1
        }
        let length = cursor - start
        guard cursor.pointee == Digits.tab, length > 0 else { return false }
        let ngram = UnsafeBufferPointer(start: start, count: length)
        if allBits >= 0x80 {
            guard String(validating: ngram, as: UTF8.self) != nil else { return false }
        }
        if placeholders == .drop, Placeholders.contains(ngram) { return false }
        cursor += 1
        builder.begin(start, length: length)
        return true
    }

    /// Reads past the consecutive rows of the n-gram of the given length that begins at `cursor`, and counts them as
    /// dropped. Returns the start of a bad row at which it stopped, or nil.
    ///
    /// Bounds: as in `mapGoodRows`.
    @inline(never)
    private static func dropRows<Layout: RowLayout>(
        _ cursor: inout UnsafePointer<UInt8>, length: Int, to end: UnsafePointer<UInt8>, _ layout: Layout.Type,
        _ builder: inout PartialCountsBuilder
    ) -> UnsafePointer<UInt8>? {
        let ngram = cursor
        var ignored = IgnoredObservations()
        repeat {
            let row = cursor
            cursor += length + 1
            guard Layout.addRow(&cursor, to: &ignored) else { return row }
            builder.dropRow()
            // The n-gram and its TAB.
        } while end - cursor > length && memcmp(cursor, ngram, length + 1) == 0
        return nil
    }
}
