import Foundation

/// Standard input, output and error.
enum StandardDescriptors {
    /// Opens those that the caller has closed (`2>&-`) to nowhere. A file opened later would get their numbers, and
    /// messages meant for standard error would be written into it: into the store, say.
    static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest number that is free is the one that a file gets.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
