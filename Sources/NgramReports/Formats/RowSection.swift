import NgramSystem

/// Rows with a name, for output that contains several kinds of rows.
package struct RowSection: Equatable, Sendable {
    /// The key of the rows in json.
    package let name: String

    /// The columns.
    package let columns: [Column]

    /// The rows, each with a cell for every column.
    package let rows: [[Cell]]

    /// A section with the given name, columns and rows.
    package init(name: String, columns: [Column], rows: [[Cell]]) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }
}

extension OutputFormat {
    /// Writes several kinds of rows to one output, and flushes the sink.
    ///
    /// json is one object with an array for each section. The other formats cannot nest: sections follow each other,
    /// each with its header, separated by an empty line.
    package func write(_ sections: [RowSection], to sink: ByteSink) throws {
        switch self {
        case .json: try Self.writeObject(sections, to: sink)
        case .table, .csv, .tsv:
            for (index, section) in sections.enumerated() {
                if index > 0 { try sink.append { $0.append(UInt8(ascii: "\n")) } }
                var encoder = encoder(for: section.columns, nil)
                try encoder.begin(to: sink)
                for row in section.rows { try encoder.write(row, to: sink) }
                try encoder.end(to: sink)
            }
        }
        try sink.flush()
    }

    private static func writeObject(_ sections: [RowSection], to sink: ByteSink) throws {
        for (index, section) in sections.enumerated() {
            try sink.append { buffer in
                buffer.append(contentsOf: (index == 0 ? "{\n" : ",\n").utf8)
                TextField.json.append(Array(section.name.utf8), to: &buffer)
                buffer.append(contentsOf: ": ".utf8)
            }
            let encoder = LineRowEncoder(.json, columns: section.columns)
            try encoder.begin(to: sink)
            for row in section.rows { try encoder.write(row, to: sink) }
            try encoder.endArray(to: sink)
        }
        try sink.append { $0.append(contentsOf: (sections.isEmpty ? "{}\n" : "\n}\n").utf8) }
    }
}
