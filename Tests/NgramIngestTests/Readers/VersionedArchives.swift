import Foundation
import NgramModel
import NgramTestSupport

/// Three archives of one corpus whose content changes from ingest to ingest, so that every answer shows which
/// version of which archive it was counted from.
struct VersionedArchives: Sendable {
    static let count = 3
    static let corpus = "eng-2012"

    /// The n-gram that shows the version: its count in the year 1000 + archive is the archive's version.
    static let mark = Array("version".utf8)

    let seed: UInt64
    private let vocabulary: [[UInt8]]

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        // Those that a store answers for by themselves are left out.
        vocabulary = RandomNgrams.many(40, &random).filter { $0 != Self.mark }
    }

    /// N-grams to query, one of them in no archive.
    var asked: [[UInt8]] { [Self.mark, Array("never there".utf8)] + vocabulary.prefix(4) }

    /// An archive in one of its versions, 1 and up; 0 is before there was any.
    func archive(_ index: Int, version: Int) -> TestArchive {
        guard version > 0 else { return TestArchive(.y2012, []) }
        var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(version * Self.count + index))
        var archive = TestArchive(random: &random, edition: .y2012, vocabulary: vocabulary, runs: random.int(20...60))
        let told = Observation(year: 1000 + index, matchCount: Int64(version), volumeCount: 1)
        archive.rows.insert(TestRow(Self.mark, [told]), at: random.int(0...archive.rows.count))
        return archive
    }

    /// The content of a store that has the archives in these versions.
    func model(_ versions: [Int]) -> CountsModel {
        var model = CountsModel()
        for (index, version) in versions.enumerated() { model.add(archive(index, version: version).model) }
        return model
    }

    /// Writes all archives in a version.
    /// - Returns: Their paths.
    func write(version: Int, into folder: TestFolder) throws -> [String] {
        try (0..<Self.count).map { index in
            let path = try folder.write(archive(index, version: version).bytes, to: IngestFixture.name("\(index)"))
            // Versions of the same length, written within one tick of the clock, would look unchanged.
            let date = Date(timeIntervalSince1970: 1_000_000_000 + Double(version))
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
            return path
        }
    }
}
