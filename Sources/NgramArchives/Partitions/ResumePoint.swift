/// A place in an unpacked archive from which reading can go on, with the means to tell whether what lies before it is
/// still what was read.
package struct ResumePoint: Hashable, Sendable {
    /// The offset of the first byte that has not been counted.
    package var offset: Int64

    /// The offset up to which `checksum` goes: the reader is always a little ahead of `offset`.
    package var checkedOffset: Int64

    /// The CRC-32 of the unpacked archive from its beginning to `checkedOffset`.
    package var checksum: UInt32

    /// A resume point.
    package init(offset: Int64, checkedOffset: Int64, checksum: UInt32) {
        self.offset = offset
        self.checkedOffset = checkedOffset
        self.checksum = checksum
    }

    /// The beginning of any archive.
    package static let beginning = ResumePoint(offset: 0, checkedOffset: 0, checksum: 0)
}
