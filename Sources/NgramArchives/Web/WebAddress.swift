/// Addresses of archives on the web.
package enum WebAddress {
    /// Whether a path that a user gives is an address: it begins with `http://` or `https://`, in any case.
    package static func isAddress(_ path: String) -> Bool {
        ["http://", "https://"].contains { path.utf8.count > $0.utf8.count && path.lowercased().hasPrefix($0) }
    }

    /// The path of an address, as a file at this path would have it: without host, parameters and percent codes. The facts
    /// in its name are those of `ArchiveName`.
    package static func path(of address: String) -> String {
        let rest = address.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard rest.count == 3, let slash = rest[2].firstIndex(of: UInt8(ascii: "/")) else { return "/" }
        let path = rest[2][slash...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return String(decoding: withoutPercentCodes(Array(path)), as: UTF8.self)
    }

    /// An address without the name and the password of a user, which others must not see.
    package static func withoutCredentials(_ address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, let end = parts[2].lastIndex(of: "@") else { return address }
        let host = parts[2][parts[2].index(after: end)...]
        return (parts[..<2] + [host] + parts[3...]).joined(separator: "/")
    }

    private static func withoutPercentCodes(_ bytes: [UInt8]) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8? { Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } }
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count, let high = digit(bytes[place + 1]),
                let low = digit(bytes[place + 2])
            {
                result.append(high << 4 | low)
                place += 3
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }
}
