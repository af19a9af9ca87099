import ArgumentParser
import NgramReports
import NgramStore

/// `ngrams status`: what the store holds.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "List the corpora and archives of the store.")

    @Option(help: ArgumentHelp("List only this corpus.", valueName: "name"))
    var corpus: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let (corpora, archives) = try StoreReader(path: store.path).read { snapshot in
            (try snapshot.corpusStatuses(), try snapshot.archives())
        }
        if let corpus, !corpora.contains(where: { $0.name == corpus }) {
            throw CorpusOptions.unknown(corpus, among: corpora.map(\.name))
        }
        let sections = [
            RowSection(
                name: "corpora", columns: Self.corpusColumns,
                rows: corpora.filter { corpus == nil || $0.name == corpus }.map(cells)),
            RowSection(
                name: "archives", columns: Self.archiveColumns,
                rows: archives.filter { corpus == nil || $0.corpus == corpus }.map(cells)),
        ]
        try format.format.write(sections, to: .standardOutput)
    }

    private static let corpusColumns: [Column] = [
        .text("name"), .count("archives"), .count("rows"), .count("ngrams"), .number("first_year"),
        .number("last_year"),
    ]

    private static let archiveColumns: [Column] = [
        .text("name"), .text("corpus"), .text("state"), .count("rows"), .count("bad_rows"), .count("bytes"),
        .text("when"),
    ]

    private func cells(_ status: CorpusStatus) -> [Cell] {
        [
            .string(status.name), .integer(status.archives), .integer(status.rows), .integer(status.ngrams),
            .year(status.years?.lowerBound), .year(status.years?.upperBound),
        ]
    }

    private func cells(_ archive: ArchiveRecord) -> [Cell] {
        [
            .string(archive.name), .string(archive.corpus), .string(archive.state.rawValue),
            .integer(archive.rows), .integer(archive.badRows), .integer(archive.size), .string(archive.changedAt),
        ]
    }
}
