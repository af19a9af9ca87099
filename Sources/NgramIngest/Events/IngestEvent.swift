/// An event of an ingest, reported in the order in which it happens.
///
/// An archive is identified by its index in the plan, because two corpora may have archives of the same name.
package enum IngestEvent: Sendable, Equatable {
    /// The plan is complete: the number of archives, and the sum of their file sizes in bytes as far as they are known.
    case planned(archives: Int, fileBytes: Int64)

    /// Reading an archive begins. `fileBytes` is the size of its file.
    case started(archive: Int, name: String, corpus: String, fileBytes: Int64)

    /// An archive has been read and its counts merged up to this point. Both numbers are totals since its beginning:
    /// bytes of the file, and rows that count.
    case advanced(archive: Int, fileBytes: Int64, rows: Int64)

    /// The ingest of an archive ended. An archive that is already in the store finishes without having started.
    case finished(archive: Int, name: String, corpus: String, outcome: ArchiveOutcome)

    /// The content of an added archive already counts under another name in the same corpus.
    case copied(path: String, name: String, corpus: String, other: String)

    /// Something the user should know that is not an outcome, such as that an interrupted archive is resumed.
    case note(String)
}

/// How the ingest of one archive ended.
package enum ArchiveOutcome: Sendable, Equatable {
    /// The whole archive now counts in answers. `badRows` is the number of bad rows that were skipped; `replaced` is
    /// true when the archive took the place of older content.
    case added(rows: Int64, badRows: Int64, replaced: Bool)

    /// The store already has this content; nothing was done.
    case unchanged

    /// Nothing of the archive counts in any answer. The message names the file, what was found, what was expected, and
    /// what to do.
    case failed(message: String)

    /// The ingest stopped before the end of the archive. What is committed is kept, and the next run resumes from
    /// there.
    case interrupted
}
