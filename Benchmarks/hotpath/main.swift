import ArgumentParser
import Foundation

/// Runs one stage of the hot path on a generated archive, so that its time or its instructions can be measured without
/// the other stages.
struct HotPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotpath",
        abstract: "Run a single stage of the hot path.",
        discussion: "Prints the stage, the uncompressed bytes, the repetitions, and the fewest nanoseconds per byte."
    )

    @Argument(help: "The stage.")
    var stage: Stage

    @Option(help: "The archive to read, compressed or not.")
    var archive: String

    @Option(help: "The number of runs.")
    var repetitions = 5

    func run() throws {
        let input = try StageInput(archive: archive)
        var best = Duration.seconds(1_000_000)
        // The input of these stages takes time to prepare, which is not part of the stage.
        if stage == .encode { input.prepareSeries() }
        if stage == .search { try input.prepareHeads() }
        for _ in 0..<repetitions {
            let start = ContinuousClock.now
            try stage.run(input)
            best = min(best, ContinuousClock.now - start)
        }
        try input.close()
        let nanoseconds = Double(best.components.attoseconds) / 1e9 + Double(best.components.seconds) * 1e9
        let bytes = input.uncompressedBytes
        print("\(stage.rawValue)\t\(bytes)\t\(repetitions)\t\(nanoseconds / Double(bytes))")
    }
}

HotPath.main()
