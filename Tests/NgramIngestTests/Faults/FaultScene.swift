import Foundation
import NgramIngest
import NgramSamples
import NgramStore
import NgramTestSupport
import Synchronization
import Testing

/// A store with the results of earlier ingests, and archives that one ingest reads into it: new archives, a
/// replacement, an interrupted archive, one that fails, and totals.
struct FaultScene {
    /// The expected counts of each complete archive, by its name.
    private let models: [String: [CountsModel]]
    private let image: String?
    private let fixture: IngestFixture
    let paths: [String]
    let watch: WatchedStore

    /// The archive that has a bad row.
    static let bad = IngestFixture.name("bad")

    var store: String { fixture.store }

    /// - Parameter isNew: Whether there is no store yet, instead of one with archives to replace and to resume.
    init(isNew: Bool) async throws {
        fixture = try IngestFixture()
        let fixture = fixture
        watch = try #require(WatchedStore(path: fixture.store))
        func write(_ archive: TestArchive, _ name: String) throws -> String {
            try fixture.folder.write(archive.bytes, to: IngestFixture.name(name))
        }
        let old = rows(["a", "b", "old", "shared"], years: 1970...1976)
        let new = rows(["a", "c", "new", "shared"], years: 1980...1987)
        let begun = rows(["a", "begun", "d", "shared"], years: 1990...1999)
        let fresh = rows(["e", "fresh", "shared"], years: 1960...1969)
        let replaced = try write(isNew ? new : old, "replaced")
        let interrupted = try write(begun, "begun")
        if isNew {
            image = nil
        } else {
            try await fixture.run([replaced])
            image = try await Self.interrupt(fixture, interrupted)
            _ = try write(new, "replaced")
        }
        let compressed = try fixture.folder.write(
            try GzipWriter.compress(fresh.bytes), to: IngestFixture.name("fresh") + ".gz")
        let broken = try fixture.folder.write(
            rows(["f", "shared"], years: 1950...1959).bytes + Array("f\tmany\t1\t1\n".utf8), to: Self.bad)
        let totals = "googlebooks-eng-all-totalcounts-20120701.txt"
        paths = [
            replaced, interrupted, compressed, broken,
            try fixture.folder.write(Array(" \t1990,7,5,3\t1991,8,5,3\t".utf8), to: totals),
        ]
        models = [
            IngestFixture.name("replaced"): [new.model, old.model], IngestFixture.name("begun"): [begun.model],
            IngestFixture.name("fresh"): [fresh.model], totals: [CountsModel()],
        ]
    }

    /// The store as a kill in the middle of an archive would leave it.
    private static func interrupt(_ fixture: IngestFixture, _ path: String) async throws -> String {
        let image = fixture.folder.file("image.sqlite")
        let log = EventLog { number in
            guard number == 6 else { return }
            for ending in ["", "-wal"] {
                try? FileManager.default.copyItem(atPath: fixture.store + ending, toPath: image + ending)
            }
        }
        var options = fixture.options([path], jobs: 1)
        options.batchBytes = 1
        _ = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
        #expect(try fixture.archives(of: image).map(\.state) == [.loading, .complete])
        #expect(try fixture.archives(of: image).contains { $0.state == .loading && $0.resumeOffset > 0 })
        return image
    }

    /// Restores the original store.
    func reset() throws {
        for ending in ["", "-wal", "-shm", "-journal", "-lock"] {
            try? FileManager.default.removeItem(atPath: store + ending)
            guard let image, FileManager.default.fileExists(atPath: image + ending) else { continue }
            // SQLite's copy of the shared memory does not apply to another file.
            if ending != "-shm" { try FileManager.default.copyItem(atPath: image + ending, toPath: store + ending) }
        }
    }

    /// One ingest of all the archives.
    /// - Returns: Its events and its result.
    func ingest(jobs: Int) async -> (events: EventLog, result: Result<IngestSummary, any Error>) {
        var options = fixture.options(paths, jobs: jobs)
        options.replace = true
        // A transaction holds several partitions of several archives.
        options.batchBytes = 60
        let log = EventLog()
        do {
            return (log, .success(try await Ingest.run(IngestPlan(options), options) { log.add($0) }))
        } catch {
            return (log, .failure(error))
        }
    }

    /// Checks that the store is sound and has either all or nothing of each archive.
    /// - Returns: The names of the archives that count with the content that is now on the disk.
    @discardableResult
    func checkWhole(_ context: String) throws -> Set<String> {
        let records: [ArchiveRecord]
        do {
            records = try fixture.archives()
        } catch StoreError.notFound {
            return []
        }
        var model = CountsModel()
        var current: Set<String> = []
        for record in records where record.state == .complete {
            let versions = models[record.name] ?? []
            let isTotals = record.name.contains("totalcounts")
            let version = versions.firstIndex { isTotals || $0.sums.match == record.matchSum }
            model.add(try #require(version.map { versions[$0] }, "\(context): \(record)"))
            if version == 0 { current.insert(record.name) }
        }
        #expect(try fixture.dump() == model.dump(), "\(context)")
        let findings = try StoreReader(path: store).read { try $0.verify() }.findings
        #expect(findings == [], "\(context)")
        return current
    }

    /// Compares the store with the expected final state.
    func checkFinal(_ context: String) throws {
        let names = try checkWhole(context)
        #expect(names == Set(models.keys), "\(context)")
        try fixture.checkNothingLeft()
        #expect(try fixture.archives().filter { $0.state != .complete }.map(\.name) == [Self.bad], "\(context)")
    }
}

extension EventLog {
    /// The archives that were started and whose end was not reported.
    var unfinished: Set<String> {
        var names: Set<String> = []
        for event in events {
            switch event {
            case .started(_, let name, _, _): names.insert(name)
            case .finished(_, let name, _, _): names.remove(name)
            default: break
            }
        }
        return names
    }

    /// The archives that were reported as stored.
    var stored: Set<String> {
        Set(
            events.compactMap { event in
                guard case .finished(_, let name, _, let outcome) = event else { return nil }
                return switch outcome {
                case .added, .unchanged: name
                case .failed, .interrupted: nil
                }
            })
    }
}
