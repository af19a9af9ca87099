import ArgumentParser
import NgramReports

/// The format of rows.
struct FormatOptions: ParsableArguments {
    @Option(
        help:
            "How to write rows. In tsv, a tab, a line feed, a carriage return and a backslash are \\t, \\n, \\r and \\\\."
    )
    var format = OutputFormat.table

    /// A writer of rows to standard output.
    func writer(_ columns: [Column]) throws -> RowWriter {
        try RowWriter(format, columns: columns, to: .standardOutput)
    }
}

extension OutputFormat: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}
