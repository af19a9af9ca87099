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

    /// Makes a call that returns a negative number when it fails, and again for as long as a signal interrupts it.
    ///
    /// `errno` is read here and nowhere else needs to read it. Any call in between, of Swift's runtime or of Foundation,
    /// may set it to something else, so nothing stands between the call and the reading.
    ///
    /// - Returns: what the call returned, 0 or more.
    @discardableResult @inline(__always)
    package static func check<Value: SignedInteger>(_ call: () -> Value) throws(SystemFailure) -> Value {
        while true {
            let result = call()
            let code = errno
            if result >= 0 { return result }
            if code != EINTR { throw SystemFailure(code: code) }
        }
    }
}
