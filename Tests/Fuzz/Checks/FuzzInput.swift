/// The input of a check: bytes to read, followed by a few bytes of settings.
///
/// The settings are at the end, so that an input begins like the file that it represents, and any tool can create or
/// display it. Missing settings are zero.
struct FuzzInput {
    let bytes: [UInt8]
    private let settings: [UInt8]

    init(_ input: [UInt8], settings count: Int) {
        let start = max(0, input.count - count)
        bytes = Array(input[..<start])
        settings = Array(input[start...]) + [UInt8](repeating: 0, count: count - (input.count - start))
    }

    /// A setting of one byte.
    func setting(_ index: Int) -> Int {
        Int(settings[index])
    }

    /// A setting of two bytes, the low one first.
    func wideSetting(_ index: Int) -> Int {
        setting(index) | setting(index + 1) << 8
    }
}
