/// The records of a zip file with one member, made from the properties of that member.
struct ZipRecords {
    var name: [UInt8]
    var layout: ZipLayout
    var crc: UInt32 = 0
    var compressed: UInt64 = 0
    var uncompressed: UInt64 = 0
}

/// The records that sections 4.3.7 to 4.3.16 of PKWARE's APPNOTE.TXT 6.3 define. Numbers are little-endian.
extension ZipRecords {
    private var version: UInt16 { layout == .zip64 ? 45 : 20 }
    // Bit 3: sizes and CRC follow the data. Bit 11, "the name is UTF-8", is not set, because the names are ASCII.
    private var flags: UInt16 { layout == .streamed ? 1 << 3 : 0 }
    // July 15, 2009, midnight: the date in the file names of the edition. With a fixed date, equal content produces
    // equal files.
    private var date: UInt16 { (2009 - 1980) << 9 | 7 << 5 | 15 }

    private func size32(_ size: UInt64) -> UInt32 {
        layout == .zip64 ? .max : UInt32(truncatingIfNeeded: size)
    }

    /// The header before the data. Its length does not depend on the sizes, so it can be replaced when they are known.
    func localHeader() -> [UInt8] {
        let late = layout == .streamed
        var record = littleEndian(UInt32(0x0403_4B50)) + littleEndian(version) + littleEndian(flags)
        record += littleEndian(UInt16(8)) + littleEndian(UInt16(0)) + littleEndian(date)
        record += littleEndian(late ? 0 : crc)
        record += littleEndian(late ? 0 : size32(compressed)) + littleEndian(late ? 0 : size32(uncompressed))
        let extra = layout == .zip64 ? zip64Extra([uncompressed, compressed]) : []
        record += littleEndian(UInt16(name.count)) + littleEndian(UInt16(extra.count))
        return record + name + extra
    }

    /// The record after the data of a streamed member.
    func dataDescriptor() -> [UInt8] {
        littleEndian(UInt32(0x0807_4B50)) + littleEndian(crc)
            + littleEndian(UInt32(truncatingIfNeeded: compressed))
            + littleEndian(UInt32(truncatingIfNeeded: uncompressed))
    }

    /// The central directory and its end records, for a directory that starts at `offset`.
    func directory(at offset: UInt64) -> [UInt8] {
        let entry = centralHeader()
        let size = UInt64(entry.count)
        guard layout == .zip64 else {
            return entry + end(entries: 1, size: UInt32(size), offset: UInt32(truncatingIfNeeded: offset))
        }
        var record = littleEndian(UInt32(0x0606_4B50)) + littleEndian(UInt64(44))
        record +=
            littleEndian(UInt16(45)) + littleEndian(UInt16(45)) + littleEndian(UInt32(0)) + littleEndian(UInt32(0))
        record += littleEndian(UInt64(1)) + littleEndian(UInt64(1)) + littleEndian(size) + littleEndian(offset)
        var locator = littleEndian(UInt32(0x0706_4B50)) + littleEndian(UInt32(0))
        locator += littleEndian(offset + size) + littleEndian(UInt32(1))
        return entry + record + locator + end(entries: .max, size: .max, offset: .max)
    }

    private func centralHeader() -> [UInt8] {
        let extra = layout == .zip64 ? zip64Extra([uncompressed, compressed, 0]) : []
        var record = littleEndian(UInt32(0x0201_4B50)) + littleEndian(version) + littleEndian(version)
        record += littleEndian(flags) + littleEndian(UInt16(8)) + littleEndian(UInt16(0)) + littleEndian(date)
        record += littleEndian(crc) + littleEndian(size32(compressed)) + littleEndian(size32(uncompressed))
        record += littleEndian(UInt16(name.count)) + littleEndian(UInt16(extra.count))
        record += [UInt8](repeating: 0, count: 10)
        record += littleEndian(size32(0))
        return record + name + extra
    }

    private func end(entries: UInt16, size: UInt32, offset: UInt32) -> [UInt8] {
        littleEndian(UInt32(0x0605_4B50)) + littleEndian(UInt32(0)) + littleEndian(entries) + littleEndian(entries)
            + littleEndian(size) + littleEndian(offset) + littleEndian(UInt16(0))
    }

    private func zip64Extra(_ sizes: [UInt64]) -> [UInt8] {
        littleEndian(UInt16(1)) + littleEndian(UInt16(sizes.count * 8)) + sizes.flatMap { littleEndian($0) }
    }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
