import NgramTestSupport
import Testing

@Suite("An archive whose content changed")
struct IngestReplaceTests {
    private let fixture: IngestFixture
    private let path: String
    private let other: String
    private let old = rows(["a", "b", "shared"])
    private let new = rows(["b", "c", "shared"], years: 1900...1930)
    private let beside = rows(["shared", "z"])

    init() throws {
        fixture = try IngestFixture()
        path = try fixture.folder.write(old.bytes, to: IngestFixture.name("a"))
        other = try fixture.folder.write(beside.bytes, to: IngestFixture.name("o"))
    }

    private func dump(_ archive: TestArchive) -> [DumpedNgram] {
        var model = beside.model
        model.add(archive.model)
        return model.dump()
    }

    @Test("is refused, and the old content stays")
    func refused() async throws {
        try await fixture.run([path, other])
        try fixture.folder.write(new.bytes, to: IngestFixture.name("a"))
        let summary = try await fixture.run([path, other])
        #expect(summary.failures.map(\.kind) == [.badData])
        guard case .changed(path, IngestFixture.name("a"), "eng-2012", _) = summary.failures.first else {
            Issue.record("\(summary.failures)")
            return
        }
        #expect(summary.unchanged == 1)
        #expect(try fixture.dump() == dump(old))
        try fixture.check()
    }

    @Test("replaces the old content on request", arguments: [1, 100, 1 << 20])
    func replaced(partitionBytes: Int) async throws {
        try await fixture.run([path, other])
        try fixture.folder.write(new.bytes, to: IngestFixture.name("a"))
        let summary = try await fixture.run([path, other]) {
            $0.replace = true
            $0.partitionBytes = partitionBytes
        }
        #expect((summary.failures, summary.added, summary.unchanged) == ([], 1, 1))
        #expect(try fixture.dump() == dump(new))
        #expect(try fixture.archives().count == 2)
        try fixture.check()
    }

    @Test("leaves the old content in place when the new content is bad")
    func bad() async throws {
        try await fixture.run([path, other])
        try fixture.folder.write(new.bytes + Array("bad\n".utf8), to: IngestFixture.name("a"))
        let summary = try await fixture.run([path, other]) { $0.replace = true }
        #expect(summary.failures.count == 1)
        #expect(try fixture.dump() == dump(old))
        try fixture.check()
        try fixture.folder.write(new.bytes, to: IngestFixture.name("a"))
        #expect(try await fixture.run([path, other]) { $0.replace = true }.failures == [])
        #expect(try fixture.dump() == dump(new))
        try fixture.check()
    }

    @Test("is unchanged when only its time or its compression changed")
    func touched() async throws {
        try await fixture.run([path, other])
        try fixture.folder.write(old.bytes, to: IngestFixture.name("a"))
        let summary = try await fixture.run([path, other])
        #expect((summary.failures, summary.unchanged) == ([], 2))
    }
}
