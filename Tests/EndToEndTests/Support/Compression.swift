import NgramSamples
import NgramTestSupport

/// Every way to compress an archive.
enum Compression: CaseIterable {
    case plain, gzip, gzipMembers, gzipPadded, zip, zip64, zipStreamed, zipStored

    /// What is appended to an archive's name.
    var ending: String {
        switch self {
        case .plain: ""
        case .gzip, .gzipMembers, .gzipPadded: ".gz"
        case .zip, .zip64, .zipStreamed, .zipStored: ".zip"
        }
    }

    func compress(_ bytes: [UInt8], member: String) throws -> [UInt8] {
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
        case .zipStored:
            var zip = HandmadeZip(stored: bytes)
            zip.name = Array(member.utf8)
            zip.comment = Array("not compressed".utf8)
            return zip.bytes
        }
    }
}
