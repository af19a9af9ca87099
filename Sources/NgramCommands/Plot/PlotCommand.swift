import ArgumentParser
import Foundation
import NgramQuery
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams plot`
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Plot relative frequencies in the terminal or as an SVG file.",
        discussion: "The query is in the language of ngrams query frequency.")

    @Argument(help: "The query.")
    var query: String

    @OptionGroup var frequency: FrequencyOptions

    @Option(help: ArgumentHelp("Average over this many years before and after each year.", valueName: "years"))
    var smoothing = 3

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write a file instead: a picture if its name ends in .svg, the rows if it ends in .csv or .json.",
            valueName: "file"))
    var output: String?

    @Option(help: "Width in columns, or of an SVG file in pixels (default: the terminal's, or 80; 900).")
    var width: Int?

    @Option(help: "Height in lines, or of an SVG file in pixels (default: the terminal's, up to 24; 480).")
    var height: Int?

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    /// What an output's name asks for.
    private enum Kind {
        case terminal, svg, csv, json
    }

    private var kind: Kind? {
        guard let output, output != "-" else { return .terminal }
        return switch (output as NSString).pathExtension.lowercased() {
        case "svg": .svg
        case "csv": .csv
        case "json": .json
        default: nil
        }
    }

    func validate() throws {
        guard (0...9999).contains(smoothing) else {
            throw ValidationError("--smoothing \(smoothing) is not between 0 and 9999.")
        }
        guard kind != nil else {
            throw ValidationError("--output \(output ?? ""): a plot's name ends in .svg, .csv or .json.")
        }
        for (name, size) in [("width", width), ("height", height)] {
            guard size.map({ (1...10_000).contains($0) }) ?? true else {
                throw ValidationError("--\(name) \(size ?? 0) is not between 1 and 10000.")
            }
        }
    }

    func run() throws {
        let stores = try store.readingSet
        if let output, kind != .terminal { try ExportOptions.checkIsNotStore(output, stores: stores.paths) }
        let (answer, missing) = try StoreReader(stores, defers: true).read { snapshot in
            let names = try FrequencyOptions.corpora(of: query, corpus, in: snapshot)
            let missing = try MissingArchives(reporting: names, in: snapshot)
            let evaluator = try frequency.evaluator(names, in: snapshot, smoothing: smoothing)
            return (try FrequencyOptions.answer(query, evaluator), missing)
        }
        switch kind {
        case .terminal, nil:
            let sink = ByteSink.standardOutput
            let text = terminalPlot(Plot(answer, title: query, smoothing: smoothing)).lines().map { $0 + "\n" }.joined()
            try sink.append { $0.append(contentsOf: text.utf8) }
            try sink.flush()
        case .svg:
            let text = SVGPlot(
                Plot(answer, title: query, smoothing: smoothing), width: width ?? 900, height: height ?? 480
            ).text()
            try ExportOutput.write(to: output) { sink in try sink.append { $0.append(contentsOf: text.utf8) } }
        case .csv, .json:
            let column = CorpusColumn(isShown: corpus.isSeveral)
            try ExportOutput.write(to: output) { sink in
                var writer = try RowWriter(
                    kind == .csv ? OutputFormat.csv : .json, columns: column.columns(RowColumns.frequencies),
                    field: missing.field, to: sink)
                try FrequencyRows.write(answer, 1, column, to: &writer)
                try writer.finish()
            }
        }
        guard !answer.series.isEmpty else { throw SilentExit(status: .notFound) }
    }

    private func terminalPlot(_ plot: Plot) -> TerminalPlot {
        let environment = ProcessInfo.processInfo.environment
        let size = TerminalSize.current(descriptor: 1)
        let isColored =
            StandardDescriptors.isTerminal(1) && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
        return TerminalPlot(
            plot, width: width ?? size?.columns ?? TerminalSize.fallback.columns,
            height: height ?? min(24, (size?.rows ?? TerminalSize.fallback.rows) - 1), isColored: isColored)
    }
}
