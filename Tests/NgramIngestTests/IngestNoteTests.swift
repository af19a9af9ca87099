import NgramIngest
import NgramModel
import Testing

@Suite("Notes on archives that are added", .timeLimit(.minutes(30)))
struct IngestNoteTests {
    private let fixture: IngestFixture

    init() throws {
        fixture = try IngestFixture()
    }

    /// The notes of an ingest of one archive.
    private func notes(
        _ text: String, partitionBytes: Int = 100, badRows: BadRowPolicy = .fail
    ) async throws -> [String] {
        let path = try fixture.folder.write(Array(text.utf8), to: IngestFixture.name("a"))
        var options = fixture.options([path])
        options.partitionBytes = partitionBytes
        options.badRows = badRows
        let log = EventLog()
        let summary = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
        #expect((summary.failures, summary.added) == ([], 1))
        try fixture.check()
        #expect(log.notes.allSatisfy { $0.hasPrefix("\(path): ") })
        return log.notes.map { String($0.dropFirst(path.count + 2)) }
    }

    @Test("are absent for an ordinary archive")
    func ordinary() async throws {
        #expect(try await notes("a\t1990\t1\t1\na\t1991\t1\t1\nb\t1980\t1\t1\n") == [])
    }

    @Test("report the first bad row that was skipped", arguments: [1, 100])
    func badRows(partitionBytes: Int) async throws {
        let notes = try await notes(
            "a\t1990\t1\t1\nb\tx\nc\t1990\t1\t1\nd\n", partitionBytes: partitionBytes, badRows: .skip)
        #expect(notes.count == 1)
        #expect(notes.first?.hasPrefix("skipped 2 bad rows; the first is row 2: found 2 columns") ?? false)
    }

    @Test("count the observations that repeat a year, whose counts are summed", arguments: [45, 100])
    func repeatedYears(partitionBytes: Int) async throws {
        let notes = try await notes(
            "a\t1990\t1\t1\na\t1991\t2\t1\na\t1990\t4\t1\na\t1990\t8\t1\nb\t1990\t1\t1\n",
            partitionBytes: partitionBytes)
        #expect(notes.count == 1)
        #expect(notes.first?.hasPrefix("2 observations repeat a year of the same n-gram") ?? false)
        #expect(try fixture.dump().map(\.matchSum) == [15, 1])
        #expect(try fixture.archives().map(\.repeatedYears) == [2])
    }

    @Test("are absent for years that descend without repeating")
    func descendingYears() async throws {
        #expect(try await notes("a\t1991\t1\t1\na\t1990\t2\t1\n") == [])
    }

    @Test("report a byte order mark, which is not part of the first n-gram", arguments: [1, 100])
    func byteOrderMark(partitionBytes: Int) async throws {
        let notes = try await notes("\u{FEFF}a\t1990\t1\t1\nb\t1990\t1\t1\n", partitionBytes: partitionBytes)
        #expect(notes == ["skipped the byte order mark at its beginning"])
        #expect(try fixture.dump().map(\.ngram) == [Array("a".utf8), Array("b".utf8)])
    }
}
