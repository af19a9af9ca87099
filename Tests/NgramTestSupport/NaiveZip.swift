/// Takes a zip file of one member apart by slices of the whole file (APPNOTE.TXT, 4.3).
package struct NaiveZip {
    /// Where the member's data lies.
    package private(set) var data: Range<Int>
    /// The uncompressed data, nil if the data is incomplete.
    package private(set) var uncompressed: [UInt8]?
    /// Where the directory's entry of the member lies.
    package private(set) var entry: Int
    /// Where the entry's uncompressed size lies, and how many bytes that has.
    private var sizeField: Range<Int>
    private let bytes: [UInt8]

    /// What the file holds, nil when anything it declares is not so.
    package var content: [UInt8]? {
        guard let uncompressed, Self.number(bytes, sizeField.lowerBound, sizeField.count) == UInt64(uncompressed.count),
            Self.number(bytes, entry + 16, 4) == UInt64(NaiveChecksum.of(uncompressed))
        else { return nil }
        return uncompressed
    }

    /// Reads a file; nil where there is not one member whose data lies before the directory.
    package init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard let (members, directory, directoryEnd) = Self.end(bytes), members == 1,
            let entry = Int(exactly: directory), Self.has(0x0201_4B50, 46, bytes, at: entry, before: directoryEnd)
        else { return nil }
        func field(_ offset: Int, _ size: Int) -> UInt64 { Self.number(bytes, entry + offset, size) ?? 0 }
        self.entry = entry
        let name = entry + 46..<entry + 46 + Int(field(28, 2))
        let extra = name.upperBound..<name.upperBound + Int(field(30, 2))
        guard extra.upperBound <= directoryEnd, field(8, 2) & 0x2041 == 0, [0, 8].contains(field(10, 2)) else {
            return nil
        }
        // Sizes and place, from the zip64 field where they are all ones.
        var places = [entry + 24..<entry + 28, entry + 20..<entry + 24, entry + 42..<entry + 46]
        let isFull = places.map { Self.number(bytes, $0.lowerBound, 4) == 0xFFFF_FFFF }
        if isFull.contains(true) {
            guard var wide = Self.wideFields(bytes, extra, count: isFull.count { $0 }) else { return nil }
            for index in places.indices where isFull[index] { places[index] = wide.removeFirst() }
        }
        sizeField = places[0]
        let numbers = places.compactMap { Int(exactly: Self.number(bytes, $0.lowerBound, $0.count) ?? .max) }
        guard numbers.count == 3, Self.has(0x0403_4B50, 30, bytes, at: numbers[2], before: entry) else { return nil }
        func local(_ offset: Int, _ size: Int) -> UInt64 { Self.number(bytes, numbers[2] + offset, size) ?? 0 }
        let localName = numbers[2] + 30..<numbers[2] + 30 + Int(local(26, 2))
        let start = localName.upperBound + Int(local(28, 2))
        guard local(6, 2) == field(8, 2), local(8, 2) == field(10, 2), localName.upperBound <= bytes.count,
            bytes[localName] == bytes[name], start <= entry, numbers[1] <= entry - start
        else { return nil }
        data = start..<start + numbers[1]
        if field(10, 2) == 0 {
            uncompressed = Array(bytes[data])
        } else if let (output, rest) = NaiveInflate.inflate(bytes[data]), rest.isEmpty {
            uncompressed = output
        }
    }

    /// The file with the checksum and size that its member ought to have, where its data can be uncompressed.
    package static func mended(_ bytes: [UInt8]) -> [UInt8] {
        guard let zip = NaiveZip(bytes), let uncompressed = zip.uncompressed else { return bytes }
        var mended = bytes
        mended.replaceSubrange(zip.entry + 16..<zip.entry + 20, with: littleEndian(NaiveChecksum.of(uncompressed)))
        let size = littleEndian(UInt32(uncompressed.count)) + [0, 0, 0, 0]
        mended.replaceSubrange(zip.sizeField, with: size.prefix(zip.sizeField.count))
        return mended
    }

    /// The number of members, and where the directory begins and must have ended.
    private static func end(_ bytes: [UInt8]) -> (members: UInt64, directory: UInt64, directoryEnd: Int)? {
        guard [3, 5].contains(number(bytes, 2, 1)), bytes.starts(with: [0x50, 0x4B]),
            number(bytes, 3, 1) == number(bytes, 2, 1).map({ $0 + 1 }), bytes.count >= 22
        else { return nil }
        let place = (0...bytes.count - 22).last { place in
            has(0x0605_4B50, 22, bytes, at: place, before: bytes.count)
                && number(bytes, place + 20, 2) == UInt64(bytes.count - place - 22)
        }
        guard let place, let members = number(bytes, place + 10, 2), let directory = number(bytes, place + 16, 4)
        else { return nil }
        guard members == 0xFFFF || directory == 0xFFFF_FFFF, has(0x0706_4B50, 20, bytes, at: place - 20, before: place)
        else { return (members, directory, place) }
        guard let wide = number(bytes, place - 12, 8).flatMap({ Int(exactly: $0) }),
            has(0x0606_4B50, 56, bytes, at: wide, before: place - 20),
            let members = number(bytes, wide + 32, 8), let directory = number(bytes, wide + 48, 8)
        else { return nil }
        return (members, directory, wide)
    }

    /// The first fields of eight bytes in the zip64 extra field (4.5.3).
    private static func wideFields(_ bytes: [UInt8], _ extra: Range<Int>, count: Int) -> [Range<Int>]? {
        var rest = extra
        while rest.count >= 4, let id = number(bytes, rest.lowerBound, 2),
            let size = number(bytes, rest.lowerBound + 2, 2)
        {
            let field = rest.lowerBound + 4..<rest.lowerBound + 4 + Int(size)
            guard field.upperBound <= rest.upperBound else { return nil }
            if id == 1, field.count >= 8 * count {
                return (0..<count).map { field.lowerBound + 8 * $0..<field.lowerBound + 8 * $0 + 8 }
            }
            rest = field.upperBound..<rest.upperBound
        }
        return nil
    }

    private static func has(_ signature: UInt64, _ size: Int, _ bytes: [UInt8], at place: Int, before end: Int) -> Bool
    {
        place >= 0 && place <= end - size && number(bytes, place, 4) == signature
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        return bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
