import Foundation

/// Writes a file that appears under its name only when it is complete.
///
/// The bytes go to `PATH.partial`, which `commit()` renames to `PATH`. Without a commit, `deinit` removes that file.
public final class FileSink: SampleSink {
    private let path: String
    private let partialPath: String
    private var descriptor: Int32

    /// Opens `path + ".partial"`. The folder must exist.
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

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let slice = UnsafeRawBufferPointer(rebasing: rest)
            let written = writeSome(slice, to: descriptor)
            if written < 0 {
                if errno == EINTR { continue }
                throw SampleError.system(partialPath)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Replaces bytes that were already written.
    public func overwrite(at offset: UInt64, with bytes: [UInt8]) throws {
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw SampleError.system(partialPath)
        }
    }

    /// Closes the file and renames it to `path`, replacing any file of that name.
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
    /// Writes a complete file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let sink = try FileSink(path: path)
        try sink.write(bytes)
        try sink.commit()
    }
}

/// Calls `write(2)`, whose name the class uses for a method. Returns the number of bytes written, or -1.
private func writeSome(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
