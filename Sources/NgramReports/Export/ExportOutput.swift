import Foundation
import NgramPacking
import NgramSystem

/// Where an export's bytes go: standard output, or a file that appears whole or not at all.
package enum ExportOutput {
    /// Runs `body` with a sink, and makes the file appear once it has ended well.
    ///
    /// - Parameter path: nil for standard output; packed with gzip when it ends in `.gz`.
    package static func write(to path: String?, _ body: (ByteSink) throws -> Void) throws {
        guard let path else {
            let sink = ByteSink.standardOutput
            try body(sink)
            return try sink.flush()
        }
        let target = try OutputTarget(path: path)
        let writer = BackgroundWriter(descriptor: target.descriptor, name: path)
        // However this ends, nothing may be written any more once the file is closed.
        defer { writer.wait() }
        let file = ByteSink(exchanging: { try writer.write(exchanging: &$0) })
        if path.hasSuffix(".gz") {
            let gzip = try GzipEncoder(into: file)
            let sink = ByteSink(drain: { try gzip.append($0) })
            try body(sink)
            try sink.flush()
            try gzip.finish()
        } else {
            try body(file)
        }
        try file.flush()
        try writer.finish()
        try target.commit()
    }
}
