import ArgumentParser

/// How many words the n-grams have.
struct OrderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only n-grams of this many words, from 1 to 5.", valueName: "n"))
    var order: Int?

    func validate() throws {
        guard let order else { return }
        guard (1...5).contains(order) else { throw ValidationError("--order \(order) is not between 1 and 5.") }
    }
}
