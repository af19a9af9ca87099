import NgramBlocks
import NgramModel

/// A reader that is at an n-gram.
protocol NgramReader: AnyObject {
    /// The current n-gram, valid until the reader moves.
    var text: UnsafeRawBufferPointer { get }

    /// What the head says about the current n-gram.
    var entry: HeadEntries.Entry { get }

    /// The blocks of its store.
    var blocks: StoredBlocks { get }

    /// The bytes of memory that it holds for its block.
    var memory: Int { get }

    /// Moves to the next n-gram; false at the end.
    func advance() throws -> Bool

    /// The series of the current n-gram, valid until this reader moves, or until `series` of any reader.
    func series() throws -> UnsafeRawBufferPointer

    /// Gives back the memory of its block, except the current n-gram. It reads the block again when it moves.
    func park()
}

extension NgramTotal {
    /// Adds the counts of all places of an n-gram.
    ///
    /// - Parameter places: at least one, all at the n-gram.
    /// - Throws: `StoreError`: `overflow` when a sum exceeds `Int64.max`.
    mutating func add(_ places: [some NgramReader], years: ClosedRange<Int>?) throws {
        do {
            for place in places {
                try place.blocks.naming { try add(place.entry, years: years) { try place.series() } }
            }
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: String(decoding: places[0].text, as: UTF8.self))
        }
    }
}

extension SeriesSum {
    /// The sum of all places of an n-gram, in ascending order of years.
    ///
    /// - Parameter places: at least one, all at the n-gram.
    /// - Throws: `StoreError`: `overflow` when a sum exceeds `Int64.max`.
    mutating func sum(of places: [some NgramReader], years: ClosedRange<Int>) throws -> [Observation] {
        for place in places
        where place.entry.firstYear <= years.upperBound && place.entry.lastYear >= years.lowerBound {
            try place.blocks.naming {
                var decoder = SeriesDecoder(try place.series())
                try add(&decoder, years: years)
            }
        }
        do throws(CountOverflow) {
            return try finish()
        } catch {
            throw StoreError.overflow(ngram: String(decoding: places[0].text, as: UTF8.self))
        }
    }
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
