import ArgumentParser

/// The program: everything it does is in `NgramSamples`.
@main
struct SamplesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngrams-samples",
        abstract: "Write sample archives of the Google Books Ngram editions.",
        discussion: "The same arguments write the same bytes. The contents are invented; the layout is Google's.",
        subcommands: [SmallCommand.self, ArchivesCommand.self])
}
