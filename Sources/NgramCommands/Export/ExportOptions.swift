import ArgumentParser
import Foundation
import NgramModel
import NgramReports
import NgramStore
import NgramSystem

/// The options of all exports: which store to read, where to write, and in which format.
struct ExportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            """
            Output file. It appears only when it is complete, and is compressed with gzip if its name ends in .gz \
            (default: -, standard output).
            """,
            valueName: "file"))
    var output: String?

    @Option(
        help: """
            Output format. tsv writes tabs, line feeds, carriage returns and backslashes as \\t, \\n, \\r and \\\\.
            """)
    var format = ExportFormat.csv

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard let output else { return }
        if output.isEmpty { throw ValidationError("--output needs a file name.") }
        if let ending = ExportOutput.otherCompression(of: output) {
            throw ValidationError(
                "--output \(output): \(ending) compression is not supported. A file whose name ends in "
                    + "\(ExportOutput.compressedEnding) is compressed with gzip; other files are not compressed.")
        }
    }

    /// Writes the rows of all n-grams of a range, all from one snapshot of the store. This thread reads the store, others encode
    /// rows.
    ///
    /// - Parameters:
    ///   - contents: what `body` needs of the n-grams.
    ///   - years: the years to read; nil for all.
    ///   - order: the number of words of the n-grams to read; nil for all.
    ///   - body: writes the rows of a batch, perhaps on another thread.
    func write(
        _ columns: [Column], of contents: NgramBatches.Contents, within range: NgramRange, years: ClosedRange<Int>?,
        order: Int?, _ body: @escaping @Sendable (NgramBatch, inout RowWriter) throws -> Void
    ) throws {
        try write(within: range, order: order) { [format] corpus, sink, field in
            // The header; each batch of rows has a writer of its own.
            _ = try RowWriter(format, columns: columns, field: field, to: sink)
            var batches = NgramBatches(corpus, contents, range, years: years)
            let encoding = OrderedWork<RowBatch, RowBatch>(limit: RowBatch.largestCount - 1) { batch in
                var writer = RowWriter(continuing: format, columns: columns, field: field, to: batch.sink)
                try body(batch.ngrams, &writer)
                try writer.finish()
                return batch
            }
            var spare = (0..<RowBatch.largestCount).map { _ in RowBatch() }
            func writeOldest() throws -> Bool {
                guard let batch = try encoding.next() else { return false }
                try sink.append(exchanging: &batch.rows)
                spare.append(batch)
                return true
            }
            while true {
                let batch = spare.removeLast()
                guard try batches.next(into: batch.ngrams) else { break }
                if batch.ngrams.rowBytes <= RowBatch.largestBytes {
                    encoding.begin(batch)
                    if encoding.isFull { _ = try writeOldest() }
                } else {
                    // A long n-gram in many years: its rows do not fit into memory.
                    while try writeOldest() {}
                    var writer = RowWriter(continuing: format, columns: columns, field: field, to: sink)
                    try body(batch.ngrams, &writer)
                    spare.append(batch)
                }
            }
            while try writeOldest() {}
        }
    }

    /// Creates the output and calls `body` to write it from one snapshot of the store.
    ///
    /// - Parameters:
    ///   - range: the n-grams to read.
    ///   - order: the number of words of the n-grams to read; nil for all.
    ///   - body: its last parameter is what JSON objects have in addition to the columns.
    func write(
        within range: NgramRange, order: Int?, _ body: (CorpusSnapshot, ByteSink, ConstantField?) throws -> Void
    ) throws {
        let path = output == "-" ? nil : output
        let stores = try store.readingSet
        if let path { try Self.checkIsNotStore(path, stores: stores.paths) }
        try StoreReader(stores, defers: true).read { snapshot in
            let choice = try corpus.choice(of: snapshot, order: order)
            let missing = try MissingArchives(reporting: [choice.name], in: snapshot)
            try ExportOutput.write(to: path) { sink in
                try choice.snapshot.withAllStores(within: range) { try body($0, sink, missing.field) }
                try sink.flush()
            }
        }
    }

    /// - Throws: `CommandFailure` if an output is one of the files of a store.
    static func checkIsNotStore(_ output: String, stores: [String]) throws {
        guard stores.contains(where: { StorePaths(path: $0).contain(output) }) else { return }
        throw CommandFailure(
            status: .usage, description: "--output \(output) is the store itself or a file that belongs to it")
    }
}

/// N-grams and, once they are encoded, their rows. One thread at a time uses it.
private final class RowBatch: @unchecked Sendable {
    /// The most batches of an export: one that is filled, and some that are encoded or wait to be written. With eight threads
    /// that encode, the thread that reads has no time left.
    static let largestCount = min(ProcessInfo.processInfo.activeProcessorCount, 8) + 2
    /// The bound of the bytes of rows up to which they are kept in memory.
    static let largestBytes = 16 << 20

    let ngrams = NgramBatch()
    var rows: [UInt8] = []
    private(set) lazy var sink = ByteSink(collecting: { [unowned self] in swap(&rows, &$0) })
}
