import NgramArchives
import NgramIngest
import NgramStore

/// What a user can do about an error. Libraries report facts; only this file turns them into advice that names commands
/// and options.
enum Advice {
    /// The facts of an error and, if there is any, advice.
    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as StoreError: sentences("\(error)", advice(for: error))
        case let failure as IngestFailure: message(failure)
        default: "\(error)"
        }
    }

    /// The facts of a failure, and what to do.
    static func message(_ failure: IngestFailure) -> String {
        sentences(failure.message, advice(for: failure))
    }

    /// The text of a note for somebody who gave a word in place of a command; nil if the first argument is a command or an
    /// option.
    static func forUnknownCommand(_ arguments: [String], _ commands: [String]) -> String? {
        guard let first = arguments.first, !first.hasPrefix("-"), !first.isEmpty, !commands.contains(first) else {
            return nil
        }
        let isPlain = first.utf8.allSatisfy { $0 >= 0x80 || 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 }
        let quoted =
            isPlain
            ? first
            : "'" + first.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        return "to look up the counts of an n-gram, use: ngrams query total \(quoted)"
    }

    /// The text of a note about an archive that counts twice.
    static func copied(path: String, name: String, corpus: String, other: String) -> String {
        "\(path): \(name) has the same content as \(other); both count in \(corpus). "
            + "Remove one of them with ngrams remove --corpus \(corpus)"
    }

    /// The text of a note about the contents of folders that are not read.
    static func passedOver(_ passedOver: PassedOver) -> String {
        var parts: [String] = []
        if passedOver.files == 1 {
            parts.append("1 file that is not named like an archive or a totals file")
        } else if passedOver.files > 1 {
            parts.append("\(passedOver.files) files that are not named like archives or totals files")
        }
        if passedOver.folders > 0 {
            parts.append("\(passedOver.folders == 1 ? "1 folder" : "\(passedOver.folders) folders"), see --recursive")
        }
        return "passed over \(parts.joined(separator: "; "))"
    }

    private static func advice(for error: StoreError) -> String? {
        switch error {
        case .notFound(let path): "Create one with: ngrams ingest --db \(path) PATH..."
        case .notAStore: "Use --db to name another file"
        case .newer: "Use a newer version of ngrams"
        case .tooOld: "Create it again from its archives, in a new file"
        case .older: "Run ngrams ingest into it to migrate it, or create it again from its archives"
        case .migrationChanged: "Use the version of ngrams that created it"
        case .archiveInTwoStores: "Name only one of the stores, or remove the archive from one with: ngrams remove"
        case .wrongManifest:
            "Make it again with: python -m ngrams.spark build. Without it, all stores of the folder are read, and nothing "
                + "tells whether any is missing"
        case .busy: "Run the command again when that ingest has ended"
        case .cannotWrite: "Fix the cause and run the command again"
        case .replaced: "Run the command again"
        case .cannotRead, .overflow, .sumTooLarge: nil
        case .logInReadOnlyFolder: "Copy the store and its -wal file to another folder, and use the copy with --db"
        case .changedDuringRead: "Run the command again when no ingest is writing to the store"
        case .damaged:
            "Run ngrams verify to see the damage. Restore the file from a copy, or delete it and ingest its archives "
                + "again"
        }
    }

    private static func advice(for failure: IngestFailure) -> String? {
        switch failure {
        case .archive(let error): advice(for: error)
        case .noArchives(_, let passedOver):
            passedOver.folders > 0
                ? "Use --recursive to include its subfolders, or name the files and their corpus with --corpus"
                : "Name the files themselves, and their corpus with --corpus"
        case .unknownCorpus(_, let name):
            "Name the corpus, for example with --corpus eng-\((name.edition ?? .y2012).rawValue)"
        case .otherCorpus(_, let named, let asked):
            "Leave out --corpus to read it into \(named), or use --force-corpus to read it into \(asked)"
        case .readWithRowsSkipped:
            "To keep it as it is, use --bad-rows skip again. To replace it with a corrected file, use --replace"
        case .readWithOtherPlaceholders(_, let policy, _):
            "To keep it as it is, use --placeholders \(policy.rawValue). To read it again, use --replace"
        case .inconsistent: "Please report it"
        case .changed: "To replace the archive with this file, use --replace"
        }
    }

    private static func advice(for error: ArchiveError) -> String? {
        switch error {
        case .unreadable, .interrupted: nil
        case .unreachable(_, _, let attempts):
            attempts > 1 ? "What was read is kept; run the command again to carry on" : nil
        case .truncated, .corrupt, .badTotals: "Download the file again"
        case .notCompressed:
            "Download it again, or correct its name: without the ending if it is not compressed"
        case .severalMembers: "Extract the archives from the zip file, and ingest the extracted files"
        case .empty: "Download the file again, or leave it out"
        case .badRow: "Fix the file, or skip bad rows with --bad-rows skip"
        case .overflow: "The file must be damaged; download it again"
        case .changedWhileRead: "Run the command again once the file is complete"
        case .unknownLayout, .noGoodRow: "Is this a file of n-gram counts, from the edition that its name indicates?"
        }
    }

    private static func sentences(_ facts: String, _ advice: String?) -> String {
        guard let advice else { return facts }
        let endsItself = advice.hasSuffix("?") || advice.hasSuffix("...")
        return "\(facts). \(advice)\(endsItself ? "" : ".")"
    }
}
