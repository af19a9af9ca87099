import ArgumentParser
import Foundation
import NgramReports
import NgramStore
import NgramSystem

/// Which store to open.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            """
            The store's file (default: $NGRAMS_DB if set, otherwise ./ngrams.sqlite). To read, it may also be a \
            folder of stores, or several --db, which answer as one.
            """, valueName: "file"))
    var files: [String] = []

    /// The path of the only store.
    /// - Throws: `CommandFailure` if there are several.
    var path: String {
        get throws {
            let given = given
            guard given.count == 1 else {
                throw CommandFailure(
                    status: .usage,
                    description: "this command takes one store, but --db names \(given.count)")
            }
            return given[0]
        }
    }

    /// The stores that answer as one.
    /// - Throws: `CommandFailure` if a folder cannot be read or has no store, or if a store is given twice.
    var readingSet: StoreSet {
        get throws { try Self.stores(at: given) }
    }

    /// Stores: those that are given, and in place of a folder the files in it whose names end in .sqlite or
    /// .db, in byte order.
    ///
    /// - Throws: `CommandFailure` if a folder cannot be read or has no store, or if a store is given twice.
    static func stores(at given: [String]) throws -> StoreSet {
        var set = StoreSet()
        for path in given {
            guard let status = try? FileStatus(path: path), status.kind == .folder else {
                set.add(path: path)
                continue
            }
            guard set.add(folder: path, names: try fileNames(in: path)) else {
                throw CommandFailure(
                    status: .noInput,
                    description: "\(path): the folder has no store: no file whose name ends in .sqlite or .db")
            }
        }
        var nodes: [FileStatus.Node: String] = [:]
        for path in set.paths where set.paths.count > 1 {
            guard let node = (try? FileStatus(path: path))?.node else { continue }
            if let other = nodes.updateValue(path, forKey: node) {
                throw CommandFailure(
                    status: .usage,
                    description: "\(other) and \(path) are one store, whose counts would be added twice")
            }
        }
        return set
    }

    private var given: [String] {
        guard files.isEmpty else { return files }
        let variable = ProcessInfo.processInfo.environment["NGRAMS_DB"] ?? ""
        return [variable.isEmpty ? "./ngrams.sqlite" : variable]
    }

    private static func fileNames(in folder: String) throws -> [String] {
        do {
            return try FileSystem.entries(in: folder).filter { $0.kind != .folder }.map(\.name)
        } catch {
            throw CommandFailure(status: .noInput, description: "\(folder): cannot be read: \(error)")
        }
    }

    func validate() throws {
        if files.contains("") { throw ValidationError("--db needs a file name.") }
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
    func writer(_ columns: [Column], _ missing: MissingArchives? = nil) throws -> RowWriter {
        try RowWriter(format, columns: columns, field: missing?.field, to: .standardOutput)
    }
}

extension OutputFormat: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}
