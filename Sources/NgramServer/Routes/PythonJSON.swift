/// Writes JSON byte for byte as Python's `json.dumps` does, as the Viewer does: some of its clients cut the text instead of
/// parsing it. Characters outside ASCII are escaped.
struct PythonJSON {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for unit in text.utf16 {
            switch unit {
            case 0x22: raw("\\\"")
            case 0x5C: raw("\\\\")
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            case 0x08: raw("\\b")
            case 0x0C: raw("\\f")
            case 0x20...0x7E: bytes.append(UInt8(unit))
            default:
                let digits = String(unit, radix: 16)
                bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A finite number. Both languages write the shortest digits that give the same number, and use exponents below 1e-4 and
    /// from 1e16 on.
    mutating func number(_ value: Double) {
        if value == 0 {
            raw(value.sign == .minus ? "-0.0" : "0.0")
        } else {
            bytes += Array(value.description.utf8)
        }
    }
}
