import ArgumentParser
import NgramSamples

/// `ngrams-samples small`: writes the set that tests and the tour in the README use.
struct SmallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "small",
        abstract: "Write a small set: a few archives of every edition, with totals files.",
        discussion: "Real words with invented counts, and invented words; less than 1 MB. \(reportHelp)")

    @Argument(help: ArgumentHelp("The folder to write to. It is created if necessary.", valueName: "DIR"))
    var folder: String

    func run() throws {
        for summary in try SmallSet.write(into: folder) { report(summary) }
    }
}
