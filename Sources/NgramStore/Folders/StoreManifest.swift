import Foundation
import NgramModel
import NgramSystem

/// What the file `manifest.json` in a folder of stores says: the archives that belong to the stores, where each is, and
/// those that are missing. docs/cluster.md describes the file.
struct StoreManifest: Sendable {
    static let fileName = "manifest.json"
    private static let version = 1
    /// The largest file that is read: 100,000 archives take some 50 MB.
    private static let largestBytes: Int64 = 1 << 30

    /// A complete archive.
    struct Archive: Decodable, Sendable {
        /// The file's name of its store, in the folder of the manifest.
        var store: String
        var corpus: String
        /// The file's name of the archive without the extension of its compression.
        var name: String
        /// `ngrams` or `totals`.
        var contents: String
        var edition: Int?
        /// The number of words of its n-grams, if its name tells.
        var n: Int?
        /// The smallest and the largest n-gram by bytes.
        var firstNgram: String?
        var lastNgram: String?
        var firstYear: Int?
        var lastYear: Int?
        /// The modification time of the store in nanoseconds since 1970, when it had the archives that the manifest names,
        /// all of them complete, and no other. Nil if that was not known.
        var storeModified: Int64?

        /// The first and the last year; nil if they are unknown or cannot be.
        var years: ClosedRange<Int>? {
            firstYear.flatMap { first in lastYear.flatMap { first <= $0 ? first...$0 : nil } }
        }

        /// Whether it is known which n-grams it may have. A totals file has none, but its counts are needed for all.
        var hasRange: Bool { contents == "ngrams" && firstNgram != nil && lastNgram != nil }

        /// Whether it may have an n-gram.
        func mayHold(_ ngram: [UInt8]) -> Bool {
            guard let firstNgram, let lastNgram else { return true }
            return !ngram.lexicographicallyPrecedes(firstNgram.utf8) && !lastNgram.utf8.lexicographicallyPrecedes(ngram)
        }

        /// Whether it may have n-grams of a range.
        func mayHold(_ range: NgramRange) -> Bool {
            guard let firstNgram, let lastNgram else { return true }
            return range.overlaps(from: firstNgram.utf8, to: lastNgram.utf8)
        }
    }

    /// An archive that could not be read when the stores were made.
    struct Missing: Decodable, Sendable {
        /// Its path or address.
        var archive: String
        /// Its corpus, if that is known.
        var corpus: String?
    }

    private struct Content: Decodable {
        var archives: [Archive]
        var missing: [Missing]
    }

    private struct Version: Decodable {
        var version: Int
    }

    /// The path of the file.
    let path: String
    let archives: [Archive]
    let missing: [Missing]

    /// Reads a manifest.
    /// - Throws: `StoreError.wrongManifest` if it cannot be read, is none, or is of another version.
    init(path: String) throws {
        self.path = path
        func wrong(_ found: String) -> StoreError { .wrongManifest(path: path, found: found) }
        let data: Data
        do {
            guard try FileStatus(path: path).size <= Self.largestBytes else { throw wrong("it is too large") }
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as StoreError {
            throw error
        } catch {
            throw wrong("it cannot be read")
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let version = try? decoder.decode(Version.self, from: data).version else {
            throw wrong("it is not a JSON object with a version")
        }
        guard version == Self.version else {
            throw wrong("it has version \(version), and this program knows version \(Self.version)")
        }
        do {
            let content = try decoder.decode(Content.self, from: data)
            (archives, missing) = (content.archives, content.missing)
        } catch {
            throw wrong("its archives are not described as expected: \(Self.description(of: error))")
        }
    }

    /// Where in the file, and what is wrong there.
    private static func description(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context.codingPath)) has no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        let names = path.map { key in key.intValue.map { "entry \($0 + 1)" } ?? key.stringValue }
        return names.isEmpty ? "the object" : names.joined(separator: ", ")
    }
}
