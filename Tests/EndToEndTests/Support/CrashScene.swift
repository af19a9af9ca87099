import Foundation
import Testing

/// An ingest that tests interrupt, and its result without interruption. It has archives of all editions, which share
/// n-grams, a totals file, and an archive that replaces other content in the store.
///
/// Every archive has the n-gram `everywhere` in its first and its last row, with a count that identifies the archive. So
/// one number shows whether an answer contains all of an archive, nothing, or a part.
final class CrashScene {
    let folder: String
    /// The result of an ingest without a crash.
    private(set) var undisturbed = Outcome()
    /// How long that ingest took, and by how many bytes the store grew.
    private(set) var seconds = 0.0, growth = 0

    /// The result in the line that a campaign prints.
    var verdict: String { faults == 0 ? "answers equal" : "\(faults) faults" }

    private var faults = 0
    private let plan: Plan
    private let corpora: [String]
    private var archives: [Archive] = []
    private var hasBase = false

    /// What the ingest reads.
    struct Plan {
        var seed: UInt64
        /// The corpus of all archives; nil if their names decide.
        var corpus: String?
        /// The size of an archive, in groups of rows.
        var groups = 12
        /// Whether the store exists already, with other content of one archive.
        var isReplacing = true
        /// Whether there are no other archives.
        var isShort = false
        /// The number of n-grams of `WideRows` in the new content of that archive, which then takes several transactions.
        var wide = 0
    }

    /// An archive with what distinguishes its counts from those of others.
    private struct Archive {
        var name: String
        var corpus: String
        /// The count of `everywhere` in its first and in its last row.
        var mark: Int64
    }

    /// What the program reports of a store, without times.
    struct Outcome: Equatable {
        var reports: [String: [UInt8]] = [:]
        var status: [UInt8] = []
        var verify: [UInt8] = []
    }

    init(folder: String, _ plan: Plan) throws {
        self.folder = folder
        self.plan = plan
        corpora = plan.corpus.map { [$0] } ?? RowKind.allCases.map(ArchiveFiles.corpus)
        var random = RandomRows(seed: plan.seed)
        if plan.isReplacing {
            let path = try write(random.archive(.v2012, groups: plan.groups), .v2012, 1, mark: 1)
            try copy(nil, to: "base")
            let ending = try Program.run(ingest("base", jobs: 1, paths: [path]))
            try #require(ending.code == 0, "\(ending.errors)")
            hasBase = true
        }
        // The random rows come last, because the last of them may have no newline.
        try write(
            WideRows.bytes(ngrams: plan.wide) + random.archive(.v2012, groups: plan.groups), .v2012, 1, mark: 1 << 4)
        if !plan.isShort {
            try write(random.archive(.v2009, groups: plan.groups), .v2009, 2, .zip, mark: 1 << 8)
            try write(random.archive(.v2020, groups: plan.groups), .v2020, 3, .gzip, mark: 1 << 12)
            try write(random.archive(.v2012, groups: plan.groups), .v2012, 4, .gzipMembers, mark: 1 << 16)
            try Files.write(
                "\t1899,900,80,7\t1900,1000,90,8\t",
                to: folder + "/data/googlebooks-eng-all-totalcounts-20120701.txt")
        }
        try measure()
    }

    @discardableResult
    private func write(
        _ rows: [UInt8], _ kind: RowKind, _ label: Int, _ compression: Compression = .plain, mark: Int64
    ) throws -> String {
        let text =
            switch kind {
            case .v2009: "everywhere\t1900\t\(mark)\t1\t1\n"
            case .v2012: "everywhere\t1900\t\(mark)\t1\n"
            case .v2020: "everywhere\t1900,\(mark),1\n"
            }
        let end = rows.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
        let name = ArchiveFiles.name(kind, label).split(separator: "/").last.map(String.init) ?? ""
        archives.append(Archive(name: name, corpus: plan.corpus ?? ArchiveFiles.corpus(kind), mark: mark))
        return try ArchiveFiles.write(
            Array(text.utf8) + rows + end + Array(text.utf8), kind, label, compression, in: folder + "/data")
    }

    private func measure() throws {
        let store = try begin("undisturbed")
        let before = Files.size(store)
        let start = ContinuousClock.now
        let ending = try Program.run(ingest("undisturbed", jobs: 2))
        seconds = (ContinuousClock.now - start) / .seconds(1)
        try #require(ending.code == 0, "\(ending.errors)")
        growth = Files.size(store) - before
        undisturbed = try outcome("undisturbed")
        #expect(undisturbed.verify.starts(with: "db: ok: ".utf8))
        #expect(try #require(undisturbed.reports["years \(corpora[0])"]).count > 200)
        try expectWhole("undisturbed", after: ending.errors, complete: archives.map(\.name))
    }
}

/// Stores of the scene.
extension CrashScene {
    /// The path of a store by its name.
    func path(_ store: String) -> String { "\(folder)/\(store)/db" }

    /// Creates the store in its state before the ingest.
    /// - Returns: its path.
    @discardableResult
    func begin(_ store: String) throws -> String {
        try copy(hasBase ? "base" : nil, to: store)
    }

    /// Copies a store with its logs.
    @discardableResult
    func copy(_ other: String?, to store: String) throws -> String {
        let manager = FileManager.default
        try? manager.removeItem(atPath: "\(folder)/\(store)")
        if let other {
            try manager.copyItem(atPath: "\(folder)/\(other)", toPath: "\(folder)/\(store)")
        } else {
            try manager.createDirectory(atPath: "\(folder)/\(store)", withIntermediateDirectories: true)
        }
        return path(store)
    }

    /// The arguments of the ingest into a store.
    func ingest(_ store: String, jobs: Int = 1) -> [String] {
        ingest(
            store, jobs: jobs, paths: [folder + "/data"] + (plan.isShort ? [] : [folder + "/data/20200217/eng"]))
    }

    private func ingest(_ store: String, jobs: Int, paths: [String]) -> [String] {
        let corpus = plan.corpus.map { ["--corpus", $0, "--force-corpus"] } ?? []
        let options = ["--db", path(store), "--jobs", "\(jobs)", "--replace", "--progress", "plain"]
        return ["ingest"] + options + corpus + paths
    }

    /// What the program reports of a store. In brief, only the reports that imply the others as long as the program is
    /// correct: `verify` compares totals and ledger with the series.
    private func outcome(_ store: String, inBrief: Bool = false) throws -> Outcome {
        var outcome = Outcome()
        for corpus in corpora {
            for report in inBrief ? ["years"] : ["years", "totals"] {
                let ending = try Program.expect(0, "export", report, "--db", path(store), "--corpus", corpus)
                outcome.reports["\(report) \(corpus)"] = ending.bytes
            }
        }
        // The output begins with the path.
        let verify = try Program.expect(0, "verify", "--db", path(store))
        outcome.verify = Array(verify.output.replacing(path(store), with: "db").utf8)
        if inBrief { return outcome }
        let corpora = try Program.expect(0, "status", "--db", path(store), "--format", "csv")
        let status = try Program.expect(0, "status", "--archives", "--db", path(store), "--format", "csv")
        // The last column of an archive is when it was added.
        let lines = status.lines.map { line in
            line.hasSuffix("Z") ? String(line[..<(line.lastIndex(of: ",") ?? line.endIndex)]) : line
        }
        outcome.status = corpora.bytes + Array(lines.joined(separator: "\n").utf8)
        return outcome
    }

    /// Expects the same reports as of the undisturbed store.
    ///
    /// - Parameters:
    ///   - inBrief: whether to compare only `export years` and `verify`, for tests that call this very often.
    ///   - isClean: whether no other file may be next to the store.
    func expectUndisturbed(
        _ store: String, inBrief: Bool = false, isClean: Bool = true, _ comment: String
    ) throws {
        // Before the first reader, which cannot remove the log that it opens.
        let names = try Files.names(in: "\(folder)/\(store)")
        check(names == ["db"] || !isClean, "\(comment): no other file is left")
        let found = try outcome(store, inBrief: inBrief)
        for (name, bytes) in found.reports { checkSame(bytes, undisturbed.reports[name] ?? [], "\(comment): \(name)") }
        checkSame(found.verify, undisturbed.verify, "\(comment): verify")
        if !inBrief { checkSame(found.status, undisturbed.status, "\(comment): status") }
    }

    /// Expects of a store straight after a crash that it is sound and can be read, that every archive is in the answers as
    /// a whole or not at all, and that every archive that was reported is.
    ///
    /// - Parameters:
    ///   - errors: what the ingest wrote before it was killed.
    ///   - complete: archives that must be in the answers.
    ///   - inBrief: whether to leave out `verify`, for tests that call this very often.
    /// - Returns: The names of the archives in the answers; nil if there is no store yet.
    @discardableResult
    func expectWhole(
        _ store: String, after errors: String = "", complete: [String] = [], inBrief: Bool = false,
        _ comment: String = ""
    ) throws -> [String]? {
        let lines = errors.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let reported = lines.filter { ["added", "replaced", "unchanged"].contains($0[0]) }.map { $0[1] }
        let status = try Program.run(["status", "--db", path(store), "--format", "json"])
        guard status.code == 0 else {
            check(
                status.code == 66 && !hasBase && complete.isEmpty && reported.isEmpty, "\(comment): \(status.errors)")
            return nil
        }
        let ledger = try JSON.object(status.bytes)["archives"] ?? []
        let states = ledger.map { JSON.texts($0, ["name", "corpus", "state"]) }
        let present = states.filter { $0[2] == "complete" }
        // The replaced archive is always in the answers, with its old content or its new.
        let replaced = hasBase ? [archives[0].name] : []
        for name in complete + reported + replaced {
            check(present.contains { $0[0] == name }, "\(comment): \(name) was in the answers: \(states)")
        }
        for corpus in corpora { try expectMarks(store, corpus, of: present.map { $0[0] }, reported, comment) }
        if inBrief { return present.map { $0[0] } }
        let verify = try Program.run(["verify", "--db", path(store)])
        check(verify.code == 0, "\(comment): \(verify.output)\(verify.errors)")
        return present.map { $0[0] }
    }

    private func expectMarks(
        _ store: String, _ corpus: String, of names: [String], _ reported: [String], _ comment: String
    ) throws {
        let own = archives.filter { $0.corpus == corpus && names.contains($0.name) }
        let query = ["query", "total", "everywhere", "--db", path(store), "--corpus", corpus, "--format", "csv"]
        let ending = try Program.run(query)
        guard !own.isEmpty else {
            // A corpus whose first archives are not complete is known, with nothing to count.
            check([1, 64].contains(ending.code), "\(comment): \(ending.output)\(ending.errors)")
            return
        }
        // Of the replaced archive, either content may count; once it was reported, only the new one. Both the first and the
        // last row of a content must count.
        let counts = Dictionary(grouping: own, by: \.name).reduce([0 as Int64]) { sums, archive in
            let contents = archive.value.suffix(reported.contains(archive.key) ? 1 : 2)
            return sums.flatMap { sum in contents.map { sum + 2 * $0.mark } }
        }
        let count = ending.lines.last.map { $0.split(separator: ",")[1] }.flatMap { Int64($0) }
        check(counts.contains(count ?? -1), "\(comment): \(ending.output), of \(own)")
    }

    private func check(_ isRight: Bool, _ comment: @autoclosure () -> String) {
        if isRight { return }
        faults += 1
        Issue.record("\(comment())")
    }

    private func checkSame(_ found: [UInt8], _ expected: [UInt8], _ what: String) {
        if found != expected { faults += 1 }
        expectSame(found, expected, what)
    }
}
