import NgramPacking
import NgramSystem

/// The output of an export: standard output, or a file that appears under its name only when it is complete.
package enum ExportOutput {
    /// A file whose path has this ending, in uppercase or lowercase, is compressed.
    package static let compressedEnding = ".gz"

    /// Endings of other compressed formats, which are not supported.
    private static let otherEndings = [
        ".bz2", ".bz", ".zst", ".zstd", ".xz", ".lzma", ".lz", ".lz4", ".lzo", ".sz", ".snappy", ".zip", ".zipx", ".br",
        ".7z", ".rar", ".Z", ".zz", ".gzip", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst",
    ]

    /// Whether a file with this path is compressed.
    package static func isCompressed(_ path: String) -> Bool { path.hasEnding(compressedEnding, ignoringCase: true) }

    /// The ending of a path if it is that of a compressed format other than gzip; nil otherwise.
    package static func otherCompression(of path: String) -> String? {
        otherEndings.first { path.hasEnding($0, ignoringCase: true) }
    }

    /// Calls `body` with a sink. When `body` has returned, the file appears under its name.
    ///
    /// - Parameter path: The file, which is compressed with gzip if the path ends in `.gz`; nil for standard output.
    /// - Throws: ``OutputFailure``, ``ClosedPipe``, or what `body` throws.
    package static func write(to path: String?, _ body: (ByteSink) throws -> Void) throws {
        guard let path else {
            let sink = ByteSink.standardOutput
            try body(sink)
            return try sink.flush()
        }
        let target = try OutputTarget(path: path)
        let writer = BackgroundWriter(descriptor: target.descriptor, name: path)
        // Nothing may be written once the descriptor is closed, not even after an error.
        defer { writer.wait() }
        let file = ByteSink(exchanging: { try writer.write(exchanging: &$0) })
        if isCompressed(path) {
            do {
                let gzip = try GzipEncoder(into: file)
                let sink = ByteSink(drain: { try gzip.append($0) })
                try body(sink)
                try sink.flush()
                try gzip.finish()
            } catch let failure as CompressionFailure {
                throw OutputFailure(name: path, reason: "\(failure)")
            }
        } else {
            try body(file)
        }
        try file.flush()
        try writer.finish()
        try target.commit()
    }
}
