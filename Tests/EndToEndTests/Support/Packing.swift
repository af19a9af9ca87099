import CZlib
import NgramSamples

/// Every way in which an archive may be packed.
enum Packing: CaseIterable {
    case plain, gzip, gzipMembers, gzipPadded, zip, zip64, zipStreamed, zipStored

    /// What is appended to an archive's name.
    var ending: String {
        switch self {
        case .plain: ""
        case .gzip, .gzipMembers, .gzipPadded: ".gz"
        case .zip, .zip64, .zipStreamed, .zipStored: ".zip"
        }
    }

    func pack(_ bytes: [UInt8], member: String) throws -> [UInt8] {
        switch self {
        case .plain: return bytes
        case .gzip: return try GzipWriter.compress(bytes)
        case .gzipMembers:
            // Cut inside rows, with an empty member between.
            let cuts = [0, bytes.count / 3, bytes.count / 3, bytes.count / 2, bytes.count]
            return try Swift.zip(cuts, cuts.dropFirst()).flatMap { try GzipWriter.compress(Array(bytes[$0..<$1])) }
        case .gzipPadded: return try GzipWriter.compress(bytes) + [UInt8](repeating: 0, count: 700)
        case .zip: return try ZipWriter.compress(bytes, member: member)
        case .zip64: return try ZipWriter.compress(bytes, member: member, layout: .zip64)
        case .zipStreamed: return try ZipWriter.compress(bytes, member: member, layout: .streamed)
        case .zipStored: return Packing.stored(bytes, member: Array(member.utf8))
        }
    }

    /// A zip file whose member is not deflated (APPNOTE.TXT 4.3), with a comment at its end.
    private static func stored(_ bytes: [UInt8], member: [UInt8]) -> [UInt8] {
        func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(value >> (8 * $0) & 0xFF) } }
        let checksum = Int(crc32(0, bytes, uInt(bytes.count)))
        let common =
            number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(checksum, 4)
            + number(bytes.count, 4) + number(bytes.count, 4) + number(member.count, 2) + number(0, 2)
        let local = number(0x0403_4B50, 4) + common + member + bytes
        let entry = number(0x0201_4B50, 4) + number(20, 2) + common + number(0, 14) + member
        let comment = Array("packed by hand".utf8)
        return local + entry + number(0x0605_4B50, 4) + number(0, 4) + number(1, 2) + number(1, 2)
            + number(entry.count, 4) + number(local.count, 4) + number(comment.count, 2) + comment
    }

    /// Unpacks a gzip file with zlib; nil when it is not a whole one.
    static func gunzip(_ packed: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var packed = packed
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var isWhole = false
        packed.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            var code = Z_OK
            while code == Z_OK {
                let ready = chunk.withUnsafeMutableBufferPointer { buffer -> Int in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = uInt(buffer.count)
                    code = inflate(&stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.avail_out)
                }
                output += chunk[..<ready]
                isWhole = code == Z_STREAM_END && stream.avail_in == 0
                // Another member follows.
                if code == Z_STREAM_END, stream.avail_in > 0 { code = inflateReset(&stream) }
            }
        }
        return isWhole ? output : nil
    }
}
