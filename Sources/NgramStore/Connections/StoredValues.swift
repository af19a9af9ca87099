import GRDB
import NgramModel

/// A column of the store holds a value that this program never writes there. It is reported as `StoreError.damaged`.
struct InvalidValue: Error, CustomStringConvertible {
    /// The column and what it holds.
    var description: String

    init(description: String) {
        self.description = description
    }

    /// - Parameter value: described by its first 100 characters.
    init(column: String, holds value: DatabaseValue) {
        description = "the column \(column) holds \(String(value.description.prefix(100)))"
    }
}

/// The values that columns of the store may hold. The bytes of a store may have changed since they were written, and
/// other programs may have written to it. Every number is checked against one of these ranges when it is read, so later
/// code need not expect a negative count or the year 0.
enum StoredValues {
    /// Match, volume, page and row counts, their sums, and sizes and offsets in bytes.
    static let counts: ClosedRange<Int64> = 0...Int64.max
    /// Keys of rows. SQLite numbers them from 1.
    static let keys: ClosedRange<Int64> = 1...Int64.max
    /// Years.
    static let years = Int64(Observation.years.lowerBound)...Int64(Observation.years.upperBound)
    /// Byte offsets in a piece, and numbers of bytes and n-grams of a block. They are checked against what is there.
    static let positions: ClosedRange<Int64> = 0...Int64(Int32.max)

    /// The error for a first year that is after the last year.
    static func reversedYears(_ first: Int, _ last: Int) -> InvalidValue {
        InvalidValue(description: "first_year holds \(first), which is after last_year, \(last)")
    }
}

extension Row {
    /// The value of a column, of the type that the schema gives it. In a damaged store the value may have another type;
    /// GRDB's subscript would then end the process.
    ///
    /// - Throws: `InvalidValue`.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws(InvalidValue) -> Value {
        let held: DatabaseValue = self[column]
        guard let value = Value.fromDatabaseValue(held) else { throw InvalidValue(column: column, holds: held) }
        return value
    }

    /// The value of a column that holds an integer in the given range.
    /// - Throws: `InvalidValue`.
    func integer(_ column: String, in range: ClosedRange<Int64>) throws(InvalidValue) -> Int64 {
        let held: DatabaseValue = self[column]
        guard case .int64(let value) = held.storage, range.contains(value) else {
            throw InvalidValue(column: column, holds: held)
        }
        return value
    }

    /// The bytes of a text that was cast to a blob, because GRDB's strings end at a NUL; nil for NULL.
    /// - Throws: `InvalidValue`.
    func text(_ column: String) throws(InvalidValue) -> [UInt8]? {
        let held: DatabaseValue = self[column]
        switch held.storage {
        case .null: return nil
        case .blob(let text): return Array(text)
        case .string, .int64, .double: throw InvalidValue(column: column, holds: held)
        }
    }

    /// The value of a column that holds an integer in the given range, or NULL.
    /// - Throws: `InvalidValue`.
    func optionalInteger(_ column: String, in range: ClosedRange<Int64>) throws(InvalidValue) -> Int64? {
        if (self[column] as DatabaseValue).isNull { return nil }
        return try integer(column, in: range)
    }
}

extension DirectStatement {
    /// The value of a column that holds an integer in the given range.
    ///
    /// - Parameter name: the column's name, for the message.
    /// - Throws: `InvalidValue`.
    @inline(__always)
    func integer(_ column: Int32, in range: ClosedRange<Int64>, _ name: StaticString) throws(InvalidValue) -> Int64 {
        guard let value = exactInteger(column), range.contains(value) else { throw invalid(column, name) }
        return value
    }

    // Not inlined, to keep it out of the loops that read columns.
    @inline(never)
    private func invalid(_ column: Int32, _ name: StaticString) -> InvalidValue {
        InvalidValue(column: "\(name)", holds: value(column))
    }
}
