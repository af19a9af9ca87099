import Foundation

/// Locks on whole files that belong to an open file description (fcntl(2)), not to the process. Closing another
/// descriptor of the file does not release them, and two descriptions exclude each other even within a process.
package enum DescriptionLock {
    // F_OFD_SETLK and F_OFD_GETLK, which Swift does not import.
    #if canImport(Darwin)
        private static let set: CInt = 90
        private static let query: CInt = 92
    #else
        private static let set: CInt = 37
        private static let query: CInt = 36
    #endif

    /// Takes the exclusive lock of a file that is open for writing. It is released when the descriptor is closed.
    /// - Returns: Nil on success, otherwise the error number: `EAGAIN` or `EACCES` when another description holds it.
    package static func take(_ descriptor: CInt) -> CInt? {
        var region = region(CInt(F_WRLCK))
        return SystemFailure.failure { fcntl(descriptor, set, &region) }?.code
    }

    /// Whether another description, of this process or another, holds the exclusive lock of a file that is open for
    /// reading. Takes no lock. False when the system cannot determine it.
    package static func isHeld(_ descriptor: CInt) -> Bool {
        var region = region(CInt(F_RDLCK))
        return fcntl(descriptor, query, &region) == 0 && CInt(region.l_type) == CInt(F_WRLCK)
    }

    private static func region(_ kind: CInt) -> flock {
        var region = flock()
        region.l_type = Int16(kind)
        region.l_whence = Int16(SEEK_SET)
        return region
    }
}
