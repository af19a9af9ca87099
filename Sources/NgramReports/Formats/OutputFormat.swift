import ArgumentParser

/// How rows are written to standard output: what `--format` chooses.
package enum OutputFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// Aligned columns for a person at a terminal. The only format that changes bytes for safety and groups digits.
    case table

    /// Comma-separated, RFC 4180, `\n` line ends, a header row.
    case csv

    /// Tab-separated without any quoting, a header row.
    case tsv

    /// One array of objects, an object a line.
    case json
}
