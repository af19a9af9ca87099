import Foundation

/// An error that prevents samples from being written.
public enum SampleError: Error, Equatable {
    /// A system call for `path` failed. `reason` is the message of the system.
    case cannotWrite(path: String, reason: String)
    /// zlib failed with the return value `code`.
    case deflateFailed(code: Int32)
    /// A zip member without zip64 records reached 4 GiB.
    case memberNeedsZip64(member: String)
    /// A value of the request is out of range. `reason` states the range.
    case badRequest(reason: String)

    /// The error of the system call that just failed for `path`, from `errno`.
    static func system(_ path: String) -> SampleError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

extension SampleError: CustomStringConvertible {
    /// A one-line message for the user.
    public var description: String {
        switch self {
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .deflateFailed(let code): "zlib failed to compress (code \(code))"
        case .memberNeedsZip64(let member): "\(member) is too large for a zip file without zip64 records"
        case .badRequest(let reason): reason
        }
    }
}
