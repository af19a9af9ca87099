import Foundation

/// Writes a file that appears under its name only once it is whole.
///
/// The bytes go to `PATH.partial` beside it, which `commit()` renames; without a commit it is removed again.
public final class FileSink: ByteSink {
    private let path: String
    private let partialPath: String
    private var descriptor: Int32

    /// Opens `path + ".partial"`, in a folder that must exist.
    public init(path: String) throws {
        self.path = path
        partialPath = path + ".partial"
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SampleError.system(partialPath) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partialPath)
    }

    /// Adds bytes at the end.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let slice = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Darwin)
                let written = Darwin.write(descriptor, slice.baseAddress, slice.count)
            #else
                let written = Glibc.write(descriptor, slice.baseAddress, slice.count)
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                throw SampleError.system(partialPath)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Replaces bytes written before.
    public func overwrite(at offset: UInt64, with bytes: [UInt8]) throws {
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw SampleError.system(partialPath)
        }
    }

    /// Closes the file and gives it its name, in place of a file of that name.
    public func commit() throws {
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(partialPath, path) == 0 else {
            let error = SampleError.system(path)
            unlink(partialPath)
            throw error
        }
    }
}

extension FileSink {
    /// Writes a whole small file at once.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let sink = try FileSink(path: path)
        try sink.write(bytes)
        try sink.commit()
    }
}
