/// A place in an uncompressed archive at which reading can resume, with a checksum to verify that the bytes before it
/// are still the same.
package struct ResumePoint: Hashable, Sendable {
    /// The offset of the first byte that has not been counted.
    package var offset: Int64

    /// The offset up to which `checksum` covers the content. It is at or slightly past `offset`, because the reader
    /// reads ahead.
    package var checkedOffset: Int64

    /// The CRC-32 of the uncompressed bytes before `checkedOffset`.
    package var checksum: UInt32

    /// A resume point with the given offsets and checksum.
    package init(offset: Int64, checkedOffset: Int64, checksum: UInt32) {
        self.offset = offset
        self.checkedOffset = checkedOffset
        self.checksum = checksum
    }

    /// The beginning of any archive.
    package static let beginning = ResumePoint(offset: 0, checkedOffset: 0, checksum: 0)
}
