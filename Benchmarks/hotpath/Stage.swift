import ArgumentParser
import Foundation

/// A stage between the archive and the store.
enum Stage: String, CaseIterable, ExpressibleByArgument {
    /// No stage. Its cost is that of the preparation, which is subtracted from the cost of the others.
    case none
    /// Reading and decompressing.
    case inflate
    /// Reading, decompressing and cutting into partitions.
    case cut
    /// Parsing, folding and encoding partitions that are in memory.
    case map
    /// Folding and encoding observations that are already parsed.
    case encode
    /// Decoding the series of all blocks.
    case decode
    /// Inserting mapped partitions into a store, as an archive of a new corpus.
    case merge
    /// Searching the heads of all n-grams for patterns, 50 times each.
    case search

    func run(_ input: StageInput) throws {
        switch self {
        case .none: break
        case .inflate: try input.inflate()
        case .cut: try input.cut()
        case .map: input.map()
        case .encode: try input.encode()
        case .decode: try input.decode()
        case .merge: try input.merge()
        case .search: try input.search()
        }
    }
}
