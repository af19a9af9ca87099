import NgramArchives
import NgramModel
import NgramStore

/// What an ingest would do with an archive.
package enum PlannedAction: String, Sendable, CaseIterable {
    /// The store does not have it: it is read.
    case new
    /// The store has it, and size and modification time are the same: it is skipped.
    case unchanged
    /// The store has it, and size or modification time differ, or rows were skipped that must be read now: it is read and
    /// compared with what the store has.
    case changed
    /// Reading it was begun and not finished: it is continued.
    case interrupted
    /// It could not be read: that is tried again.
    case failed
}

extension IngestPlan {
    /// What an ingest would do with each archive, in the order of the plan. Neither makes nor changes a store, and needs
    /// no lock.
    ///
    /// - Parameter options: Those that the plan was made with.
    /// - Throws: `StoreError` when there is a store that cannot be read.
    package func preview(_ options: IngestOptions) throws -> [(archive: PlannedArchive, action: PlannedAction)] {
        let ledger = try Self.ledger(of: options.store)
        return lanes.joined().sorted { $0.index < $1.index }.map { ($0, $0.action(ledger, options.badRows)) }
    }

    private static func ledger(of store: String) throws -> LedgerIndex {
        do {
            return try StoreReader(path: store).read { try $0.ledgerIndex() }
        } catch StoreError.notFound {
            return LedgerIndex()
        }
    }
}

extension PlannedArchive {
    /// What an ingest would do with it.
    ///
    /// - Parameter badRows: What becomes of bad rows. Rows that an earlier ingest skipped must not be missing after one
    ///   that does not skip any.
    func action(_ ledger: LedgerIndex, _ badRows: BadRowPolicy) -> PlannedAction {
        guard let entry = ledger[corpus: corpus.description, name: name.name] else { return .new }
        if let complete = entry.complete {
            let isSame = FileIdentity(size: complete.size, modified: complete.modified) == identity
            return isSame && (complete.badRows == 0 || badRows == .skip) ? .unchanged : .changed
        }
        return entry.isLoading ? .interrupted : .failed
    }
}
