import Foundation
import NgramSamples
import NgramTestSupport
import Testing

/// A store of three corpora with the small sample archives of all editions, and its expected answers.
enum SmallStore {
    static let corpora = ["eng-2009", "eng-2012", "eng-2019"]

    /// The expected counts of each corpus, from the rows of its archives.
    static let counts: [String: NaiveCounts] = {
        var counts: [String: NaiveCounts] = [:]
        for archive in SmallSet.archives() {
            let (corpus, kind) = place(archive.edition)
            guard let rows = try? archive.edition.rows(of: archive.ngrams) else { continue }
            try? counts[corpus, default: NaiveCounts()].add(rows, kind)
        }
        return counts
    }()

    static func place(_ edition: SampleEdition) -> (corpus: String, kind: RowKind) {
        switch edition {
        case .v2009: ("eng-2009", .v2009)
        case .v2012: ("eng-2012", .v2012)
        case .v2020: ("eng-2019", .v2020)
        }
    }

    /// The expected counts of a corpus.
    static func of(_ corpus: String) -> NaiveCounts { counts[corpus] ?? NaiveCounts() }

    /// Writes the archives to `folder/data` and their store to `folder/ngrams.sqlite`.
    /// - Returns: The path of the store.
    static func make(in folder: String) throws -> String {
        for (path, bytes) in try files.get() { try Files.write(bytes, to: "\(folder)/\(path)") }
        return folder + "/ngrams.sqlite"
    }

    /// The files of the archives and the store, created once for all tests.
    private static let files: Result<[String: [UInt8]], any Error> = Result {
        try withFolder { folder in
            _ = try SmallSet.write(into: folder + "/data")
            try Program.expect(
                0, "ingest", "--db", folder + "/ngrams.sqlite", "--progress", "none", folder + "/data",
                folder + "/data/20200217/eng")
            return try TestFolder.tree(folder)
        }
    }
}

/// Reads the program's JSON with `JSONSerialization`.
enum JSON {
    static func rows(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]] ?? []
    }

    static func object(_ bytes: [UInt8]) throws -> [String: [[String: Any]]] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: [[String: Any]]] ?? [:]
    }

    /// A row's values as text, in the order of the keys: `null` for a null, `-` for a missing key.
    static func texts(_ row: [String: Any], _ keys: [String]) -> [String] {
        keys.map { key in
            switch row[key] {
            case let text as String: text
            case is NSNull: "null"
            case let number as NSNumber: "\(number.int64Value)"
            default: "-"
            }
        }
    }
}
