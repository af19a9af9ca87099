import ArgumentParser
import Foundation

/// Which store to use.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp("The store's file (default: $NGRAMS_DB, else ./ngrams.sqlite).", valueName: "file"))
    var file: String?

    /// The store's path.
    var path: String {
        if let file { return file }
        let variable = ProcessInfo.processInfo.environment["NGRAMS_DB"] ?? ""
        return variable.isEmpty ? "./ngrams.sqlite" : variable
    }

    func validate() throws {
        if file?.isEmpty == true { throw ValidationError("--db needs a file name.") }
    }
}
