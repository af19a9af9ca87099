import NgramBlocks

/// A reader that is at an n-gram.
protocol NgramReader: AnyObject {
    /// The current n-gram, valid until the reader moves.
    var text: UnsafeRawBufferPointer { get }

    /// The bytes of memory that it holds for its block.
    var memory: Int { get }

    /// Moves to the next n-gram; false at the end.
    func advance() throws -> Bool

    /// Gives back the memory of its block, except the current n-gram. It reads the block again when it moves.
    func park()
}

/// Limits of readers.
enum ReaderLimits {
    /// The memory for blocks that the open readers of a cursor may hold, in bytes. It is enough for a thousand archives,
    /// because reading a block again takes a hundred times as long as moving to the next n-gram.
    static let memory = 40 << 20
}

/// Open readers of runs, as a binary heap with the smallest n-gram first.
///
/// Thousands of archives may overlap. When the readers in the heap hold as much memory as they may, those that are added
/// are parked.
struct NgramReaderHeap<Reader: NgramReader> {
    private let memoryLimit: Int
    private var readers: [Reader] = []
    private var memory = 0

    /// - Parameter memoryLimit: the memory for blocks that the readers may hold, in bytes.
    init(memoryLimit: Int) {
        self.memoryLimit = memoryLimit
    }

    /// The reader with the smallest n-gram.
    var first: Reader? { readers.first }

    var isEmpty: Bool { readers.isEmpty }

    mutating func removeAll() {
        readers.removeAll()
        memory = 0
    }

    mutating func push(_ reader: Reader) {
        if memory + reader.memory > memoryLimit { reader.park() }
        memory += reader.memory
        readers.append(reader)
        var place = readers.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard precedes(readers[place].text, readers[parent].text) else { return }
            readers.swapAt(place, parent)
            place = parent
        }
    }

    mutating func popMinimum() -> Reader? {
        guard let least = readers.first else { return nil }
        memory -= least.memory
        let last = readers.removeLast()
        guard !readers.isEmpty else { return least }
        readers[0] = last
        var place = 0
        while true {
            var smallest = place
            for child in 2 * place + 1..<2 * place + 3
            where child < readers.count && precedes(readers[child].text, readers[smallest].text) { smallest = child }
            guard smallest != place else { return least }
            readers.swapAt(place, smallest)
            place = smallest
        }
    }
}
