import Foundation
import Logging
import NgramReports
import NgramSystem

/// Writes log lines to standard error, for people or as JSON objects.
struct ServerLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    let isJSON: Bool

    init(isJSON: Bool) { self.isJSON = isJSON }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write(event.level, "\(event.message)", event.metadata ?? [:])
    }

    private func write(_ level: Logger.Level, _ message: String, _ values: Logger.Metadata) {
        var fields = metadata.merging(values) { $1 }.mapValues { "\($0)" }
        let time = Self.timestamp()
        let line: String
        if isJSON {
            fields["time"] = time
            fields["level"] = level.rawValue
            fields["message"] = message
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            line = (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        } else {
            let order = ["method", "target", "status", "bytes", "ms", "reason"]
            let known = order.compactMap { name in fields[name].map { name == "ms" ? "\($0) ms" : $0 } }
            line = TerminalText.escape("\(time) \(level.rawValue) \(message) \(known.joined(separator: " "))")
        }
        // One call for each line, so that lines of several threads do not mix.
        StandardError.write(Array("\(line)\n".utf8))
    }

    private static func timestamp() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return
            "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
            + "T\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
            + ".\(digits(now.tv_nsec / 1_000_000, 3))Z"
    }
}
