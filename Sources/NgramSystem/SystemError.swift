#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A call to the operating system failed.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system's error number, for instance `ENOENT`.
    package let code: Int32

    /// An error with the given number.
    package init(code: Int32) {
        self.code = code
    }

    /// Whether nothing has the path's name.
    package var isMissing: Bool { code == ENOENT }

    /// The system's text for the number.
    package var description: String { String(cString: strerror(code)) }

    /// Makes a call that returns a negative number on failure, again for as long as a signal interrupts it.
    ///
    /// `errno` is read directly after the call: anything that runs in between may change it.
    static func check(_ call: () -> Int) throws(SystemError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { throw SystemError(code: code) }
        }
    }
}
