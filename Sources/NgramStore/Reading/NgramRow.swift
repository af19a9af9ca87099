import GRDB

/// A row of the table `ngram` or `ngram_extra`. Its statement must select `columns`.
struct NgramRow {
    /// The n-gram, valid until the statement's next step.
    var ngram: UnsafeRawBufferPointer
    var archive: Int64
    var matchCount: Int64
    var volumeCount: Int64
    var firstYear: Int
    var lastYear: Int
    /// The block that holds its series; 0 if the place was not requested.
    var block: Int64 = 0
    /// The position of the n-gram in the block, in bytes; 0 if the place was not requested.
    var position = 0

    /// The columns that a statement must select, in this order.
    static func columns(withPlace: Bool) -> String {
        let sums = "ngram, archive_id, match_count, volume_count, first_year, last_year"
        return withPlace ? sums + ", block_id, position" : sums
    }

    /// Reads the current row of a statement, and checks all its values.
    /// - Throws: `InvalidValue`.
    @inline(__always)
    init(_ statement: DirectStatement, withPlace: Bool = true) throws(InvalidValue) {
        ngram = statement.bytes(0)
        archive = try statement.integer(1, in: StoredValues.keys, "archive_id")
        matchCount = try statement.integer(2, in: StoredValues.counts, "match_count")
        volumeCount = try statement.integer(3, in: StoredValues.counts, "volume_count")
        firstYear = Int(try statement.integer(4, in: StoredValues.years, "first_year"))
        lastYear = Int(try statement.integer(5, in: StoredValues.years, "last_year"))
        guard firstYear <= lastYear else { throw StoredValues.reversedYears(firstYear, lastYear) }
        guard !ngram.isEmpty else { throw InvalidValue(description: "the column ngram is empty") }
        guard withPlace else { return }
        block = try statement.integer(6, in: StoredValues.keys, "block_id")
        position = Int(try statement.integer(7, in: StoredValues.positions, "position"))
    }
}

/// Iterates over the rows of a corpus in the byte order of the n-grams, so that the rows of one n-gram are adjacent.
/// Merges the tables `ngram` and `ngram_extra`, whose keys have that order.
struct NgramRowCursor {
    private let first: DirectStatement?
    private let extra: DirectStatement?
    private var nextFirst: NgramRow?
    private var nextExtra: NgramRow?
    private var isFirstDue = true
    private var isExtraDue = true
    private let withPlaces: Bool

    /// Iterates over the n-grams with a prefix.
    ///
    /// - Parameters:
    ///   - extraOnly: whether to skip the table `ngram`, which holds the first row of each n-gram.
    ///   - withPlaces: whether to select the block and the position, which are needed to read the series. Without them
    ///     an iteration takes a tenth less time.
    init(
        _ database: Database, corpus: Int64, prefix: [UInt8], extraOnly: Bool = false, withPlaces: Bool = true
    ) throws {
        self.withPlaces = withPlaces
        func statement(_ table: String) throws -> DirectStatement {
            let statement = try DirectStatement(
                database,
                """
                SELECT \(NgramRow.columns(withPlace: withPlaces))
                FROM \(table) WHERE corpus_id = ? AND ngram >= ? AND ngram < ? ORDER BY ngram
                """)
            statement.bind(1, corpus)
            statement.bindText(2, copying: prefix)
            statement.bindText(3, copying: Self.end(of: prefix))
            return statement
        }
        first = extraOnly ? nil : try statement("ngram")
        extra = try statement("ngram_extra")
    }

    /// The exclusive upper bound of all texts with a prefix. UTF-8 has no byte 0xFF, so 0xFF is greater than any text,
    /// and the last byte of a prefix can be incremented.
    private static func end(of prefix: [UInt8]) -> [UInt8] {
        guard let last = prefix.last else { return [0xFF] }
        return prefix.dropLast() + [last == 0xFF ? last : last + 1]
    }

    /// The next row; its n-gram is valid until the next call.
    ///
    /// - Throws: `InvalidValue` for a row with a value that is out of range; the next call continues after that row.
    mutating func next() throws -> NgramRow? {
        if isFirstDue {
            nextFirst = try step(first)
            isFirstDue = false
        }
        if isExtraDue {
            nextExtra = try step(extra)
            isExtraDue = false
        }
        if isExtraNext {
            isExtraDue = true
            return nextExtra
        }
        // Stepping a statement that has ended would restart it.
        isFirstDue = nextFirst != nil
        return nextFirst
    }

    private func step(_ statement: DirectStatement?) throws -> NgramRow? {
        guard let statement, try statement.step() else { return nil }
        return try NgramRow(statement, withPlace: withPlaces)
    }

    private var isExtraNext: Bool {
        guard let nextExtra else { return false }
        guard let nextFirst else { return true }
        return nextExtra.ngram.lexicographicallyPrecedes(nextFirst.ngram)
    }
}
