import NgramTestSupport

/// An archive in a container of each kind, compressed with random deflate blocks.
struct RandomContainer: CustomStringConvertible {
    var name: String
    var bytes: [UInt8]

    var description: String { name }

    /// Whether a reader of the archive checks its content at the end.
    var isChecked: Bool { name != "plain" }

    static func all(_ content: [UInt8], _ random: inout SeededRandom) throws -> [RandomContainer] {
        guard let one = RandomDeflate.gzip(content, &random), let raw = RandomDeflate.compress(content, &random) else {
            throw CannotCompress()
        }
        var several: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(random.oneIn(3) ? random.int(0...3000) : random.int(0...200)))
            rest = rest.dropFirst(part.count)
            guard let member = RandomDeflate.gzip(part, &random) else { throw CannotCompress() }
            several += member
        }
        return [
            RandomContainer(name: "plain", bytes: content), RandomContainer(name: "one.gz", bytes: one),
            RandomContainer(name: "several.gz", bytes: several),
            RandomContainer(name: "padded.gz", bytes: several + [UInt8](repeating: 0, count: 700)),
            RandomContainer(name: "stored.zip", bytes: HandmadeZip(stored: content).bytes),
            RandomContainer(name: "deflated.zip", bytes: HandmadeZip(content, deflated: raw).bytes),
        ]
    }
}

/// zlib failed.
struct CannotCompress: Error {}

/// Content whose pieces recur at every distance.
func repetitiveBytes(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
        if bytes.isEmpty || random.oneIn(3) {
            bytes += random.bytes(random.int(1...60))
        } else {
            let start = max(0, bytes.count - random.int(1...40_000))
            bytes += bytes[start..<min(bytes.count, start + random.int(3...400))]
        }
    }
    return Array(bytes.prefix(count))
}
