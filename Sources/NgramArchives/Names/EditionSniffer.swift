import NgramModel

extension Edition {
    /// The edition that a row's columns are laid out for; nil when they fit none.
    package init?(row: some Collection<UInt8>) {
        let columns = Array(row).split(separator: Digits.tab, omittingEmptySubsequences: false)
        switch columns.count {
        case 2... where columns[1].filter({ $0 == Digits.comma }).count == 2: self = .y2019
        case 4: self = .y2012
        case 5: self = .y2009
        default: return nil
        }
    }

    /// The edition that an archive's content is laid out for: that of the first of its rows to fit one, among those
    /// of its first 64 KiB. Nil when none fits, as in an archive without rows.
    package init?(sniffing path: String) throws(ArchiveError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        let count = try ArchiveReader(path: path).read(into: buffer)
        let rows = buffer.prefix(count).split(separator: Digits.newline)
        guard let edition = rows.lazy.compactMap({ Edition(row: $0) }).first else { return nil }
        self = edition
    }
}
