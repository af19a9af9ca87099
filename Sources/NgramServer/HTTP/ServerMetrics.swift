import Synchronization

/// Counts what the server has answered, for Prometheus
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
final class ServerMetrics: Sendable {
    /// The upper bounds of the histogram of times, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct Counts {
        var answers: [UInt: Int] = [:]
        /// The answers that took at most as long as each bound and longer than the one before; the last took longer.
        var times = [Int](repeating: 0, count: ServerMetrics.bounds.count + 1)
        var seconds = 0.0
        var bytes = 0
    }

    private let counts = Mutex(Counts())

    /// Counts an answer.
    ///
    /// - Parameters:
    ///   - status: the code of its status.
    ///   - seconds: the time from the whole request to the answer.
    ///   - bytes: the length of its body.
    func add(status: UInt, seconds: Double, bytes: Int) {
        let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        counts.withLock { counts in
            counts.answers[status, default: 0] += 1
            counts.times[place] += 1
            counts.seconds += seconds
            counts.bytes += bytes
        }
    }

    /// The counts in the text format of Prometheus.
    ///
    /// - Parameter questions: the questions to the store that are being answered or wait.
    func text(questions: Int) -> String {
        let counts = counts.withLock { $0 }
        var lines: [String] = []
        func metric(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: String, value: String)]) {
            lines += ["# HELP ngrams_\(name) \(help)", "# TYPE ngrams_\(name) \(kind)"]
            lines += samples.map { "ngrams_\(name)\($0.labels) \($0.value)" }
        }
        metric(
            "http_requests_total", "counter", "Requests that were answered, by status.",
            counts.answers.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", "\($0.value)") })
        var sum = 0
        let buckets = zip(Self.bounds.map { "\($0)" } + ["+Inf"], counts.times).map { bound, count in
            sum += count
            return ("_bucket{le=\"\(bound)\"}", "\(sum)")
        }
        metric(
            "http_request_duration_seconds", "histogram", "The time to answer a request.",
            buckets + [("_sum", "\(counts.seconds)"), ("_count", "\(sum)")])
        metric("http_response_bytes_total", "counter", "Bytes of the bodies of answers.", [("", "\(counts.bytes)")])
        metric("questions", "gauge", "Questions to the store that are being answered or wait.", [("", "\(questions)")])
        return lines.joined(separator: "\n") + "\n"
    }
}
