import GRDB
import NgramCounts

/// A row of the tables `ngram` or `ngram_extra`, read from a statement that selects these columns in this order:
/// ngram, archive_id, match_count, volume_count, first_year, last_year, block_id, position.
struct NgramRow {
    /// The n-gram, valid until the statement's next step.
    var ngram: UnsafeRawBufferPointer
    var archive: Int64
    var matchCount: Int64
    var volumeCount: Int64
    var firstYear: Int
    var lastYear: Int
    var block: Int64
    var position: Int

    @inline(__always)
    init(_ statement: DirectStatement) {
        ngram = statement.bytes(0)
        archive = statement.integer(1)
        matchCount = statement.integer(2)
        volumeCount = statement.integer(3)
        firstYear = Int(statement.integer(4))
        lastYear = Int(statement.integer(5))
        block = statement.integer(6)
        position = Int(statement.integer(7))
    }
}

/// Walks the rows of a corpus in the byte order of the n-grams, those of one n-gram together: a merge of the two
/// tables, each of which its key holds in that order.
struct NgramRowCursor {
    private let first: DirectStatement?
    private let extra: DirectStatement?
    private var nextFirst: NgramRow?
    private var nextExtra: NgramRow?
    private var isStarted = false

    /// Walks the n-grams that begin with the given bytes; `extraOnly` leaves out the first row of each.
    init(_ database: Database, corpus: Int64, prefix: [UInt8], extraOnly: Bool = false) throws {
        func statement(_ table: String) throws -> DirectStatement {
            let statement = try DirectStatement(
                database,
                """
                SELECT ngram, archive_id, match_count, volume_count, first_year, last_year, block_id, position
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

    /// The smallest bytes above everything that begins with a prefix. UTF-8 has no byte 0xFF, so that one alone ends
    /// all texts and any last byte of a prefix can be raised by one.
    private static func end(of prefix: [UInt8]) -> [UInt8] {
        guard let last = prefix.last else { return [0xFF] }
        return prefix.dropLast() + [last == 0xFF ? last : last + 1]
    }

    /// The next row; its n-gram is valid until the next call.
    mutating func next() throws -> NgramRow? {
        if !isStarted {
            isStarted = true
            nextFirst = try step(first)
            nextExtra = try step(extra)
        } else if isExtraNext {
            nextExtra = try step(extra)
        } else if nextFirst != nil {
            nextFirst = try step(first)
        }
        return peek
    }

    private func step(_ statement: DirectStatement?) throws -> NgramRow? {
        guard let statement, try statement.step() else { return nil }
        return NgramRow(statement)
    }

    private var peek: NgramRow? { isExtraNext ? nextExtra : nextFirst }

    private var isExtraNext: Bool {
        guard let nextExtra else { return false }
        guard let nextFirst else { return true }
        return nextExtra.ngram.lexicographicallyPrecedes(nextFirst.ngram)
    }
}
