import Foundation
import NgramSystem

@testable import NgramStore

extension StoreReader {
    /// Opens stores by their paths.
    convenience init(paths: [String]) throws {
        var set = StoreSet()
        for path in paths { set.add(path: path) }
        try self.init(set, defers: false)
    }
}

/// A manifest of a folder of stores, as the Python package writes it.
enum TestManifest {
    /// Describes a store: an object for each of its complete archives.
    static func entries(of store: String) throws -> [[String: Any]] {
        let archives = try StoreReader(path: store).read { try $0.archives() }.filter { $0.state == .complete }
        let status = try FileStatus(path: store)
        return archives.map { archive in
            var entry: [String: Any] = [
                "archive": "/somewhere/\(archive.name).gz", "store": store.lastPathPart, "corpus": archive.corpus,
                "name": archive.name, "contents": archive.isTotals ? "totals" : "ngrams",
                "store_modified": status.modified,
            ]
            entry["edition"] = archive.edition?.rawValue
            entry["first_ngram"] = archive.firstNgram.flatMap { String(validating: $0, as: UTF8.self) }
            entry["last_ngram"] = archive.lastNgram.flatMap { String(validating: $0, as: UTF8.self) }
            entry["first_year"] = archive.years?.lowerBound
            entry["last_year"] = archive.years?.upperBound
            return entry
        }
    }

    static func write(_ entries: [[String: Any]], missing: [[String: Any]] = [], in folder: String) throws {
        let object: [String: Any] = ["version": 1, "archives": entries, "missing": missing]
        try JSONSerialization.data(withJSONObject: object).write(
            to: URL(fileURLWithPath: folder.appendingPathPart(StoreManifest.fileName)))
    }
}
