import GRDB

extension Row {
    /// A column's value, of the type that the schema gives it. In a damaged store it may be of another, at which GRDB's
    /// subscript would end the process.
    ///
    /// - Throws: `DatabaseError` that says so.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        let held: DatabaseValue = self[column]
        guard let value = Value.fromDatabaseValue(held) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the column \(column) holds \(held)")
        }
        return value
    }
}
