import NgramArchives
import NgramModel
import NgramStore

/// What an ingest would do with an archive.
package enum PlannedAction: String, Sendable, CaseIterable {
    /// The store does not have it, so it is read.
    case new
    /// The store has it, with the same size and modification time, so it is skipped.
    case unchanged
    /// The store has it with another size or modification time, or without bad rows that must now be read. It is read
    /// and compared with the content in the store.
    case changed
    /// An earlier ingest of it was interrupted, so it is continued.
    case interrupted
    /// An earlier ingest could not read it, so it is tried again.
    case failed
}

extension IngestPlan {
    /// The action for each archive, in the order of the plan. Neither creates nor changes a store, and needs no lock.
    ///
    /// - Parameter options: The options of the plan.
    /// - Throws: `StoreError` if a store exists and cannot be read.
    package func preview(_ options: IngestOptions) throws -> [(archive: PlannedArchive, action: PlannedAction)] {
        let ledger = try Self.ledger(of: options.store)
        return lanes.joined().sorted { $0.index < $1.index }.map { archive in
            var archive = archive
            // The server need not be asked about archives that the store does not have.
            if archive.identity == nil, archive.action(ledger, options) == .changed {
                archive.identity = try? FileIdentity(path: archive.path, web: options.web)
            }
            return (archive, archive.action(ledger, options))
        }
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
    /// What an ingest would do with this archive.
    ///
    /// Rows that an earlier ingest skipped must not be missing after an ingest that does not skip any, and an archive
    /// that was read with another treatment of bare tags has other content.
    func action(_ ledger: LedgerIndex, _ options: IngestOptions) -> PlannedAction {
        guard let entry = ledger[corpus: corpus.description, name: name.name] else { return .new }
        if let complete = entry.complete {
            let isSame = FileIdentity(size: complete.size, modified: complete.modified) == identity
            let hasSameRows = complete.badRows == 0 || options.badRows == .skip
            let hasSameNgrams = complete.isTotals || complete.placeholderPolicy == options.placeholders
            return isSame && hasSameRows && hasSameNgrams ? .unchanged : .changed
        }
        return entry.isLoading ? .interrupted : .failed
    }
}
