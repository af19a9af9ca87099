import ArgumentParser
import NgramSamples

/// `ngrams-samples small`
struct SmallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "small",
        abstract: "Write a small set: a few archives of every edition, with totals.",
        discussion: "Real words with invented counts among made-up words, well below 1 MB. \(reportHelp)")

    @Argument(help: ArgumentHelp("The folder to write into; made if it is not there.", valueName: "DIR"))
    var folder: String

    func run() throws {
        for summary in try SmallSet.write(into: folder) { report(summary) }
    }
}
