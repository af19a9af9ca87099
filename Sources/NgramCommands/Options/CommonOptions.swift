import ArgumentParser
import Foundation
import NgramReports

/// Which store to open.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The store's file (default: $NGRAMS_DB if set, otherwise ./ngrams.sqlite).", valueName: "file"))
    var file: String?

    /// The store's path.
    var path: String {
        if let file { return file }
        let variable = ProcessInfo.processInfo.environment["NGRAMS_DB"] ?? ""
        return variable.isEmpty ? "./ngrams.sqlite" : variable
    }

    func validate() throws {
        if file?.isEmpty == true { throw ValidationError("--db needs a file name.") }
    }
}

/// How to write rows to standard output.
struct FormatOptions: ParsableArguments {
    @Option(
        help: """
            Output format. tsv writes tabs, line feeds, carriage returns and backslashes as \\t, \\n, \\r and \\\\.
            """)
    var format = OutputFormat.table

    /// A writer of rows to standard output.
    func writer(_ columns: [Column]) throws -> RowWriter {
        try RowWriter(format, columns: columns, to: .standardOutput)
    }
}

extension OutputFormat: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}
