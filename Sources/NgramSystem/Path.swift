/// Splits and joins paths at bytes, as the kernel does.
///
/// `Character` is the wrong unit: to `String`, a slash followed by a combining mark is one character that is not a
/// slash, so `lastIndex(of: "/")` and `hasSuffix` find different folders and endings than the system does.
extension String {
    private static let slash = UInt8(ascii: "/")

    /// The components of the path, without slashes; empty for `/`.
    package var pathParts: [String] {
        utf8.split(separator: Self.slash).map { String(Substring($0)) }
    }

    /// The last component, without trailing slashes, as `basename` prints it; empty for `/`.
    package var lastPathPart: String {
        utf8.split(separator: Self.slash).last.map { String(Substring($0)) } ?? ""
    }

    /// The folder that contains the last component, as `dirname` prints it: `.` for a name without a slash, `/` for the
    /// root itself. The file system is not consulted, so `..` and symbolic links stay as they are.
    package var parentFolder: String {
        let whole = utf8
        guard let nameEnd = whole.lastIndex(where: { $0 != Self.slash }) else { return isEmpty ? "." : "/" }
        guard let slash = whole[...nameEnd].lastIndex(of: Self.slash) else { return "." }
        guard let folderEnd = whole[..<slash].lastIndex(where: { $0 != Self.slash }) else { return "/" }
        return String(Substring(whole[...folderEnd]))
    }

    /// The path of a name in this folder.
    package func appendingPathPart(_ name: String) -> String {
        utf8.last == Self.slash ? self + name : "\(self)/\(name)"
    }

    /// Whether the path begins at the root.
    package var isAbsolutePath: Bool { utf8.first == Self.slash }

    /// Whether the path's bytes begin with those of `beginning`.
    package func hasBeginning(_ beginning: String) -> Bool {
        utf8.starts(with: beginning.utf8)
    }

    /// Whether the path's bytes end with those of `ending`.
    ///
    /// - Parameter ignoringCase: Whether ASCII letters match in either case, so that `.GZ` matches `.gz`.
    package func hasEnding(_ ending: String, ignoringCase: Bool = false) -> Bool {
        guard utf8.count >= ending.utf8.count else { return false }
        return zip(utf8.suffix(ending.utf8.count), ending.utf8).allSatisfy { mine, other in
            mine == other || ignoringCase && Self.lowercased(mine) == Self.lowercased(other)
        }
    }

    /// Whether two texts have the same bytes. `==` also equates canonically equivalent texts, which name different
    /// files on most file systems.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
