import ArgumentParser
import Foundation
import NgramModel
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams sql`: a query in SQL.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Run one reading SQL statement over the store.",
        discussion: """
            The tables are ngram_totals (corpus, ngram, match_count, volume_count, first_year, last_year), ngram_years \
            (corpus, ngram, year, match_count, volume_count), corpus_totals (corpus, n, year, match_count, page_count, \
            volume_count) and archives. docs/sql.md describes them, and a loadable extension with which other SQLite \
            programs read them. Blobs are written as hexadecimal digits.
            """)

    @Argument(
        help: ArgumentHelp(
            "A statement that only reads (default: -, standard input).", valueName: "statement"))
    var statement: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let sql = try text()
        let reader = try StoreReader(path: try store.path)
        let signals = TerminationSignals(repeating: true, onFirst: reader.interruption)
        defer { signals.stop() }
        do {
            try reader.read { snapshot in
                let notes = try CorpusOptions.notes(on: snapshot)
                try snapshot.query(sql) { query in
                    if query.readsCounts { for note in notes { Diagnostics.note(note) } }
                    try write(query) { signals.received != nil }
                }
            }
        } catch let failure as QueryFailure {
            PlaceReport.write("SQL", "\(failure)", at: failure.offset, in: sql)
            throw SilentExit(status: .usage)
        } catch {
            throw signals.received.flatMap(ExitStatus.init(signal:)).map(SilentExit.init) ?? error
        }
    }

    /// The statement as UTF-8.
    private func text() throws -> [UInt8] {
        if let statement, statement != "-" { return Array(statement.utf8) }
        guard statement != nil || isatty(0) == 0 else {
            throw ValidationError("Give a statement, or - to type it on standard input.")
        }
        return try StandardInput.text()
    }

    /// Writes the rows of a query.
    ///
    /// - Parameter isInterrupted: Whether to stop. A signal that arrives between two rows interrupts no statement.
    private func write(_ query: StoreQuery, isInterrupted: () -> Bool) throws {
        var row = try query.next()
        let names = format.format == .json ? Self.unique(query.columns) : query.columns
        // Only a table aligns columns. Values of a column usually have one type, which the first row shows.
        let columns = names.enumerated().map { index, name in
            switch row?[index] {
            case .integer, .real: Column.number(name)
            default: Column.text(name)
            }
        }
        var writer = try format.writer(columns)
        while let values = row {
            try writer.write(values.map(Self.cell))
            if isInterrupted() { throw SilentExit(status: .interrupted) }
            row = try query.next()
        }
        try writer.finish()
    }

    private static func cell(_ value: QueryValue) -> Cell {
        switch value {
        case .null: .empty
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .text(let bytes): .text(Ngram(bytes: bytes))
        case .blob(let bytes): .bytes(bytes)
        }
    }

    /// The names with a number added where one repeats, because the keys of a JSON object must differ.
    static func unique(_ names: [String]) -> [String] {
        var used = Set(names)
        var seen: Set<String> = []
        return names.map { name in
            if seen.insert(name).inserted { return name }
            var number = 2
            while !used.insert("\(name)_\(number)").inserted { number += 1 }
            return "\(name)_\(number)"
        }
    }
}
