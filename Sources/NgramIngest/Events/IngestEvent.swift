/// What an ingest tells whoever watches it, in the order it happens.
///
/// An archive is named by its index in the plan, so that two archives of one name in two corpora stay apart.
package enum IngestEvent: Sendable, Equatable {
    /// The plan is made: how many archives there are, and their packed size in bytes as far as it is known.
    case planned(archives: Int, packedBytes: Int64)

    /// Reading an archive begins. `packedBytes` is its size on disk.
    case started(archive: Int, name: String, corpus: String, packedBytes: Int64)

    /// An archive has been read, and its counts stored, this far. Both numbers are totals since its beginning.
    case advanced(archive: Int, packedBytes: Int64, rows: Int64)

    /// An archive is done with, one way or another. One that is skipped finishes without having started.
    case finished(archive: Int, name: String, corpus: String, outcome: ArchiveOutcome)

    /// An archive was added whose content counts already under another name in the same corpus.
    case copied(path: String, name: String, corpus: String, other: String)

    /// Something worth a line that belongs to no outcome, for instance that an interrupted archive is carried on.
    case note(String)
}

/// How the ingest of one archive ended.
package enum ArchiveOutcome: Sendable, Equatable {
    /// All of it now counts in answers. `replaced` when it took the place of an older content.
    case added(rows: Int64, badRows: Int64, replaced: Bool)

    /// The store has this very content already; nothing was done.
    case unchanged

    /// None of it counts in any answer. The message says which file, what was found, what was expected, what to do.
    case failed(message: String)

    /// It was stopped half-way; what is committed is kept and the next run carries on from there.
    case interrupted
}
