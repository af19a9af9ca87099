import Foundation
import NgramIngest
import NgramTestSupport
import Synchronization
import Testing

@Suite("An ingest that is interrupted", .timeLimit(.minutes(30)))
struct IngestInterruptionTests {
    private let fixture: IngestFixture
    private let paths: [String]
    private let archives = [
        rows(["a", "b", "shared"], years: 1950...1980), rows(["shared", "x", "y"], years: 1970...1999),
    ]

    init() throws {
        fixture = try IngestFixture()
        var paths: [String] = []
        for (index, archive) in archives.enumerated() {
            paths.append(try fixture.folder.write(archive.bytes, to: IngestFixture.name("\(index)")))
        }
        self.paths = paths
    }

    private var expected: [DumpedNgram] {
        var model = CountsModel()
        for archive in archives { model.add(archive.model) }
        return model.dump()
    }

    /// The expected answers of a store in which some of the archives are complete.
    private func dump(completeIn store: String) throws -> [DumpedNgram] {
        var model = CountsModel()
        for record in try fixture.archives(of: store) where record.state == .complete {
            let index = try #require(paths.firstIndex { $0.hasSuffix(record.name) })
            model.add(archives[index].model)
        }
        return model.dump()
    }

    @Test("by cancellation shows no partial archive, and the next run ends with the same store", arguments: 1...24)
    func cancelled(partition: Int) async throws {
        let canceller = Canceller()
        let log = EventLog { if $0 == partition { canceller.cancel() } }
        let options = fixture.options(paths, jobs: partition % 3 + 1)
        let task = Task { try await Ingest.run(IngestPlan(options), options) { log.add($0) } }
        canceller.cancels(task)
        let summary = try await task.value
        log.check(archives: 2)
        #expect(try fixture.dump() == dump(completeIn: fixture.store))
        try fixture.check()

        let again = try await fixture.run(options)
        #expect(again.failures == [])
        #expect(!again.isInterrupted)
        #expect(again.added + again.unchanged == 2)
        #expect(summary.added == again.unchanged)
        #expect(try fixture.dump() == expected)
        try fixture.check()
    }

    @Test("before it begins does nothing")
    func cancelledFirst() async throws {
        let options = fixture.options(paths)
        let summary = try await withThrowingTaskGroup(of: IngestSummary.self) { group in
            group.cancelAll()
            group.addTask { try await Ingest.run(IngestPlan(options), options) { _ in } }
            return try #require(try await group.next())
        }
        #expect(summary.isInterrupted)
        #expect(summary.added == 0)
        #expect(try fixture.dump() == [])
        #expect(try await fixture.run(options).added == 2)
        #expect(try fixture.dump() == expected)
    }

    @Test("by a kill at any step ends with the same store after the next run")
    func killed() async throws {
        let images = try await crashImages(fixture.options(paths, jobs: 2))
        #expect(images.count > 10)
        for (number, image) in images.enumerated() {
            #expect(try fixture.dump(of: image) == dump(completeIn: image), "image \(number)")
            var options = fixture.options(paths)
            options.store = image
            options.partitionBytes = [1, 70, 100, 5000][number % 4]
            let log = EventLog()
            let summary = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
            #expect(summary.failures == [], "image \(number)")
            #expect(try fixture.dump(of: image) == expected, "image \(number)")
            #expect(try fixture.archives(of: image).map(\.rows) == archives.map { Int64($0.rows.count) })
            try fixture.check(image)
        }
    }

    @Test("resumes where it was killed, and reports that")
    func carriesOn() async throws {
        let images = try await crashImages(fixture.options([paths[0]], jobs: 1))
        let begun = try images.map { (image: $0, rows: try fixture.archives(of: $0).first?.rows ?? 0) }
        let (image, committed) = try #require(begun.first { $0.rows > 0 })
        var options = fixture.options([paths[0]])
        options.store = image
        let log = EventLog()
        _ = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
        #expect(log.notes.contains { $0.contains("carries on after row \(committed)") })
        let first = log.events.compactMap { if case .advanced(_, _, let rows) = $0 { rows } else { nil } }.first
        #expect(first ?? 0 > committed)
        #expect(try fixture.dump(of: image) == archives[0].model.dump())
    }

    @Test("starts over when the committed part of the archive has changed")
    func changed() async throws {
        let images = try await crashImages(fixture.options([paths[0]], jobs: 1))
        let other = rows(["b", "other"], years: 1900...1940)
        try fixture.folder.write(other.bytes, to: IngestFixture.name("0"))
        for image in images {
            var options = fixture.options([paths[0]])
            options.store = image
            #expect(try await Ingest.run(IngestPlan(options), options) { _ in }.failures == [])
            #expect(try fixture.dump(of: image) == other.model.dump())
            try fixture.check(image)
        }
    }

    @Test("starts over when rows were skipped that must now be read")
    func policy() async throws {
        let bytes = Array("bad\n".utf8) + archives[0].bytes
        try fixture.folder.write(bytes, to: IngestFixture.name("0"))
        var options = fixture.options([paths[0]], jobs: 1)
        options.badRows = .skip
        let image = try #require(try await crashImages(options).last)
        options.store = image
        options.badRows = .fail
        let summary = try await Ingest.run(IngestPlan(options), options) { _ in }
        #expect(summary.failures.first?.message.contains("row 1 ") ?? false)
        #expect(try fixture.dump(of: image) == [])
        try fixture.check(image)
    }

    @Test("in a replacement shows the old content until the new content is complete")
    func replacement() async throws {
        try await fixture.run([paths[0]])
        let new = rows(["b", "new"], years: 1900...1940)
        try fixture.folder.write(new.bytes, to: IngestFixture.name("0"))
        var options = fixture.options([paths[0]], jobs: 1)
        options.replace = true
        for image in try await crashImages(options) {
            #expect(try fixture.dump(of: image) == archives[0].model.dump())
            options.store = image
            #expect(try await Ingest.run(IngestPlan(options), options) { _ in }.failures == [])
            #expect(try fixture.dump(of: image) == new.model.dump())
            try fixture.check(image)
        }
    }

    /// Runs an ingest and copies the store's files after each merged partition, in the state that a kill at that moment
    /// would leave: the only thread that writes reports the events.
    private func crashImages(_ options: IngestOptions) async throws -> [String] {
        let images = Mutex<[String]>([])
        let (store, folder) = (fixture.store, fixture.folder)
        let log = EventLog { number in
            let image = folder.file("image-\(UUID().uuidString)-\(number).sqlite")
            for ending in ["", "-wal"] {
                try? FileManager.default.copyItem(atPath: store + ending, toPath: image + ending)
            }
            images.withLock { $0.append(image) }
        }
        _ = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
        return images.withLock { $0 }
    }
}

/// Cancels a task from within its own work.
private final class Canceller: Sendable {
    private struct State {
        var task: Task<IngestSummary, any Error>?
        var isCancelled = false
    }

    private let state = Mutex(State())

    func cancels(_ task: Task<IngestSummary, any Error>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }
}
