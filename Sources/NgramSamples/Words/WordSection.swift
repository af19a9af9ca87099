/// A stretch of the byte order whose words begin with the same bytes.
///
/// A word is the prefix, as many parts as its number needs, and an ending. The parts have one length and ascend with
/// the number, so words come out sorted and each once, without a list of them in memory.
struct WordSection {
    private let prefix: [UInt8]
    private let tables: [SyllableTable]
    private let endings: [[UInt8]]
    private let step: UInt64
    let baseCount: Int

    /// A section of `baseCount` words; `last` repeats until there is room for four times as many.
    init(prefix: String, first: [SyllableTable], last: SyllableTable, endings: [String], baseCount: Int) {
        var tables = first + [last, last]
        var space = tables.reduce(UInt64(1)) { $0 * UInt64($1.count) }
        while space < 4 * UInt64(baseCount) {
            tables.append(last)
            space *= UInt64(last.count)
        }
        self.prefix = Array(prefix.utf8)
        self.tables = tables
        self.endings = endings.map { Array($0.utf8) }
        self.baseCount = baseCount
        step = space / UInt64(baseCount)
    }

    /// Sets `word` to the word of that number, which `hash` may move within its place and chooses the ending of.
    func spell(_ number: Int, hash: UInt64, into word: inout [UInt8]) {
        word.removeAll(keepingCapacity: true)
        word.append(contentsOf: prefix)
        let position = UInt64(number) * step + (hash >> 32) % step
        var place = tables.reduce(UInt64(1)) { $0 * UInt64($1.count) }
        for table in tables {
            place /= UInt64(table.count)
            table.append(Int(position / place % UInt64(table.count)), to: &word)
        }
        word.append(contentsOf: endings[Int(hash & 0xFF) % endings.count])
    }
}
