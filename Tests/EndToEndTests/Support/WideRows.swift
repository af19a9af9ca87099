import Foundation

/// Rows with long n-grams. They are quick to read but take much space in a store, so that an ingest commits early and
/// often.
enum WideRows {
    /// The n-gram with a number. It is 1 KB long.
    static func word(_ number: Int) -> String {
        "wide \(1_000_000 + number)" + filling
    }

    private static let filling = String(repeating: " filling", count: 124)

    /// The rows of the given number of n-grams, in order.
    static func bytes(ngrams: Int) -> [UInt8] {
        let filling = Array(Self.filling.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ngrams * 1100)
        for number in 0..<ngrams {
            bytes += "wide \(1_000_000 + number)".utf8
            bytes += filling
            bytes += "\t\(1800 + number % 200)\t\(number % 10 + 1)\t1\n".utf8
        }
        return bytes
    }

    /// The number of n-grams in `large`.
    static let count = 45_000

    /// An archive that takes several commits, so that an ingest can be stopped in the middle. A transaction holds 16 MB
    /// of counts, which take twice as much in a store.
    static let large = bytes(ngrams: count)
}

/// An ingest that is stopped in the middle.
struct FrozenIngest {
    let program: RunningProgram

    /// Starts an ingest of `WideRows.large` into a store, and stops it once something is committed.
    ///
    /// - Returns: Nil if ten ingests in a row ended before they could be stopped, on a very busy machine.
    static func make(
        store: String, archive: String, options: [String] = [], replace: Bool = false
    ) throws -> FrozenIngest? {
        let before = try? Files.read(store)
        for _ in 0..<10 {
            let arguments = ["ingest", "--corpus", "c", "--db", store] + options + (replace ? ["--replace"] : [])
            let program = try Program.start(arguments + [archive])
            let start = Files.size(store) + Files.size(store + "-wal")
            let isFrozen = try program.freeze {
                Files.size(store) + Files.size(store + "-wal") > start + (42 << 20)
            }
            if isFrozen { return FrozenIngest(program: program) }
            for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
            if let before { try Files.write(before, to: store) }
        }
        return nil
    }

    /// Sends it a signal, if one is given, lets it continue, and waits for its end.
    func end(_ number: Int32? = nil) throws -> Ending {
        if let number { program.signal(number) }
        program.signal(SIGCONT)
        return try program.wait()
    }
}
