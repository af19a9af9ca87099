import ArgumentParser

/// The program. `NgramSamples` does all of its work.
@main
struct SamplesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngrams-samples",
        abstract: "Write sample archives of the Google Books Ngram editions.",
        discussion: "The same arguments write the same bytes. The layout is Google's, but the content is invented.",
        subcommands: [SmallCommand.self, ArchivesCommand.self])
}
