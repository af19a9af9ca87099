import Foundation

/// How long the crash tests run, and the seed of their random choices.
///
/// - `NGRAMS_CRASH_KILLS`: the number of kills in the campaign, by default 20. From 200, the other crash tests run in
///   their long form too, which tries every variant instead of a selection.
/// - `NGRAMS_CRASH_SEED`: the seed of all random choices, by default 1. The same seed gives the same archives, kills and
///   losses, except that the campaign's kills by time depend on the machine.
enum Crash {
    static let kills = setting("NGRAMS_CRASH_KILLS") ?? 20
    static let seed = UInt64(setting("NGRAMS_CRASH_SEED") ?? 1)
    static let isLong = kills >= 200

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init).flatMap { $0 < 0 ? nil : $0 }
    }
}
