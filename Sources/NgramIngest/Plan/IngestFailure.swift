import NgramArchives
import NgramModel

/// Why a path or an archive cannot be read. The ingest continues with the others.
package enum IngestFailure: Error, Sendable, Equatable {
    /// The category of the fault.
    package enum Kind: Sendable {
        /// The command lacks information, or has wrong information.
        case usage
        /// The data is bad.
        case badData
        /// The file cannot be read.
        case unreadable
        /// The address cannot be read.
        case unreachable
    }

    /// The file cannot be read, or its content is wrong.
    case archive(ArchiveError)
    /// No file in the folder is named like an archive or a totals file.
    case noArchives(folder: String, passedOver: PassedOver)
    /// Neither the file's name nor the command states the corpus of the file.
    case unknownCorpus(path: String, name: ArchiveName)
    /// The file's name and the command state different corpora.
    case otherCorpus(path: String, named: CorpusName, asked: CorpusName)
    /// The store has an archive of this name with other content.
    case changed(path: String, name: String, corpus: String, readOn: String)
    /// The store has the archive without its bad rows, and the command does not allow skipping them.
    case readWithRowsSkipped(path: String, badRows: Int64, readOn: String)
    /// The store has the archive with another treatment of n-grams that have a bare tag.
    case readWithOtherPlaceholders(path: String, policy: PlaceholderPolicy, readOn: String)
    /// The merged data differs from the data that was read, so the archive must not count. This is a defect of the
    /// program.
    case inconsistent(path: String, found: String)

    /// The category of the fault.
    package var kind: Kind {
        switch self {
        case .archive(.unreadable), .noArchives: .unreadable
        case .archive(.unreachable): .unreachable
        case .archive, .changed, .readWithRowsSkipped, .readWithOtherPlaceholders, .inconsistent: .badData
        case .unknownCorpus, .otherCorpus: .usage
        }
    }

    /// The file or folder.
    package var path: String {
        switch self {
        case .archive(let error): error.path
        case .noArchives(let path, _), .unknownCorpus(let path, _), .otherCorpus(let path, _, _),
            .changed(let path, _, _, _), .readWithRowsSkipped(let path, _, _),
            .readWithOtherPlaceholders(let path, _, _), .inconsistent(let path, _):
            path
        }
    }

    /// The facts as a message, without a period at the end.
    package var message: String {
        switch self {
        case .archive(let error): return error.description
        case .noArchives(let folder, let passedOver):
            let rest = passedOver.isEmpty ? "the folder is empty" : "it holds \(passedOver) besides"
            return "\(folder): no file in this folder is named like an archive or a totals file; \(rest)"
        case .unknownCorpus(let path, let name):
            let reason =
                name.edition == .y2019
                ? "the corpus of a 2020 file is known by the folders above it, as in 20200217/eng/\(name.name), and "
                    + "this file is in another folder"
                : "the name does not say which corpus it belongs to"
            return "\(path): \(reason)"
        case .otherCorpus(let path, let named, let asked):
            return "\(path): the name says corpus \(named), not \(asked)"
        case .changed(let path, let name, let corpus, let readOn):
            return "\(path): the store has an archive \(name) of \(corpus) with other content, read on \(readOn); "
                + "nothing was changed"
        case .inconsistent(let path, let found):
            return "\(path): a defect of this program; nothing of the archive counts: \(found)"
        case .readWithOtherPlaceholders(let path, let policy, let readOn):
            let found = policy == .keep ? "with" : "without"
            return
                "\(path): the store has this archive \(found) n-grams that have a bare tag, read on \(readOn); nothing "
                + "was changed"
        case .readWithRowsSkipped(let path, let badRows, let readOn):
            return
                "\(path): the store has this archive without \(badRows) bad row\(badRows == 1 ? "" : "s"), which were "
                + "skipped when it was read on \(readOn); nothing was changed"
        }
    }
}

extension PassedOver: CustomStringConvertible {
    /// For instance `3 files and 1 folder`.
    package var description: String {
        var parts: [String] = []
        if files > 0 { parts.append(files == 1 ? "1 file" : "\(files) files") }
        if folders > 0 { parts.append(folders == 1 ? "1 folder" : "\(folders) folders") }
        return parts.joined(separator: " and ")
    }
}
