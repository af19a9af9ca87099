import GRDB
import Testing

@testable import NgramStore

@Suite("The connection for writing")
struct WritingConnectionTests {
    /// Debian's SQLite does by default, which makes merging runs write twice as much.
    @Test("does not overwrite deleted content with zeros")
    func deletion() throws {
        let store = try TestStore()
        try store.write { _ in }
        let queue = try StoreConnections.openForWriting(store.path)
        let setting = try queue.read { try Int.fetchOne($0, sql: "PRAGMA secure_delete") }
        #expect(setting == 0)
    }
}
