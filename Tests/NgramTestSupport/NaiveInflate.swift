/// Inflates deflate data bit by bit, as RFC 1951 specifies: slow, and independent of the libraries under test.
package struct NaiveInflate {
    private let input: ArraySlice<UInt8>
    private var position: Int
    private var bit: UInt8 = 0
    private var output: [UInt8] = []

    /// Inflates the stream at the beginning of the bytes.
    /// - Returns: the output, and the bytes after the stream; nil if the stream is invalid, does not end, or has more
    /// than `limit` bytes of output.
    package static func inflate(
        _ input: ArraySlice<UInt8>, limit: Int = 1 << 24
    ) -> (output: [UInt8], rest: ArraySlice<UInt8>)? {
        var inflate = NaiveInflate(input: input, position: input.startIndex)
        guard inflate.run(limit: limit) else { return nil }
        return (inflate.output, input[(inflate.position + (inflate.bit == 0 ? 0 : 1))...])
    }

    private init(input: ArraySlice<UInt8>, position: Int) {
        self.input = input
        self.position = position
    }

    private mutating func run(limit: Int) -> Bool {
        while true {
            guard output.count <= limit, let isLast = bits(1), let type = bits(2) else { return false }
            let isGood =
                switch type {
                case 0: stored()
                case 1: codes(Self.fixedLengths, Self.fixedDistances, limit)
                case 2: dynamic(limit)
                default: false
                }
            guard isGood else { return false }
            if isLast == 1 { return output.count <= limit }
        }
    }

    /// The next bits. The first one is the lowest.
    private mutating func bits(_ count: Int) -> Int? {
        var value = 0
        for index in 0..<count {
            guard position < input.endIndex else { return nil }
            value |= Int(input[position] >> bit & 1) << index
            bit = (bit + 1) % 8
            if bit == 0 { position += 1 }
        }
        return value
    }

    private mutating func stored() -> Bool {
        if bit != 0 { (bit, position) = (0, position + 1) }
        guard let length = bits(16), let complement = bits(16), length ^ 0xFFFF == complement,
            length <= input.endIndex - position
        else { return false }
        output += input[position..<position + length]
        position += length
        return true
    }

    private mutating func dynamic(_ limit: Int) -> Bool {
        guard let lengthCount = bits(5).map({ $0 + 257 }), let distanceCount = bits(5).map({ $0 + 1 }),
            let codeCount = bits(4).map({ $0 + 4 }), lengthCount <= 286, distanceCount <= 30
        else { return false }
        var codeLengths = [Int](repeating: 0, count: 19)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(codeCount) {
            guard let length = bits(3) else { return false }
            codeLengths[symbol] = length
        }
        guard let code = Huffman(codeLengths), code.isComplete else { return false }
        var lengths: [Int] = []
        while lengths.count < lengthCount + distanceCount {
            guard let symbol = decode(code) else { return false }
            switch symbol {
            case 16:
                guard let last = lengths.last, let more = bits(2) else { return false }
                lengths += [Int](repeating: last, count: 3 + more)
            case 17:
                guard let more = bits(3) else { return false }
                lengths += [Int](repeating: 0, count: 3 + more)
            case 18:
                guard let more = bits(7) else { return false }
                lengths += [Int](repeating: 0, count: 11 + more)
            default: lengths.append(symbol)
            }
        }
        // Repeats must not run past the end. A block without a code for its end could never end.
        guard lengths.count == lengthCount + distanceCount, lengths[256] > 0,
            let literals = Huffman(Array(lengths[..<lengthCount])),
            let distances = Huffman(Array(lengths[lengthCount...])),
            literals.isComplete || literals.isLone, distances.isComplete || distances.isLone || distances.isEmpty
        else { return false }
        return codes(literals, distances, limit)
    }

    private static let fixedLengths = Huffman(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
    private static let fixedDistances = Huffman([Int](repeating: 5, count: 32))!

    private mutating func codes(_ literals: Huffman, _ distances: Huffman, _ limit: Int) -> Bool {
        while output.count <= limit {
            guard let symbol = decode(literals) else { return false }
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return true }
            guard symbol < 286, let length = length(symbol), let code = decode(distances), code < 30,
                let distance = distance(code), distance <= output.count
            else { return false }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
        return false
    }

    /// The table of section 3.2.5: after the first eight, four lengths share each number of extra bits.
    private mutating func length(_ symbol: Int) -> Int? {
        if symbol == 285 { return 258 }
        let index = symbol - 257
        guard index >= 8 else { return 3 + index }
        let extra = index / 4 - 1
        return bits(extra).map { 3 + (4 + index % 4) << extra + $0 }
    }

    /// The table of section 3.2.5: after the first four, two distances share each number of extra bits.
    private mutating func distance(_ code: Int) -> Int? {
        guard code >= 4 else { return code + 1 }
        let extra = code / 2 - 1
        return bits(extra).map { 1 + (2 + code % 2) << extra + $0 }
    }

    private mutating func decode(_ huffman: Huffman) -> Int? {
        var code = 0
        for length in 1...15 {
            guard let bit = bits(1) else { return nil }
            code = code << 1 | bit
            if let symbol = huffman.symbols[length << 16 | code] { return symbol }
        }
        return nil
    }

    /// Codes by their length and bits, assigned as in section 3.2.2.
    private struct Huffman {
        var symbols: [Int: Int] = [:]
        private var unused = 1 << 15

        /// Nil if there are more codes than their lengths allow.
        init?(_ lengths: [Int]) {
            var code = 0
            for length in 1...15 {
                for symbol in lengths.indices where lengths[symbol] == length {
                    symbols[length << 16 | code] = symbol
                    code += 1
                    unused -= 1 << (15 - length)
                }
                guard unused >= 0 else { return nil }
                code <<= 1
            }
        }

        var isComplete: Bool { unused == 0 }
        var isEmpty: Bool { symbols.isEmpty }
        /// A single code of one bit, which leaves the other value unused: the only incomplete set that is allowed.
        var isLone: Bool { symbols.count == 1 && unused == 1 << 14 }
    }
}
