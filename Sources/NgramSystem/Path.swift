extension String {
    /// The parts of a path between its slashes, split where the kernel splits it: at bytes. To `String` a slash with a
    /// combining mark behind it is a character of its own.
    package var pathParts: [String] {
        utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// Whether the path's bytes end with those of an ending.
    package func hasEnding(_ ending: String) -> Bool {
        utf8.count >= ending.utf8.count && utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}
