import NgramBlocks

/// A reader that is at an n-gram.
protocol NgramReader: AnyObject {
    /// The current n-gram, valid until the reader moves.
    var text: UnsafeRawBufferPointer { get }
}

/// Open readers of runs, as a binary heap with the smallest n-gram first.
struct NgramReaderHeap<Reader: NgramReader> {
    private var readers: [Reader] = []

    /// The reader with the smallest n-gram.
    var first: Reader? { readers.first }

    var isEmpty: Bool { readers.isEmpty }

    mutating func removeAll() { readers.removeAll() }

    mutating func push(_ reader: Reader) {
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
