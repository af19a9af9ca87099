import NgramSystem

/// The files of stores that answer as one.
package struct StoreSet: Sendable, Equatable {
    /// The paths of the stores.
    package private(set) var paths: [String] = []
    /// The paths of the manifests of folders.
    package private(set) var manifests: [String] = []

    /// A set without stores.
    package init() {}

    /// One store.
    package init(path: String) { paths = [path] }

    /// Adds a store.
    package mutating func add(path: String) { paths.append(path) }

    /// Adds the stores in a folder.
    /// - Parameter names: the names of the files in the folder.
    /// - Returns: whether there are any.
    package mutating func add(folder: String, names: [String]) -> Bool {
        let stores = names.filter { $0.hasSuffix(".sqlite") || $0.hasSuffix(".db") }
        paths += stores.map { folder.appendingPathPart($0) }
        if names.contains(StoreManifest.fileName) { manifests.append(folder.appendingPathPart(StoreManifest.fileName)) }
        return !stores.isEmpty
    }

    /// The stores to open at once, at least one; those that can wait; and what the manifests say.
    ///
    /// A store can wait if its manifest describes it, and if it is still the same file.
    ///
    /// - Parameter defers: whether any may wait.
    /// - Throws: `StoreError.wrongManifest`.
    func selected(defers: Bool) throws -> (opened: [String], deferred: [DescribedStore], listed: ListedArchives) {
        let manifests = try manifests.map { try StoreManifest(path: $0) }
        var described: [String: [StoreManifest.Archive]] = [:]
        for manifest in manifests {
            for archive in manifest.archives {
                described[manifest.path.parentFolder.appendingPathPart(archive.store), default: []].append(archive)
            }
        }
        var opened: [String] = []
        var deferred: [DescribedStore] = []
        for path in paths {
            if defers, let archives = described[path], archives.allSatisfy(\.hasRange), Self.isCurrent(path, archives) {
                deferred.append(DescribedStore(path: path, archives: archives))
            } else {
                opened.append(path)
            }
        }
        if opened.isEmpty, let first = deferred.first {
            opened.append(first.path)
            deferred.removeFirst()
        }
        return (opened, deferred, ListedArchives(manifests))
    }

    /// Whether a store is the file that its manifest describes, with nothing in its log.
    private static func isCurrent(_ path: String, _ archives: [StoreManifest.Archive]) -> Bool {
        guard let file = try? StoreConnections.resolve(path), StoreConnections.size(file + "-wal") ?? 0 == 0,
            StoreConnections.size(file + "-journal") == nil, let status = try? FileStatus(path: path)
        else { return false }
        return archives.allSatisfy { $0.storeModified == status.modified }
    }
}

/// A store whose complete archives are known without opening it.
struct DescribedStore {
    var path: String
    var archives: [StoreManifest.Archive]
}

/// What manifests say of the archives that belong to a set of stores.
struct ListedArchives {
    /// A complete archive, as its store's ledger names it.
    struct Name: Hashable {
        var corpus: String
        var name: String
    }

    private var complete: [(name: Name, manifest: String)] = []
    private var missing: [MissingArchive] = []

    init(_ manifests: [StoreManifest]) {
        for manifest in manifests {
            complete += manifest.archives.map { (Name(corpus: $0.corpus, name: $0.name), manifest.path) }
            missing += manifest.missing.map {
                MissingArchive(name: $0.archive, corpus: $0.corpus, manifest: manifest.path)
            }
        }
    }

    var isEmpty: Bool { complete.isEmpty && missing.isEmpty }

    /// Those that no store has.
    /// - Parameter stored: the complete archives of all stores.
    func missing(in stored: Set<Name>) -> [MissingArchive] {
        missing
            + complete.filter { !stored.contains($0.name) }.map {
                MissingArchive(name: $0.name.name, corpus: $0.name.corpus, manifest: $0.manifest)
            }
    }
}

/// An archive that belongs to a set of stores, but that no store has.
package struct MissingArchive: Sendable, Equatable {
    /// Its name, or its path or address.
    package var name: String
    /// Its corpus; nil if it is unknown.
    package var corpus: String?
    /// The path of the manifest that lists it.
    package var manifest: String
}
