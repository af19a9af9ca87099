import Foundation

/// A call to the operating system failed.
package struct SystemFailure: Error, Equatable, CustomStringConvertible {
    /// The error number, for instance `ENOSPC`.
    package let code: Int32

    /// A failure with the given error number.
    package init(code: Int32) {
        self.code = code
    }

    /// The system's words for the error, for instance `No space left on device`.
    package var description: String { String(cString: strerror(code)) }

    /// Whether the path names nothing.
    package var isMissingFile: Bool { code == ENOENT || code == ENOTDIR }
}

/// Calls to the system with their error numbers.
///
/// This is the only place that reads `errno`. Any call of Swift's runtime or of Foundation may change it, so each
/// function reads it immediately after the call.
extension SystemFailure {
    /// Makes a call that returns a negative number on failure. Repeats it while a signal interrupts it.
    ///
    /// - Returns: The result of the call, 0 or more.
    @discardableResult @inline(__always)
    package static func check<Value: SignedInteger>(_ call: () -> Value) throws(SystemFailure) -> Value {
        while true {
            let result = call()
            let code = errno
            if result >= 0 { return result }
            if code != EINTR { throw SystemFailure(code: code) }
        }
    }

    /// Makes a call that returns nil on failure. Repeats it while a signal interrupts it.
    @inline(__always)
    static func checkResult<Value>(_ call: () -> Value?) throws(SystemFailure) -> Value {
        while true {
            let result = call()
            let code = errno
            if let result { return result }
            if code != EINTR { throw SystemFailure(code: code) }
        }
    }

    /// Makes a call that returns nil both at the end and on failure, and sets `errno` only on failure, as `readdir`
    /// does.
    ///
    /// - Returns: The result of the call, nil at the end.
    @inline(__always)
    static func checkNext<Value>(_ call: () -> Value?) throws(SystemFailure) -> Value? {
        errno = 0
        let result = call()
        let code = errno
        if result == nil, code != 0 { throw SystemFailure(code: code) }
        return result
    }

    /// Makes a call once, even if a signal interrupts it.
    ///
    /// - Returns: The failure; nil when the call returned 0 or more.
    @inline(__always)
    static func failure(of call: () -> CInt) -> SystemFailure? {
        let result = call()
        let code = errno
        return result >= 0 ? nil : SystemFailure(code: code)
    }
}
