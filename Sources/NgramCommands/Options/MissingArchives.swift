import NgramReports
import NgramStore

/// The archives that belong to corpora by the manifests of folders of stores, but that no store has. Answers lack their
/// counts, so every answer tells of them: in a note, and in json in a field.
struct MissingArchives {
    private static let longestList = 3

    private let archives: [MissingArchive]

    /// Finds them, and prints the note, unless none is missing.
    /// - Throws: `StoreError`.
    init(reporting corpora: [String], in store: StoreSnapshot) throws {
        archives = try store.missingArchives().filter { archive in archive.corpus.map(corpora.contains) ?? true }
        guard let first = archives.first else { return }
        let names = archives.prefix(Self.longestList).map(\.name).joined(separator: ", ")
        let rest = archives.count - Self.longestList
        Diagnostics.note(
            "\(HumanText.counted(Int64(archives.count), "archive")) of \(first.manifest) "
                + "\(archives.count == 1 ? "is" : "are") missing, so counts lack \(archives.count == 1 ? "it" : "them"): "
                + names + (rest > 0 ? " and \(DecimalDigits.grouped(Int64(rest))) more" : ""))
    }

    /// What the objects of json have in addition to their columns: the number of archives, unless it is 0.
    var field: ConstantField? {
        archives.isEmpty ? nil : ConstantField(name: "missing_archives", value: Int64(archives.count))
    }
}
