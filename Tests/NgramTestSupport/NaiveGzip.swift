/// Parses a gzip file as RFC 1952 specifies.
package struct NaiveGzip {
    /// The uncompressed content of a member, and the ranges of its data and its trailer in the file.
    package struct Member {
        /// The uncompressed bytes.
        package var content: [UInt8]
        /// The range of its deflate data.
        package var data: Range<Int>
        /// The eight bytes of checksum and length.
        package var trailer: Range<Int>
    }

    /// The members before the first one that cannot be read.
    package private(set) var members: [Member] = []

    /// Whether the file consists of complete members with the right checksums and lengths, followed by zeros only.
    package private(set) var isWhole = false

    /// The uncompressed content of the file; nil if the file is not valid.
    package var content: [UInt8]? { isWhole ? members.flatMap(\.content) : nil }

    /// Reads a file.
    package init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var areRight = true
        while let (member, isRight) = Self.member(&rest) {
            members.append(member)
            areRight = areRight && isRight
            if rest.allSatisfy({ $0 == 0 }) {
                isWhole = areRight
                return
            }
        }
    }

    /// The file with the right checksums and lengths in its members.
    package static func corrected(_ bytes: [UInt8]) -> [UInt8] {
        var corrected = bytes
        for member in NaiveGzip(bytes).members {
            let numbers = [NaiveChecksum.of(member.content), UInt32(truncatingIfNeeded: member.content.count)]
            corrected.replaceSubrange(member.trailer, with: numbers.flatMap { littleEndian($0) })
        }
        return corrected
    }

    private static func member(_ rest: inout ArraySlice<UInt8>) -> (Member, isRight: Bool)? {
        let start = rest
        guard rest.starts(with: [0x1F, 0x8B, 8]), rest.count >= 10 else { return nil }
        let flags = rest[rest.startIndex + 3]
        guard flags & 0xE0 == 0 else { return nil }
        rest = rest.dropFirst(10)
        if flags & 4 != 0 {
            guard let length = number(&rest, 2), length <= rest.count else { return nil }
            rest = rest.dropFirst(Int(length))
        }
        for text in [8, 16] as [UInt8] where flags & text != 0 {
            guard let end = rest.firstIndex(of: 0) else { return nil }
            rest = rest[(end + 1)...]
        }
        if flags & 2 != 0 {
            let header = Array(start[..<rest.startIndex])
            guard let checksum = number(&rest, 2), checksum == NaiveChecksum.of(header) & 0xFFFF else { return nil }
        }
        let data = rest.startIndex
        guard let (content, following) = NaiveInflate.inflate(rest) else { return nil }
        rest = following
        let trailer = rest.startIndex..<rest.startIndex + 8
        guard let checksum = number(&rest, 4), let length = number(&rest, 4) else { return nil }
        let isRight = checksum == NaiveChecksum.of(content) && length == UInt32(truncatingIfNeeded: content.count)
        let member = Member(
            content: content, data: data..<trailer.lowerBound, trailer: trailer)
        return (member, isRight)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ size: Int) -> UInt32? {
        guard rest.count >= size else { return nil }
        defer { rest = rest.dropFirst(size) }
        return rest.prefix(size).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
