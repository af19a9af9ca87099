import NgramPacking
import NgramSystem

/// Where an export's bytes go: standard output, or a file that appears whole or not at all.
package enum ExportOutput {
    /// The compression that can be written, as the ending of a name, in any case.
    package static let compressedEnding = ".gz"

    /// Endings that promise another compression.
    private static let otherEndings = [
        ".bz2", ".bz", ".zst", ".zstd", ".xz", ".lzma", ".lz", ".lz4", ".lzo", ".sz", ".snappy", ".zip", ".zipx", ".br",
        ".7z", ".rar", ".Z", ".zz", ".gzip", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst",
    ]

    /// The ending of a path that promises a compression other than gzip; nil if there is none.
    package static func otherCompression(of path: String) -> String? {
        otherEndings.first { path.hasEnding($0, ignoringCase: true) }
    }

    /// Calls `body` with a sink, and makes the file appear when it has returned.
    ///
    /// - Parameter path: nil for standard output. The file is compressed with gzip if the path ends in `.gz`.
    /// - Throws: ``OutputFailure``, ``ClosedPipe``, or what `body` throws.
    package static func write(to path: String?, _ body: (ByteSink) throws -> Void) throws {
        guard let path else {
            let sink = ByteSink.standardOutput
            try body(sink)
            return try sink.flush()
        }
        let target = try OutputTarget(path: path)
        let writer = BackgroundWriter(descriptor: target.descriptor, name: path)
        // However this ends, nothing may be written after the descriptor is closed.
        defer { writer.wait() }
        let file = ByteSink(exchanging: { try writer.write(exchanging: &$0) })
        if path.hasEnding(compressedEnding, ignoringCase: true) {
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
