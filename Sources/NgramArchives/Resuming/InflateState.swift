import NgramPacking

/// What a later process needs to continue reading an archive in its middle: the position in the file, the output before
/// it to which deflate data may refer back, and the checksums and lengths so far.
///
/// The end of the archive is checked as if it had been read at once: the checksum and the length in the trailer of a gzip
/// member or in the directory of a zip file must be those of all of the member, including the part before the position,
/// for which the state carries them. So what was counted before is confirmed by the file as it is at the end, although it
/// is not read again.
///
/// Before work is spent on it, a state is compared with the file: it belongs to one size and modification time, and it
/// has the checksum of the bytes in front of the position. Only a change of farther bytes that keeps both is not found;
/// a compressed archive then still counts as the content that its checksum describes. Finished gzip members and
/// uncompressed files have no such check at the end; for them, equal size and time mean equal content, as for archives
/// that are complete.
///
/// A state that was taken with zlib can be used with ISA-L, and vice versa.
package struct InflateState: Equatable, Sendable {
    /// The largest size in bytes of a serialized state.
    package static let largestSize = Self.fixedSize + DeflateBoundary.largestWindow

    /// The number of bytes before the position that `tailChecksum` covers, or fewer at the beginning of the file.
    static let tailBytes = 64 << 10

    /// How many compressed bytes an ingest should read from one state to the next. The cost of states is then far below
    /// 1 % of inflating, with ISA-L too, and at most this much is inflated again.
    package static let usualInterval: Int64 = 8 << 20

    /// The largest length of an archive that a state is accepted for. It keeps sums of lengths from overflowing.
    private static let largestLength: Int64 = 1 << 60

    /// What is around the position.
    package enum Place: UInt8, Sendable {
        /// An uncompressed file.
        case plain = 0
        /// The end of a gzip member.
        case gzipMembers = 1
        /// The middle of a gzip member, between two deflate blocks.
        case gzip = 2
        /// The middle of a stored zip member.
        case zipStored = 3
        /// The middle of a deflated zip member, between two deflate blocks.
        case zipDeflated = 4
    }

    /// What is around the position.
    var place: Place
    /// The file's size and modification time.
    var identity: FileIdentity
    /// The offset in the file of the first byte that has not been used.
    package internal(set) var compressedOffset: Int64
    /// How many of the highest bits of the byte before `compressedOffset` have not been used, from 0 to 7.
    var pendingBits: UInt8 = 0
    /// The uncompressed length of the gzip members before the current one; 0 in other archives.
    var earlierLength: Int64 = 0
    /// The CRC-32 of the uncompressed bytes of those members.
    var earlierChecksum: UInt32 = 0
    /// The number of uncompressed bytes of the current member up to the position.
    var memberLength: Int64
    /// The CRC-32 of those bytes.
    var memberChecksum: UInt32
    /// The uncompressed size that the zip file's directory declares; 0 in other archives.
    var declaredSize: Int64 = 0
    /// The CRC-32 that the zip file's directory declares; 0 in other archives.
    var declaredChecksum: UInt32 = 0
    /// The CRC-32 of the last `tailBytes` bytes of the file before `compressedOffset`.
    var tailChecksum: UInt32
    /// The length of the byte order mark at the beginning of the archive: 3 or 0.
    var byteOrderMarkBytes: UInt8 = 0
    /// The last uncompressed bytes of the member before the position, for deflate data.
    var window: [UInt8] = []

    /// The offset of the position in the uncompressed archive.
    package var uncompressedOffset: Int64 { earlierLength + memberLength }
}

extension InflateState {
    private static let version: UInt8 = 1
    private static let fixedSize = 76

    /// The state as bytes: the version of this layout, the fields, the window, and the CRC-32 of all of it. Numbers are
    /// little-endian.
    package var serialized: [UInt8] {
        var bytes = [Self.version, place.rawValue, pendingBits, byteOrderMarkBytes]
        bytes.reserveCapacity(Self.fixedSize + window.count)
        for number in [
            identity.size, identity.modified, compressedOffset, earlierLength, memberLength, declaredSize,
        ] {
            Self.append(UInt64(bitPattern: number), 8, to: &bytes)
        }
        for checksum in [earlierChecksum, memberChecksum, declaredChecksum, tailChecksum] {
            Self.append(UInt64(checksum), 4, to: &bytes)
        }
        Self.append(UInt64(window.count), 4, to: &bytes)
        bytes += window
        Self.append(UInt64(bytes.withUnsafeBytes { Checksum.update(0, with: $0) }), 4, to: &bytes)
        return bytes
    }

    /// Reads a serialized state. Only checks that it is one; whether it fits an archive is checked when it is used.
    /// - Throws: ``InvalidInflateState`` for any other bytes.
    package init(serialized bytes: [UInt8]) throws(InvalidInflateState) {
        guard bytes.count >= Self.fixedSize, bytes.count <= Self.largestSize, bytes[0] == Self.version else {
            throw InvalidInflateState()
        }
        func number(_ offset: Int, _ size: Int) -> UInt64 {
            (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        }
        func length(_ index: Int) -> Int64 { Int64(bitPattern: number(4 + 8 * index, 8)) }
        func checksum(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(52 + 4 * index, 4)) }
        let covered = bytes.count - 4
        guard let place = Place(rawValue: bytes[1]),
            Int(number(68, 4)) == bytes.count - Self.fixedSize,
            UInt32(truncatingIfNeeded: number(covered, 4))
                == bytes.withUnsafeBytes({ Checksum.update(0, with: UnsafeRawBufferPointer(rebasing: $0[..<covered])) })
        else { throw InvalidInflateState() }
        self.init(
            place: place, identity: FileIdentity(size: length(0), modified: length(1)), compressedOffset: length(2),
            pendingBits: bytes[2], earlierLength: length(3), earlierChecksum: checksum(0), memberLength: length(4),
            memberChecksum: checksum(1), declaredSize: length(5), declaredChecksum: checksum(2),
            tailChecksum: checksum(3), byteOrderMarkBytes: bytes[3], window: Array(bytes[72..<covered]))
        guard isPossible else { throw InvalidInflateState() }
    }

    /// Whether the fields do not contradict each other.
    private var isPossible: Bool {
        guard compressedOffset >= 0, compressedOffset <= identity.size, pendingBits <= 7,
            pendingBits == 0 || compressedOffset > 0,
            (0...Self.largestLength).contains(earlierLength), (0...Self.largestLength).contains(memberLength),
            window.count <= memberLength,
            byteOrderMarkBytes == 0 || byteOrderMarkBytes == 3
        else { return false }
        switch place {
        case .plain: return memberLength == compressedOffset && earlierLength == 0 && hasNoBoundary
        case .gzipMembers: return memberLength == 0 && hasNoBoundary
        case .gzip: return true
        case .zipStored: return earlierLength == 0 && hasNoBoundary
        case .zipDeflated: return earlierLength == 0
        }
    }

    private var hasNoBoundary: Bool { pendingBits == 0 && window.isEmpty }

    private static func append(_ number: UInt64, _ size: Int, to bytes: inout [UInt8]) {
        for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }
}

/// Bytes that are not a serialized `InflateState`, or not one of this version.
package struct InvalidInflateState: Error, Equatable {}
