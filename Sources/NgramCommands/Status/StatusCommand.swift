import ArgumentParser
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams status`: lists the contents of the store.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "List the corpora of the store and the state of its archives.",
        discussion: """
            A table lists the corpora, and the archives that need attention: those that failed, were interrupted, are \
            being read, or had bad rows. csv and tsv list the corpora, or with --archives the archives. json always \
            lists both. An archive is complete, loading (an ingest is reading it), interrupted (the next ingest \
            resumes it) or failed.
            """)

    @Option(help: ArgumentHelp("List only this corpus.", valueName: "name"))
    var corpus: String?

    @Flag(help: "List all archives.")
    var archives = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        // A status is that of the stores themselves, not what a manifest says of them.
        let report = try StoreReader(store.readingSet, defers: false).read { snapshot in
            let corpora = try snapshot.corpusStatuses()
            _ = try MissingArchives(reporting: corpora.map(\.name), in: snapshot)
            return StatusReport(corpora: corpora, archives: try snapshot.conditions())
        }
        if let corpus, !report.corpora.contains(where: { $0.name == corpus }) {
            throw CorpusOptions.unknown(corpus, among: report.corpora.map(\.name))
        }
        try (corpus.map(report.only) ?? report).write(format.format, allArchives: archives, to: .standardOutput)
    }
}

/// The corpora and archives of a store, which can be written in any format.
struct StatusReport {
    /// The corpora, by name.
    var corpora: [CorpusStatus]
    /// The archives, by corpus and name, with their condition.
    var archives: [(record: ArchiveRecord, condition: ArchiveRecord.Condition)]

    /// The part of the report for one corpus.
    func only(corpus: String) -> StatusReport {
        StatusReport(
            corpora: corpora.filter { $0.name == corpus }, archives: archives.filter { $0.record.corpus == corpus })
    }

    /// Writes the report, and flushes the sink.
    ///
    /// - Parameter allArchives: whether a table lists complete archives too, and csv and tsv the archives instead of
    ///   the corpora.
    func write(_ format: OutputFormat, allArchives: Bool, to sink: ByteSink) throws {
        switch format {
        case .json: try format.write([corpusSection, detailedArchiveSection], to: sink)
        case .csv, .tsv: try format.write([allArchives ? archiveSection : corpusSection], to: sink)
        case .table: try writeTable(allArchives: allArchives, to: sink)
        }
    }

    private func writeTable(allArchives: Bool, to sink: ByteSink) throws {
        try OutputFormat.table.write([corpusSection], to: sink)
        let summaries = corpora.compactMap { summary(of: $0.name) }
        let listed = allArchives ? archives : archives.filter { $0.condition != .complete || $0.record.badRows > 0 }
        if !summaries.isEmpty { try Self.write([""] + summaries, to: sink) }
        if !listed.isEmpty {
            try Self.write([""], to: sink)
            // The reason comes last, because it is a sentence and may be long.
            let columns = Self.archiveColumns.filter { $0.name != "why" } + [.text("why")]
            try OutputFormat.table.write(
                [RowSection(name: "archives", columns: columns, rows: listed.map { cells($0, whyLast: true) })],
                to: sink)
        }
        let rest = Int64(archives.count - listed.count)
        if rest > 0 {
            let more = listed.isEmpty ? "" : " more"
            let subject = "\(DecimalDigits.grouped(rest))\(more) archive\(rest == 1 ? " is" : "s are") complete"
            try Self.write(["", "\(subject); list \(rest == 1 ? "it" : "them") with --archives"], to: sink)
        }
        try sink.flush()
    }

    /// How many archives of a corpus are in each state; nil if all are complete.
    private func summary(of corpus: String) -> String? {
        let own = archives.filter { $0.record.corpus == corpus }.map(\.condition)
        guard own.contains(where: { $0 != .complete }) else { return nil }
        let names: [(ArchiveRecord.Condition, String)] = [
            (.complete, "complete"), (.loading, "being read"), (.interrupted, "interrupted"), (.failed, "failed"),
        ]
        let counts = names.map { condition, name in (Int64(own.filter { $0 == condition }.count), name) }
        return "\(corpus): "
            + counts.filter { $0.0 > 0 }.map { "\(DecimalDigits.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    private static func write(_ lines: [String], to sink: ByteSink) throws {
        try sink.append { buffer in
            for line in lines { buffer += Array("\(TerminalText.escape(line))\n".utf8) }
        }
    }

    private var corpusSection: RowSection {
        RowSection(name: "corpora", columns: Self.corpusColumns, rows: corpora.map(cells))
    }

    private var archiveSection: RowSection {
        RowSection(
            name: "archives", columns: Self.archiveColumns, rows: archives.map { cells($0, whyLast: false) })
    }

    /// The archives with all that is known about their content, for programs.
    private var detailedArchiveSection: RowSection {
        RowSection(
            name: "archives", columns: Self.archiveColumns + Self.detailColumns,
            rows: archives.map { cells($0, whyLast: false) + details($0.record) })
    }

    private static let detailColumns: [Column] = [
        .text("placeholders"), .count("placeholder_rows"), .count("sorted_runs"), .count("ngrams"),
        .count("observations"), .text("first_ngram"), .text("last_ngram"), .number("first_year"), .number("last_year"),
        .text("address"), .text("etag"),
    ]

    private func details(_ record: ArchiveRecord) -> [Cell] {
        func text(_ bytes: [UInt8]?) -> Cell { bytes.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .empty }
        return [
            .string(record.placeholderPolicy.rawValue), .integer(record.placeholderRows), .integer(record.sortedRuns),
            .integer(record.ngrams), .integer(record.observations), text(record.firstNgram), text(record.lastNgram),
            .year(record.years?.lowerBound), .year(record.years?.upperBound),
            record.origin.map { .string($0.address) } ?? .empty, record.origin.map { .string($0.etag) } ?? .empty,
        ]
    }

    private static let corpusColumns: [Column] = [
        .text("name"), .count("archives"), .count("rows"), .count("ngrams"), .number("first_year"),
        .number("last_year"),
    ]

    private static let archiveColumns: [Column] = [
        .text("name"), .text("corpus"), .text("state"), .text("why"), .count("rows"), .count("bad_rows"),
        .count("bytes"), .text("when"),
    ]

    private func cells(_ status: CorpusStatus) -> [Cell] {
        [
            .string(status.name), .integer(status.archives), .integer(status.rows), .integer(status.ngrams),
            .year(status.years?.lowerBound), .year(status.years?.upperBound),
        ]
    }

    private func cells(
        _ archive: (record: ArchiveRecord, condition: ArchiveRecord.Condition), whyLast: Bool
    ) -> [Cell] {
        let (record, condition) = archive
        let why = [condition == .failed ? record.error.map(Cell.string) ?? .empty : .empty]
        return [.string(record.name), .string(record.corpus), .string(condition.rawValue)]
            + (whyLast ? [] : why)
            + [
                .integer(record.rows), .integer(record.badRows), .integer(record.size), .string(record.changedAt),
            ] + (whyLast ? why : [])
    }
}
