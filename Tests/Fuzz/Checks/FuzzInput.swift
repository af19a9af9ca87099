/// What a check is given: bytes to read, and behind them a few that say how to read them.
///
/// The settings stand at the end, so that an input begins as the file does that it stands for, and inputs can be made
/// and looked at with any tool. Settings that are missing are zero.
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
