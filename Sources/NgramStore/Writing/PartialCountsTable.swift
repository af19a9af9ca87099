import Foundation
import GRDB
import GRDBSQLite
import NgramBlocks

/// The SQL table function `partial_counts`, which returns the n-grams of a block as rows, so that one statement inserts
/// them all.
///
/// It takes two thirds of the time of a statement that is bound and run for each n-gram, because starting and ending a
/// statement costs as much as the insertion; see docs/decisions/0002-hot-path.md. The block is passed through SQLite's
/// pointer passing interface (https://www.sqlite.org/bindptr.html), so SQL text cannot refer to a block.
enum PartialCountsTable {
    /// The block whose n-grams are the rows. Its memory must stay in place while a statement reads it.
    struct Block {
        /// The bytes that hold the texts.
        var bytes: UnsafeRawBufferPointer
        /// The n-grams.
        var entries: UnsafeBufferPointer<PartialCounts.Entry>
    }

    private enum Column: CInt {
        case ngram, matchCount, volumeCount, firstYear, lastYear, position, block
    }

    private static let declaration = """
        CREATE TABLE partial_counts (ngram, match_count, volume_count, first_year, last_year, position, block HIDDEN)
        """

    private static let name = "partial_counts"

    /// The type name of the pointer to a block. SQLite keeps its address, so it is never freed.
    nonisolated(unsafe) private static let pointerType = UnsafePointer(strdup("ngrams.partial_counts")!)

    /// Rows are read only while the block is bound, so the cursor may keep addresses into it.
    private struct Cursor {
        var base: sqlite3_vtab_cursor
        var bytes: UnsafeRawPointer?
        var next: UnsafePointer<PartialCounts.Entry>?
        var end: UnsafePointer<PartialCounts.Entry>?

        @inline(__always)
        static func at(_ base: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<Cursor> {
            UnsafeMutableRawPointer(base!).assumingMemoryBound(to: Cursor.self)
        }
    }

    /// Registers the function with a connection.
    static func register(in database: Database) throws {
        let code = sqlite3_create_module(database.sqliteConnection, name, module, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Binds a block as the argument of the function while `work` runs.
    static func bind<Value>(
        _ block: Block, to statement: DirectStatement, at index: CInt, while work: () throws -> Value
    ) rethrows -> Value {
        try withUnsafePointer(to: block) { block in
            statement.bindPointer(index, UnsafeMutableRawPointer(mutating: block), type: pointerType)
            defer { statement.bindNull(index) }
            return try work()
        }
    }

    /// The callbacks of the virtual table; see https://www.sqlite.org/vtab.html.
    nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        module.xConnect = { connection, _, _, _, table, _ in
            let code = sqlite3_declare_vtab(connection, declaration)
            guard code == SQLITE_OK else { return code }
            let new = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
            new.initialize(to: sqlite3_vtab())
            table!.pointee = new
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            table!.deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, plan in
            for index in 0..<Int(plan!.pointee.nConstraint) {
                let constraint = plan!.pointee.aConstraint[index]
                guard constraint.iColumn == Column.block.rawValue, constraint.usable != 0,
                    CInt(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ
                else { continue }
                plan!.pointee.aConstraintUsage[index].argvIndex = 1
                plan!.pointee.aConstraintUsage[index].omit = 1
                plan!.pointee.estimatedCost = 1
                return SQLITE_OK
            }
            return SQLITE_CONSTRAINT
        }
        module.xOpen = { _, cursor in
            let new = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            new.initialize(to: Cursor(base: sqlite3_vtab_cursor()))
            cursor!.pointee = UnsafeMutableRawPointer(new).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            Cursor.at(cursor).deallocate()
            return SQLITE_OK
        }
        module.xFilter = { base, _, _, count, arguments in
            let cursor = Cursor.at(base)
            let block = count == 1 ? sqlite3_value_pointer(arguments![0], pointerType) : nil
            guard let block = block?.assumingMemoryBound(to: Block.self).pointee else { return SQLITE_MISUSE }
            cursor.pointee.bytes = block.bytes.baseAddress
            cursor.pointee.next = block.entries.baseAddress
            cursor.pointee.end = block.entries.baseAddress.map { $0 + block.entries.count }
            return SQLITE_OK
        }
        module.xNext = { cursor in
            Cursor.at(cursor).pointee.next! += 1
            return SQLITE_OK
        }
        module.xEof = { base in
            let cursor = Cursor.at(base)
            return cursor.pointee.next == cursor.pointee.end ? 1 : 0
        }
        module.xColumn = { base, context, index in
            let cursor = Cursor.at(base)
            let entry = cursor.pointee.next.unsafelyUnwrapped
            switch Column(rawValue: index) {
            case .ngram:
                let text = cursor.pointee.bytes.unsafelyUnwrapped + Int(entry.pointee.textOffset)
                // The text stays in place until the statement has ended (SQLITE_STATIC).
                sqlite3_result_text(
                    context, text.assumingMemoryBound(to: CChar.self), CInt(entry.pointee.textLength), nil)
            case .matchCount: sqlite3_result_int64(context, entry.pointee.matchCount)
            case .volumeCount: sqlite3_result_int64(context, entry.pointee.volumeCount)
            case .firstYear: sqlite3_result_int(context, CInt(entry.pointee.firstYear))
            case .lastYear: sqlite3_result_int(context, CInt(entry.pointee.lastYear))
            case .position: sqlite3_result_int64(context, Int64(entry.pointee.position))
            case .block, nil: sqlite3_result_null(context)
            }
            return SQLITE_OK
        }
        module.xRowid = { cursor, row in
            row!.pointee = sqlite3_int64(Int(bitPattern: Cursor.at(cursor).pointee.next))
            return SQLITE_OK
        }
        let memory = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        memory.initialize(to: module)
        return UnsafePointer(memory)
    }()
}
