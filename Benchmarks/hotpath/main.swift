import ArgumentParser
import Foundation

/// Runs one stage of the hot path over an archive, so that its time or its instructions can be measured separately.
struct HotPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotpath",
        abstract: "Run one stage of the hot path alone.",
        discussion:
            "Prints bytes of the uncompressed archive, repetitions, and the best repetition's nanoseconds per byte."
    )

    @Argument(help: "The stage.")
    var stage: Stage

    @Option(help: "The archive to read, compressed or not.")
    var archive: String

    @Option(help: "How often to run it.")
    var repetitions = 5

    func run() throws {
        let input = try StageInput(archive: archive)
        var best = Duration.seconds(1_000_000)
        // Preparing the input of a stage is not part of the stage.
        if stage == .encode { input.prepareSeries() }
        for _ in 0..<repetitions {
            let start = ContinuousClock.now
            try stage.run(input)
            best = min(best, ContinuousClock.now - start)
        }
        let nanoseconds = Double(best.components.attoseconds) / 1e9 + Double(best.components.seconds) * 1e9
        print(
            "\(stage.rawValue)\t\(input.uncompressedBytes)\t\(repetitions)\t\(nanoseconds / Double(input.uncompressedBytes))"
        )
    }
}

HotPath.main()
