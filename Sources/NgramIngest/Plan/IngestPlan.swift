import NgramArchives
import NgramModel

/// An archive or totals file that an ingest is to read.
package struct PlannedArchive: Sendable, Equatable {
    /// Its place in the plan.
    package var index: Int
    /// The file.
    package var path: String
    /// What its name says.
    package var name: ArchiveName
    /// The corpus that it feeds.
    package var corpus: CorpusName
    /// Its size in bytes when the plan was made.
    package var size: Int64
}

/// Something that was asked for and cannot be done, while the rest goes on.
package struct IngestFailure: Error, Sendable, Equatable {
    /// Whose fault it is.
    package enum Kind: Sendable {
        /// The command did not say enough.
        case usage
        /// The data is bad.
        case badData
        /// The file cannot be read.
        case unreadable
    }

    /// Whose fault it is.
    package var kind: Kind
    /// The message for a person.
    package var message: String

    init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }

    init(_ error: ArchiveError) {
        if case .unreadable = error { kind = .unreadable } else { kind = .badData }
        message = error.description
    }
}

/// All that an ingest is to do, settled before any of it starts.
package struct IngestPlan: Sendable {
    /// Archives to be read one after another, because they go by the same name in the same corpus: packed and unpacked
    /// copies, say. Nearly always one alone.
    package private(set) var lanes: [[PlannedArchive]] = []

    /// Paths that cannot be planned for.
    package private(set) var failures: [IngestFailure] = []

    /// The number of archives.
    package var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// The sum of their sizes in bytes.
    package var packedBytes: Int64 { lanes.joined().reduce(0) { $0 + $1.size } }

    private struct Key: Hashable {
        var corpus: CorpusName
        var name: String
    }

    /// Finds the files that the paths stand for, and what each is.
    package init(_ options: IngestOptions) {
        var seen: Set<String> = []
        var laneOf: [Key: Int] = [:]
        var index = 0
        for path in options.paths {
            let files: [String]
            do {
                files = try ArchiveFinder.files(at: path)
            } catch {
                failures.append(IngestFailure(error))
                continue
            }
            for file in files where seen.insert(ArchiveFinder.absolute(file)).inserted {
                let name = ArchiveName(path: ArchiveFinder.absolute(file))
                guard let corpus = options.corpus ?? name.corpus else {
                    failures.append(Self.nameless(file, name))
                    continue
                }
                let size = (try? FileIdentity(path: file))?.size ?? 0
                let archive = PlannedArchive(index: index, path: file, name: name, corpus: corpus, size: size)
                index += 1
                let key = Key(corpus: corpus, name: name.name)
                if let lane = laneOf[key] {
                    lanes[lane].append(archive)
                } else {
                    laneOf[key] = lanes.count
                    lanes.append([archive])
                }
            }
        }
    }

    private static func nameless(_ path: String, _ name: ArchiveName) -> IngestFailure {
        let reason =
            name.edition == .y2019
            ? "a 2020 file tells its corpus by the folders above it, as in 20200217/eng/\(name.name), and this one "
                + "is elsewhere"
            : "the name does not say which corpus it belongs to"
        return IngestFailure(
            kind: .usage,
            message:
                "\(path): \(reason). Name the corpus, for instance with --corpus eng-\((name.edition ?? .y2012).rawValue)."
        )
    }
}
