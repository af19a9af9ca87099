import NgramTestSupport

@testable import NgramArchives

/// Zip files.
///
/// Settings: the size of the input buffer, the number of bytes per read, and whether to correct checksum and size.
enum ZipCheck {
    static func run(_ input: [UInt8], in folder: String) throws {
        let fuzz = FuzzInput(input, settings: 3)
        let bytes = fuzz.setting(2) & 1 == 1 ? NaiveZip.corrected(fuzz.bytes) : fuzz.bytes
        let path = try FuzzFile.write(bytes, to: "archive.zip", in: folder)
        let expected = NaiveZip(bytes)?.content
        let whole = try unlessRefused { try Contents.read(ArchiveReader(path: path)) }
        try agree(whole, expected, "the contents")
        guard let expected else { return }
        func open() throws -> ZipContents {
            try ZipContents(ArchiveFile(path: path, bufferBytes: fuzz.setting(0) + 1))
        }
        let contents = try open()
        contents.recorder = StateRecorder(every: 1)
        let pieces = try Contents.read(contents, pieces: fuzz.setting(1) + 1)
        try agree(pieces, expected, "the contents, read piece by piece")
        try Contents.resume(contents.recorder, open, pieces: fuzz.setting(1) + 1, expected)
    }
}
