import Foundation

/// Runs `body` on memory with the given bytes and an unreadable page right after the last of them, so that a read past
/// the end crashes the test run.
package func withGuardedBytes<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result
) throws -> Result {
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let readable = (bytes.count + page - 1) / page * page
    guard let memory = mmap(nil, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        memory != MAP_FAILED
    else { throw POSIXError(.ENOMEM) }
    defer { munmap(memory, readable + page) }
    guard mprotect(memory + readable, page, PROT_NONE) == 0 else { throw POSIXError(.EACCES) }
    let start = memory + (readable - bytes.count)
    bytes.withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
    return try body(UnsafeRawBufferPointer(start: start, count: bytes.count))
}
