import Foundation

/// How much the tests of crashes do, and with what luck.
///
/// - `NGRAMS_CRASH_KILLS`: the kills of the campaign, 20 unless given. From 200 on, the long form, the other tests of
///   crashes are long too: what is otherwise drawn by chance is then done in every way.
/// - `NGRAMS_CRASH_SEED`: of all that is drawn. With the same seed the same archives, kills and losses come again; only
///   the instants at which the campaign kills are as exact as the machine is.
enum Crash {
    static let kills = setting("NGRAMS_CRASH_KILLS") ?? 20
    static let seed = UInt64(setting("NGRAMS_CRASH_SEED") ?? 1)
    static let isLong = kills >= 200

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init).flatMap { $0 < 0 ? nil : $0 }
    }
}
