/// The parameters of a target, decoded as forms encode them: https://url.spec.whatwg.org/#application/x-www-form-urlencoded
struct QueryParameters: Sendable, Equatable {
    /// In the order of the target.
    private(set) var items: [(name: String, value: String)] = []

    /// Whether a part is not valid UTF-8, or has a wrong percent code. Such parts are left out of `items`.
    private(set) var isMalformed = false

    /// Decodes what follows the question mark of a target.
    init(_ text: Substring) {
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0]), let value = Self.decode(sides.count > 1 ? sides[1] : "") else {
                isMalformed = true
                continue
            }
            items.append((name, value))
        }
    }

    /// The value of a parameter; the last one if there are several. Nil if there is none.
    subscript(name: String) -> String? { items.last { $0.name == name }?.value }

    /// The values of a parameter that may be repeated.
    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    static func == (lhs: QueryParameters, rhs: QueryParameters) -> Bool {
        lhs.isMalformed == rhs.isMalformed && lhs.items.elementsEqual(rhs.items) { $0 == $1 }
    }

    /// Decodes percent codes.
    ///
    /// - Parameter plusIsSpace: whether `+` stands for a blank, as in forms.
    /// - Returns: nil if a code is wrong, or the result is not valid UTF-8.
    static func decode(_ text: Substring, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Encodes a text so that it can be the name or the value of a parameter.
    static func encode(_ text: some StringProtocol) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "): encoded += "+"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
