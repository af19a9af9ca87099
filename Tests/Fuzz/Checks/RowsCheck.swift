import NgramBlocks
import NgramModel
import NgramTestSupport

@testable import NgramArchives

/// Rows of an edition: divided into partitions of any size, mapped, and resumed after any partition.
///
/// Settings: the size of a partition (2), the size of a block, the longest row, the partition to resume after.
enum RowsCheck {
    static func run(_ input: [UInt8], _ edition: Edition, in folder: String) throws {
        let fuzz = FuzzInput(input, settings: 5)
        // Other targets check compressed files.
        if fuzz.bytes.starts(with: [0x1F, 0x8B]) || fuzz.bytes.starts(with: Array("PK".utf8)) { return }
        let path = try FuzzFile.write(fuzz.bytes, to: "rows", in: folder)
        let check = Check(fuzz: fuzz, edition: edition, path: path)
        let partitions = try check.partitions(size: fuzz.wideSetting(0) + 1, from: nil)
        try check.cuts(partitions)
        for partition in partitions { try check.counts(of: partition) }
        try check.firstBadRow(in: partitions)
        try check.resuming(after: partitions)
        try check.sniffing()
    }

    private struct Check {
        let fuzz: FuzzInput
        let edition: Edition
        let path: String

        /// The limit of the program, or one of at least 16 bytes, so that some rows are too long.
        var longestRow: Int { fuzz.setting(3) < 128 ? PartitionReader.longestRow : (fuzz.setting(3) - 127) * 16 }
        var limits: BlockLimits {
            BlockLimits(headBytes: fuzz.setting(2) * 8 + 1, seriesBytes: fuzz.setting(2) * 3 + 1)
        }

        /// The size of the byte order mark, which is not part of the first row.
        var byteOrderMarkBytes: Int { fuzz.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

        func partitions(size: Int, from point: ResumePoint?) throws -> [Partition] {
            let reader = PartitionReader(
                try ArchiveReader(path: path), partitionBytes: size, longestRow: longestRow)
            if let point {
                guard try reader.resume(at: point) else { throw Disagreement("an unchanged archive is not recognized") }
            }
            var all: [Partition] = []
            while true {
                let partition = Partition(capacity: size)
                guard try reader.next(partition) else { return all }
                all.append(partition)
            }
        }

        /// The partitions contain every row of the archive in order, except rows that are too long.
        func cuts(_ partitions: [Partition]) throws {
            var offset = byteOrderMarkBytes
            for (index, partition) in partitions.enumerated() {
                try agree(partition.index, index, "the number of a partition")
                try agree(partition.uncompressedOffset, Int64(offset), "where partition \(index) begins")
                let rest = fuzz.bytes[offset...]
                if partition.isOversizedRow {
                    let row = rest.prefix { $0 != 0x0A }
                    guard row.count > longestRow else { throw Disagreement("a row of \(row.count) bytes is skipped") }
                    offset = min(fuzz.bytes.count, offset + row.count + 1)
                } else {
                    guard rest.starts(with: partition.bytes), partition.count > 0 else {
                        throw Disagreement("partition \(index) differs from the bytes of the archive")
                    }
                    offset += partition.count
                    guard offset == fuzz.bytes.count || partition.bytes.last == 0x0A else {
                        throw Disagreement("partition \(index) does not end with a row")
                    }
                }
                try agree(partition.resumePoint.offset, Int64(offset), "where to resume after partition \(index)")
            }
            try agree(offset, fuzz.bytes.count, "where the last partition ends")
        }

        /// The counts of a partition, with bad rows skipped, in a builder with exactly enough room.
        func counts(of partition: Partition) throws {
            let rows = rows(of: partition)
            let good = TestArchive(edition, rows.compactMap { $0 })
            var builder = PartialCountsBuilder(partitionBytes: partition.count, limits: limits)
            let mapped = PartitionMapper.map(partition, edition: edition, badRows: .skip, with: &builder)
            let first = rows.firstIndex { $0 == nil }.map(Int64.init)
            try agree(mapped.firstBadRow?.index, first, "the first bad row that is skipped")
            let counts = mapped.counts
            try agree(counts.badRows, Int64(rows.count - good.rows.count), "the number of bad rows")
            let observations = good.rows.flatMap(\.observations)
            let match = observations.reduce(Int128(0)) { $0 + Int128($1.matchCount) }
            let volume = observations.reduce(Int128(0)) { $0 + Int128($1.volumeCount) }
            try agree(counts.overflowed, max(match, volume) > Int128(Int64.max), "whether a sum overflowed")
            if counts.overflowed { return }
            try CountsCheck.run(
                counts, good.model, rows: good.rows.count, limits: limits,
                areBoundsTight: counts.badRows == 0)
        }

        /// The first bad row fails the archive, with its number, offset and reason. Good rows do not fail it.
        func firstBadRow(in partitions: [Partition]) throws {
            let size = partitions.map(\.count).max() ?? 0
            var builder = PartialCountsBuilder(partitionBytes: size, limits: limits)
            for partition in partitions {
                let rows = rows(of: partition)
                let mapped = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
                let bad = rows.firstIndex { $0 == nil }
                try agree(mapped.firstBadRow != nil, bad != nil, "whether partition \(partition.index) has a bad row")
                guard let failure = mapped.firstBadRow, let bad else { continue }
                try agree(mapped.counts.rows, Int64(bad), "the rows before the bad one")
                try agree(failure.index, Int64(bad), "the number of the bad row")
                let before = NaiveRows.lines(Array(partition.bytes)).prefix(bad).reduce(0) { $0 + $1.count + 1 }
                try agree(failure.offset, Int64(before), "where the bad row is")
                guard !failure.row.problem.hasPrefix("expected") else { throw Disagreement("no reason is given") }
                guard failure.row.description.utf8.count < 1500, !failure.row.description.contains("\n") else {
                    throw Disagreement("a message that is not a line: \(failure.row)")
                }
            }
        }

        /// After any partition, reading can resume with partitions of another size.
        func resuming(after partitions: [Partition]) throws {
            guard !partitions.isEmpty else { return }
            let point = partitions[fuzz.setting(4) % partitions.count].resumePoint
            let rest = try self.partitions(size: fuzz.setting(2) + 1, from: point)
            var offset = Int(point.offset)
            for partition in rest {
                try agree(partition.uncompressedOffset, Int64(offset), "where a partition is after resuming")
                guard fuzz.bytes[offset...].starts(with: partition.bytes) else {
                    throw Disagreement("other bytes after resuming at \(offset)")
                }
                offset = Int(partition.resumePoint.offset)
            }
            try agree(offset, fuzz.bytes.count, "the end after resuming")
        }

        func sniffing() throws {
            let editions = NaiveRows.lines(fuzz.bytes).map { NaiveRows.edition($0) }
            try agree(Edition(sniffing: path), editions.lazy.compactMap { $0 }.first, "the edition that the rows match")
        }

        private func rows(of partition: Partition) -> [TestRow?] {
            partition.isOversizedRow
                ? [nil] : NaiveRows.read(Array(partition.bytes), edition, longestRow: longestRow)
        }
    }
}
