import ArgumentParser
import NgramReports

/// The format of rows.
struct FormatOptions: ParsableArguments {
    @Option(help: "The format of the rows.")
    var format = OutputFormat.table

    /// A writer of rows to standard output.
    func writer(_ columns: [Column]) throws -> RowWriter {
        try RowWriter(format, columns: columns, to: .standardOutput)
    }
}
