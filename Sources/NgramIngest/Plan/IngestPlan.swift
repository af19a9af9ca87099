import NgramArchives
import NgramModel

/// An archive or totals file that an ingest will read.
package struct PlannedArchive: Sendable, Equatable {
    /// Its index in the plan.
    package var index: Int
    /// The file.
    package var path: String
    /// The facts in its name.
    package var name: ArchiveName
    /// The corpus that it belongs to.
    package var corpus: CorpusName
    /// Its size and modification time when the plan was made; nil for an address, which is asked for when it is read.
    package var identity: FileIdentity?
}

/// The work of an ingest, determined before it starts.
package struct IngestPlan: Sendable {
    /// Archives that are read one after another, because they have the same name in the same corpus: compressed and
    /// uncompressed copies, for instance. Most lanes hold one archive.
    package private(set) var lanes: [[PlannedArchive]] = []

    /// The paths and files that cannot be read.
    package private(set) var failures: [IngestFailure] = []

    /// The files and folders in the given folders that are not read.
    package private(set) var passedOver = PassedOver()

    /// The number of archives.
    package private(set) var count = 0

    /// The sum of the sizes of the archives' files in bytes, without those at addresses.
    package private(set) var fileBytes: Int64 = 0

    private struct Key: Hashable {
        var corpus: CorpusName
        var name: String
    }

    /// Finds the files at the paths, and the corpus of each.
    package init(_ options: IngestOptions) {
        var seen: Set<String> = []
        var laneOf: [Key: Int] = [:]
        for path in options.paths {
            let found: FoundFiles
            do {
                found = try ArchiveFinder.files(at: path, recursive: options.isRecursive)
            } catch {
                failures.append(.archive(error))
                continue
            }
            failures += found.failures.map { .archive($0) }
            if found.isFolder, found.files.isEmpty, found.failures.isEmpty {
                failures.append(.noArchives(folder: path, passedOver: found.passedOver))
                continue
            }
            passedOver += found.passedOver
            for file in found.files where seen.insert(file.absolutePath).inserted {
                do {
                    try plan(file, corpus: Self.corpus(of: file, options), &laneOf)
                } catch {
                    failures.append(error)
                }
            }
        }
    }

    private mutating func plan(_ file: FoundFile, corpus: CorpusName, _ laneOf: inout [Key: Int]) {
        let archive = PlannedArchive(
            index: count, path: file.path, name: file.name, corpus: corpus, identity: file.identity)
        count += 1
        fileBytes += file.identity?.size ?? 0
        let key = Key(corpus: corpus, name: file.name.name)
        if let lane = laneOf[key] {
            lanes[lane].append(archive)
        } else {
            laneOf[key] = lanes.count
            lanes.append([archive])
        }
    }

    /// The corpus of a file. A name that states a corpus other than the command's is rejected, so that files of one
    /// edition are not added to another by mistake.
    private static func corpus(of file: FoundFile, _ options: IngestOptions) throws(IngestFailure) -> CorpusName {
        switch (file.name.corpus, options.corpus) {
        case (nil, nil): throw .unknownCorpus(path: file.path, name: file.name)
        case (let named?, let asked?) where named != asked && !options.isCorpusForced:
            throw .otherCorpus(path: file.path, named: named, asked: asked)
        case (_, let asked?): return asked
        case (let named?, nil): return named
        }
    }
}
