import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A pseudoterminal of Linux. It records every byte that is written to it, until it is taken away.
final class PseudoTerminal: Sendable {
    /// Whether the system has pseudoterminals.
    static let isThere = access("/dev/ptmx", R_OK | W_OK) == 0 && access("/dev/pts", X_OK) == 0

    /// The path that a program opens.
    let path: String

    private let master: Int32
    private let received = Mutex<[UInt8]>([])
    private let reading = DispatchGroup()
    private let isOpen = Mutex(true)
    /// Whether a program has opened it. If so, an error after the last byte means that the program has closed it.
    private let isUsed = Mutex(false)

    /// A terminal of 100 columns and 30 rows that does not change the bytes that are written to it.
    init() throws {
        // This is what `unlockpt` and `ptsname` do. A feature macro hides those in glibc's header.
        let (lock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (unlocked, place): (Int32, Int32) = (0, 0)
        guard master >= 0, ioctl(master, lock, &unlocked) == 0, ioctl(master, number, &place) == 0 else {
            throw RunFailure(program: "/dev/ptmx", reason: String(cString: strerror(errno)))
        }
        path = "/dev/pts/\(place)"
        var modes = termios()
        tcgetattr(master, &modes)
        modes.c_oflag &= ~tcflag_t(OPOST)
        tcsetattr(master, TCSANOW, &modes)
        var size = winsize(ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        reading.enter()
        Thread.detachNewThread { [self] in
            var chunk = [UInt8](repeating: 0, count: 1 << 14)
            // Never block in a read, which would keep the terminal alive when it must disappear.
            while isOpen.withLock({ $0 }) {
                var request = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
                guard poll(&request, 1, 20) > 0 else { continue }
                let count = read(master, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                // EIO: no process has it open, either not yet or no longer.
                guard count > 0 else {
                    if isUsed.withLock({ $0 }) { break }
                    usleep(1000)
                    continue
                }
                received.withLock { $0 += chunk[..<count] }
            }
            reading.leave()
        }
    }

    /// Types a text.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// The bytes that were written so far.
    var bytes: [UInt8] { received.withLock { $0 } }

    /// All bytes that were written. Call it after the program has ended.
    func rest() -> [UInt8] {
        isUsed.withLock { $0 = true }
        reading.wait()
        return bytes
    }

    /// Disconnects the terminal from the program, as closing its window does.
    func disconnect() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard wasOpen else { return }
        reading.wait()
        close(master)
    }

    deinit {
        if isOpen.withLock({ $0 }) { close(master) }
    }
}
