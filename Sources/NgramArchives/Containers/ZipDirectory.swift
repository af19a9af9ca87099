/// The location of a zip member's data, and its declared method, sizes and checksum.
struct ZipMember: Equatable {
    enum Method: UInt64 {
        case stored = 0
        case deflated = 8
    }

    var method: Method
    var checksum: UInt32
    var compressedSize: Int64
    var uncompressedSize: Int64
    var dataOffset: Int64
}

/// The central directory of a zip file (APPNOTE.TXT, sections 4.3.6 to 4.3.16), with zip64.
struct ZipDirectory {
    /// The number of members that a message names, and the number of bytes shown of each name.
    private static let shownNames = 3
    private static let shownBytes = 60

    private let input: ArchiveFile

    init(_ input: ArchiveFile) {
        self.input = input
    }

    /// - Throws: `ArchiveError.severalMembers` unless the file holds exactly one member, and `ArchiveError.corrupt`
    ///   when it cannot be read.
    func onlyMember() throws(ArchiveError) -> ZipMember {
        let end = try endRecord()
        guard end.members == 1 else {
            throw .severalMembers(path: input.path, count: end.members, names: try names(before: end))
        }
        guard end.directoryOffset + 46 <= end.offset else {
            throw corrupt("its directory lies outside the file", at: end.offset)
        }
        let entry = try record(at: end.directoryOffset, count: 46, signature: 0x0201_4B50, "a directory entry")
        let nameLength = Int(entry.number(28, 2))
        let extraLength = Int(entry.number(30, 2))
        guard end.directoryOffset + 46 + Int64(nameLength + extraLength) <= end.offset else {
            throw corrupt("a directory entry that is larger than the directory", at: end.directoryOffset)
        }
        var compressed = entry.number(20, 4)
        var uncompressed = entry.number(24, 4)
        var header = entry.number(42, 4)
        let name = try input.bytes(at: end.directoryOffset + 46, count: nameLength)
        let extra = ZipRecord(try input.bytes(at: end.directoryOffset + 46 + Int64(nameLength), count: extraLength))
        try widen(&uncompressed, &compressed, &header, by: extra, at: end.directoryOffset)
        guard entry.number(8, 2) & 0x2041 == 0 else { throw corrupt("an encrypted member", at: end.directoryOffset) }
        guard let method = ZipMember.Method(rawValue: entry.number(10, 2)) else {
            throw corrupt(
                "compression method \(entry.number(10, 2)); expected 8 (deflate) or 0", at: end.directoryOffset)
        }
        guard let compressedSize = Int64(exactly: compressed), let uncompressedSize = Int64(exactly: uncompressed),
            let headerOffset = Int64(exactly: header), headerOffset <= end.directoryOffset - 30
        else { throw corrupt("its directory points outside the file", at: end.directoryOffset) }

        let local = try record(at: headerOffset, count: 30, signature: 0x0403_4B50, "a member's header")
        guard local.number(8, 2) == method.rawValue, local.number(6, 2) == entry.number(8, 2),
            try input.bytes(at: headerOffset + 30, count: Int(local.number(26, 2))) == name
        else { throw corrupt("a member's header that does not match the directory", at: headerOffset) }
        let dataOffset = headerOffset + 30 + Int64(local.number(26, 2)) + Int64(local.number(28, 2))
        guard dataOffset <= end.directoryOffset, compressedSize <= end.directoryOffset - dataOffset else {
            throw corrupt("a member that is larger than the file", at: headerOffset)
        }
        return ZipMember(
            method: method, checksum: UInt32(truncatingIfNeeded: entry.number(16, 4)), compressedSize: compressedSize,
            uncompressedSize: uncompressedSize, dataOffset: dataOffset)
    }

    /// The names of the first members, for a message, as far as the directory can be read.
    private func names(before end: End) throws(ArchiveError) -> [String] {
        var names: [String] = []
        var offset = end.directoryOffset
        while names.count < min(Int(clamping: end.members), Self.shownNames), offset + 46 <= end.offset {
            let entry = ZipRecord(try input.bytes(at: offset, count: 46))
            guard entry.count == 46, entry.number(0, 4) == 0x0201_4B50 else { break }
            let name = try input.bytes(at: offset + 46, count: Int(entry.number(28, 2)))
            names.append(BadRow.escape(name.prefix(Self.shownBytes)) + (name.count > Self.shownBytes ? "…" : ""))
            offset += 46 + Int64(entry.number(28, 2) + entry.number(30, 2) + entry.number(32, 2))
        }
        return names
    }

    /// Replaces fields whose bits are all ones with the values from the zip64 extra field (4.5.3), which contains only
    /// those fields.
    private func widen(
        _ uncompressed: inout UInt64, _ compressed: inout UInt64, _ header: inout UInt64, by extra: ZipRecord,
        at offset: Int64
    ) throws(ArchiveError) {
        let full: UInt64 = 0xFFFF_FFFF
        guard uncompressed == full || compressed == full || header == full else { return }
        var position = 0
        while position + 4 <= extra.count {
            let size = Int(extra.number(position + 2, 2))
            if extra.number(position, 2) == 1, position + 4 + size <= extra.count {
                var field = position + 4
                let end = field + size
                func next(_ value: UInt64) -> UInt64? {
                    guard value == full else { return value }
                    guard field + 8 <= end else { return nil }
                    defer { field += 8 }
                    return extra.number(field, 8)
                }
                if let wideUncompressed = next(uncompressed), let wideCompressed = next(compressed),
                    let wideHeader = next(header)
                {
                    (uncompressed, compressed, header) = (wideUncompressed, wideCompressed, wideHeader)
                    return
                }
            }
            position += 4 + size
        }
        throw corrupt("sizes that need zip64 without its extra field", at: offset)
    }

    private struct End {
        var offset: Int64
        var members: UInt64
        var directoryOffset: Int64
    }

    /// Finds the end record within the last 65,557 bytes: it has 22 bytes, followed by a comment of at most 65,535.
    private func endRecord() throws(ArchiveError) -> End {
        let size = input.identity.size
        let start = max(0, size - 65_557)
        let tail = ZipRecord(try input.bytes(at: start, count: Int(size - start)))
        let position = stride(from: tail.count - 22, through: 0, by: -1).first {
            tail.number($0, 4) == 0x0605_4B50 && $0 + 22 + Int(tail.number($0 + 20, 2)) == tail.count
        }
        guard let position else { throw .truncated(path: input.path, compressedOffset: size) }
        var members = tail.number(position + 10, 2)
        var directory = tail.number(position + 16, 4)
        var offset = start + Int64(position)
        if members == 0xFFFF || directory == 0xFFFF_FFFF, position >= 20 {
            let locator = position - 20
            if tail.number(locator, 4) == 0x0706_4B50, let wide = Int64(exactly: tail.number(locator + 8, 8)) {
                guard wide <= start + Int64(locator) - 56 else {
                    throw corrupt("a zip64 end record outside the file", at: offset)
                }
                let record = try record(at: wide, count: 56, signature: 0x0606_4B50, "the zip64 end record")
                members = record.number(32, 8)
                directory = record.number(48, 8)
                offset = wide
            }
        }
        guard let directoryOffset = Int64(exactly: directory), directoryOffset < offset || members == 0 else {
            throw corrupt("its directory lies outside the file", at: offset)
        }
        return End(offset: offset, members: members, directoryOffset: directoryOffset)
    }

    private func record(
        at offset: Int64, count: Int, signature: UInt64, _ what: String
    ) throws(ArchiveError) -> ZipRecord {
        let record = ZipRecord(try input.bytes(at: offset, count: count))
        guard record.count == count, record.number(0, 4) == signature else {
            throw corrupt("\(what) is missing", at: offset)
        }
        return record
    }

    private func corrupt(_ found: String, at offset: Int64) -> ArchiveError {
        .corrupt(path: input.path, compressedOffset: offset, found: found)
    }
}

/// Bytes of a zip file, from which little-endian numbers can be read.
private struct ZipRecord {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func number(_ offset: Int, _ size: Int) -> UInt64 {
        (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
}
