import Foundation

/// What can keep samples from being written.
public enum SampleError: Error, Equatable {
    /// A system call on `path` failed; `reason` is the system's own wording.
    case cannotWrite(path: String, reason: String)
    /// zlib refused to work; `code` is its return value.
    case deflateFailed(code: Int32)
    /// A zip member reached 4 GiB without having been announced as zip64.
    case memberNeedsZip64(member: String)
    /// What was asked for makes no archives; `reason` says what would.
    case badRequest(reason: String)

    /// The failure of the system call made just before, on `path`.
    static func system(_ path: String) -> SampleError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

extension SampleError: CustomStringConvertible {
    /// One line for the user.
    public var description: String {
        switch self {
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .deflateFailed(let code): "zlib cannot deflate (code \(code))"
        case .memberNeedsZip64(let member): "\(member) is larger than a zip without zip64 records can hold"
        case .badRequest(let reason): reason
        }
    }
}
