import Foundation
import NgramPacking
import NgramSystem

/// A file at an address, which is read as it comes and never stored.
///
/// A break costs the bytes in flight: reading continues with a range from the byte at which it broke, as long as the
/// server describes the file by the same length and the same ETag or time. If all of it was read from its beginning, it is
/// compared with the digests that the server tells (`x-goog-hash`).
final class WebFile: ArchiveBytes {
    let path: String
    var identity: FileIdentity { version.identity }

    private let limits: WebLimits
    private var version: Version
    private var transfer: WebTransfer?
    /// The offset of the next byte to return.
    private var position: Int64 = 0
    /// The bytes before `position + ahead.count` that were received last. `ahead` are those at its end that were not
    /// returned.
    private var recent: [UInt8] = []
    private var ahead = 0
    private var attempts = 0
    private var lastFailure: Int64 = 0
    /// The digests of the bytes that were received, if they are all from the beginning.
    private var digests: (crc32c: UInt32, md5: MD5)? = (0, MD5())
    private var expected: [String: [UInt8]] = [:]

    /// The bytes before the position that are kept. The state of inflating covers 64 KiB of them, and an archive is
    /// read ahead by 256 KiB.
    private static let kept = 512 << 10

    /// What tells one version of a file from another.
    private struct Version: Equatable {
        var size: Int64
        /// The ETag, or the time of modification if there is none.
        var tag: String

        var identity: FileIdentity { FileIdentity(size: size, etag: tag) }
    }

    /// Begins to read the file at an address.
    ///
    /// - Throws: `ArchiveError.unreachable`, `interrupted`.
    init(address: String, limits: WebLimits) throws(ArchiveError) {
        path = address
        self.limits = limits
        version = Version(size: 0, tag: "")
        try begin()
    }

    /// The identity of the file at an address, without reading it.
    static func identity(of address: String, limits: WebLimits) throws(ArchiveError) -> FileIdentity {
        var attempts = 0
        while true {
            do throws(WebFailure) {
                let transfer = try WebTransfer(address, isHead: true, limits: limits)
                // Some servers do not answer HEAD, or allow only GET.
                guard ![400, 403, 405, 501].contains(transfer.response.status) else { break }
                try check(transfer)
                return try version(of: transfer.response).identity
            } catch {
                attempts += 1
                try wait(after: error, attempts, address, limits)
            }
        }
        return try WebFile(address: address, limits: limits).identity
    }

    // MARK: - Reading forward

    func read(into output: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if ahead == 0, try !receive() { return 0 }
        let count = min(output.count, ahead)
        recent.withUnsafeBytes { recent in
            let start = recent.count - ahead
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: recent[start..<start + count]))
        }
        ahead -= count
        position += Int64(count)
        return count
    }

    func seek(to offset: Int64) throws(ArchiveError) {
        guard offset != position else { return }
        transfer = nil
        (recent, ahead) = ([], 0)
        position = offset
        digests = offset == 0 ? (0, MD5()) : nil
    }

    func checkUnchanged() throws(ArchiveError) {}

    /// Receives some bytes; false at the end of the file.
    private func receive() throws(ArchiveError) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let offset = position + Int64(ahead)
            guard offset < version.size else {
                try checkDigests()
                return false
            }
            if transfer == nil { try begin() }
            guard let transfer else { continue }
            do throws(WebFailure) {
                let count = try chunk.reading(from: transfer)
                guard count > 0 else {
                    throw WebFailure(
                        kind: .transient, reason: "the answer ended at byte \(offset) of \(version.size)")
                }
                guard offset + Int64(count) <= version.size else {
                    throw WebFailure(
                        kind: .permanent, reason: "the answer is longer than the \(version.size) bytes it announced")
                }
                append(chunk[..<count])
                return true
            } catch {
                self.transfer = nil
                try retry(after: error)
            }
        }
    }

    private func append(_ bytes: ArraySlice<UInt8>) {
        if recent.count + bytes.count > 4 * Self.kept {
            recent.removeFirst(max(0, recent.count - ahead - Self.kept))
        }
        recent += bytes
        ahead += bytes.count
        guard var sums = digests, !expected.isEmpty else { return }
        digests = nil
        bytes.withUnsafeBytes {
            if expected["crc32c"] != nil { sums.crc32c = CRC32C.update(sums.crc32c, with: $0) }
            if expected["md5"] != nil { sums.md5.update($0) }
        }
        digests = sums
    }

    /// Sends the request for the bytes from the position on.
    private func begin() throws(ArchiveError) {
        while transfer == nil {
            let offset = position + Int64(ahead)
            do throws(WebFailure) {
                transfer = try request(from: offset, through: nil)
            } catch {
                try retry(after: error)
            }
        }
    }

    /// Sends a request for bytes of the file, and checks that the answer has them.
    private func request(from offset: Int64, through last: Int64?) throws(WebFailure) -> WebTransfer {
        let isKnown = !version.tag.isEmpty || version.size > 0
        let isPart = offset > 0 || last != nil
        let range = isPart ? "\(offset)-\(last.map { "\($0)" } ?? "")" : nil
        // A weak ETag must not be used in If-Range (RFC 9110, 13.1.5).
        let condition = isPart && !version.tag.isEmpty && !version.tag.hasPrefix("W/") ? version.tag : nil
        let transfer = try WebTransfer(path, range: range, condition: condition, limits: limits)
        try Self.check(transfer)
        let found = try Self.version(of: transfer.response)
        if isKnown, found != version { throw WebFailure(kind: .changed, reason: "the file has changed") }
        guard isPart else {
            if !isKnown {
                version = found
                expected = Self.digests(of: transfer.response)
            }
            return transfer
        }
        if transfer.response.status == 206 {
            let described = transfer.response.header("content-range") ?? "nothing"
            let end = min(last ?? version.size - 1, version.size - 1)
            guard described == "bytes \(offset)-\(end)/\(version.size)" else {
                throw WebFailure(
                    kind: .permanent,
                    reason:
                        "asked for bytes \(offset) to \(end) of \(version.size), but the server answered \"\(described)\""
                )
            }
        } else {
            // The server sends all of it, because it knows no ranges.
            try Self.skip(offset, transfer)
        }
        return transfer
    }

    private static func skip(_ count: Int64, _ transfer: WebTransfer) throws(WebFailure) {
        var rest = count
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while rest > 0 {
            let read = try chunk.reading(from: transfer, atMost: Int(min(rest, Int64(chunk.count))))
            guard read > 0 else { throw WebFailure(kind: .transient, reason: "the answer ended too early") }
            rest -= Int64(read)
        }
    }

    // MARK: - Other places

    func bytes(at offset: Int64, count: Int) throws(ArchiveError) -> [UInt8] {
        let count = Int(min(Int64(count), max(0, version.size - offset)))
        guard count > 0 else { return [] }
        // The beginning is looked at before it is read.
        while position == 0, offset == 0, ahead < count, count <= 4096, try receive() {}
        let start = position + Int64(ahead) - Int64(recent.count)
        if offset >= start, offset + Int64(count) <= start + Int64(recent.count) {
            return Array(recent[Int(offset - start)..<Int(offset - start) + count])
        }
        while true {
            do throws(WebFailure) {
                let transfer = try request(from: offset, through: offset + Int64(count) - 1)
                var found: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: min(count, 256 << 10))
                while found.count < count {
                    let read = try chunk.reading(from: transfer, atMost: min(chunk.count, count - found.count))
                    guard read > 0 else { throw WebFailure(kind: .transient, reason: "the answer ended too early") }
                    found += chunk[..<read]
                }
                return found
            } catch {
                try retry(after: error)
            }
        }
    }

    // MARK: - Answers

    /// - Throws: `WebFailure` unless the answer has what was asked for.
    static func check(_ transfer: WebTransfer) throws(WebFailure) {
        let status = transfer.response.status
        if status == 200 || status == 206 {
            if let encoding = transfer.response.header("content-encoding"), encoding.lowercased() != "identity" {
                throw WebFailure(
                    kind: .permanent,
                    reason: "the server compresses its answer (\(encoding)), although the request does not allow it")
            }
            return
        }
        if status == 416 { throw WebFailure(kind: .changed, reason: "the file has become shorter") }
        let isTransient = [408, 425, 429, 500, 502, 503, 504].contains(status)
        throw WebFailure(
            kind: isTransient ? .transient : .permanent, reason: "the server answered with status \(status)",
            wait: transfer.retryAfter)
    }

    private static func version(of response: WebTransfer.Response) throws(WebFailure) -> Version {
        var size = response.header("content-length").flatMap { Int64($0) }
        if response.status == 206 {
            size = response.header("content-range")?.split(separator: "/").last.flatMap { Int64($0) }
        }
        guard let size, size >= 0 else {
            throw WebFailure(
                kind: .permanent,
                reason:
                    "the server does not tell how long the file is (Content-Length), so it cannot be known whether all "
                    + "of it has arrived")
        }
        return Version(size: size, tag: response.header("etag") ?? response.header("last-modified") ?? "")
    }

    /// The digests by their names, from headers such as `crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==`.
    private static func digests(of response: WebTransfer.Response) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for item in (response.headers["x-goog-hash"] ?? []).flatMap({ $0.split(separator: ",") }) {
            guard let equals = item.firstIndex(of: "=") else { continue }
            let name = item[..<equals].filter { $0 != " " }.lowercased()
            guard let data = Data(base64Encoded: String(item[item.index(after: equals)...])),
                data.count == ["crc32c": 4, "md5": 16][name]
            else { continue }
            found[name] = Array(data)
        }
        return found
    }

    private func checkDigests() throws(ArchiveError) {
        guard let sums = digests else { return }
        digests = nil
        let crc32c = (0..<4).map { UInt8(truncatingIfNeeded: sums.crc32c >> (24 - 8 * UInt32($0))) }
        for (name, found) in [("crc32c", crc32c), ("md5", sums.md5.digest)] {
            guard let told = expected[name], told != found else { continue }
            throw .corrupt(
                path: path, compressedOffset: version.size,
                found: "its \(name) is \(Data(found).base64EncodedString()), but the server says "
                    + "\(Data(told).base64EncodedString())")
        }
    }

    // MARK: - Failures

    /// Waits before the next attempt.
    ///
    /// - Throws: `ArchiveError` if there should be none.
    private func retry(after failure: WebFailure) throws(ArchiveError) {
        let offset = position + Int64(ahead)
        if offset - lastFailure >= limits.progressBytes { attempts = 0 }
        lastFailure = offset
        attempts += 1
        // Right after progress, one attempt is made at once.
        if attempts == 1, failure.kind == .transient, failure.wait == nil, offset > 0 { return }
        try Self.wait(after: failure, attempts, path, limits)
    }

    static func wait(
        after failure: WebFailure, _ attempts: Int, _ path: String, _ limits: WebLimits
    ) throws(ArchiveError) {
        switch failure.kind {
        case .cancelled: throw .interrupted(path: path)
        case .changed: throw .changedWhileRead(path: path)
        case .permanent: throw .unreachable(path: path, reason: failure.reason, attempts: attempts)
        case .transient: break
        }
        guard attempts < limits.attempts else {
            throw .unreachable(path: path, reason: failure.reason, attempts: attempts)
        }
        // Growing, and different for each, so that many clients do not come back at the same time.
        var seconds = min(limits.longestWait, limits.firstWait * Double(1 << min(attempts - 1, 20)))
        seconds *= Double.random(in: 0.75...1.25)
        if let asked = failure.wait {
            guard asked <= limits.longestRetryAfter else {
                throw .unreachable(
                    path: path, reason: "\(failure.reason), and asks to wait for \(asked) s", attempts: attempts)
            }
            seconds = max(seconds, Double(asked))
        }
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if Task.isCancelled { throw .interrupted(path: path) }
            usleep(UInt32(min(50_000, max(1_000, seconds * 1e6))))
        }
    }
}

extension [UInt8] {
    /// Reads bytes of a transfer to the beginning of this array; 0 at the end.
    mutating func reading(from transfer: WebTransfer, atMost most: Int? = nil) throws(WebFailure) -> Int {
        var result: Result<Int, WebFailure> = .success(0)
        let count = most ?? count
        withUnsafeMutableBytes { memory in
            let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
            result = Result { () throws(WebFailure) in try transfer.read(into: part) }
        }
        return try result.get()
    }
}
