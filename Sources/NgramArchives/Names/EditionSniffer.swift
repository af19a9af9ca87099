import NgramModel

extension Edition {
    /// The edition whose layout a row has; nil if it has none of them.
    package init?(row: some Collection<UInt8>) {
        let columns = Array(row).split(separator: Digits.tab, omittingEmptySubsequences: false)
        switch columns.count {
        case 2... where columns[1].filter({ $0 == Digits.comma }).count == 2: self = .y2019
        case 4: self = .y2012
        case 5: self = .y2009
        default: return nil
        }
    }

    /// The edition of an archive's rows: that of the first row in the first 64 KiB that has the layout of an edition.
    /// Nil if there is no such row.
    package init?(sniffing path: String, web: WebLimits = WebLimits()) throws(ArchiveError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        let count = try ArchiveReader(path: path, web: web).read(into: buffer)
        let rows = buffer.prefix(count).split(separator: Digits.newline)
        guard let edition = rows.lazy.compactMap({ Edition(row: $0) }).first else { return nil }
        self = edition
    }
}
