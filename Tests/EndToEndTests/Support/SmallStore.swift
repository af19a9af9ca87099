import Foundation
import NgramSamples
import Testing

/// The small set of all editions, as a store of three corpora, and what it should answer.
enum SmallStore {
    static let corpora = ["eng-2009", "eng-2012", "eng-2019"]

    /// What each corpus holds, counted from the rows that its archives are made of.
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

    /// What a corpus holds.
    static func of(_ corpus: String) -> NaiveCounts { counts[corpus] ?? NaiveCounts() }

    /// Puts the archives into `folder/data` and the store of them into `folder/ngrams.sqlite`, whose path is returned.
    static func make(in folder: String) throws -> String {
        for (path, bytes) in try files.get() { try Files.write(bytes, to: "\(folder)/\(path)") }
        return folder + "/ngrams.sqlite"
    }

    /// The files of archives and store, made once for all tests.
    private static let files: Result<[String: [UInt8]], any Error> = Result {
        try withFolder { folder in
            _ = try SmallSet.write(into: folder + "/data")
            try Program.expect(
                0, "ingest", "--db", folder + "/ngrams.sqlite", "--progress", "none", folder + "/data",
                folder + "/data/20200217/eng")
            return try Files.tree(folder)
        }
    }
}

/// JSON as `JSONSerialization` reads it.
enum JSON {
    static func rows(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]] ?? []
    }

    static func object(_ bytes: [UInt8]) throws -> [String: [[String: Any]]] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: [[String: Any]]] ?? [:]
    }

    /// A row's values as text, in the order of the keys; `null` for what is null, `-` for what is missing.
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
