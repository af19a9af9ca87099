import Foundation
import NgramTestSupport
import Testing

/// Runs the inputs that the fuzzers keep, and those that once found a defect, without libFuzzer.
@Suite("Kept inputs of the fuzzers")
struct KeptInputTests {
    @Test("pass the checks that they are fuzzed with", arguments: FuzzTarget.allCases)
    func pass(target: FuzzTarget) throws {
        let folder = try TestFolder()
        let inputs = try ["Corpus", "Crashes"].flatMap { try Self.files(in: "\($0)/\(target.rawValue)") }
        #expect(!inputs.isEmpty)
        for input in inputs {
            let bytes = try TestFolder.bytes(of: input)
            #expect(throws: Never.self, "\(input)") { try target.check(bytes, in: folder.path) }
        }
        print("kept inputs of \(target.rawValue): \(inputs.count) checked")
    }

    @Test("belong to existing targets, so that none is skipped")
    func names() throws {
        for kind in ["Corpus", "Crashes"] {
            for name in try Self.files(in: kind).map({ URL(fileURLWithPath: $0).lastPathComponent }) {
                #expect(FuzzTarget(rawValue: name) != nil, "\(kind)/\(name)")
            }
        }
    }

    /// The paths of the files in a folder next to this one; empty if there is no such folder.
    private static func files(in folder: String) throws -> [String] {
        let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        let path = "\(place)/\(folder)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
    }
}
