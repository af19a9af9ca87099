/// Names and writes archives.
enum ArchiveFiles {
    /// The path of the uncompressed archive with a label, inside a folder of archives.
    static func name(_ kind: RowKind, _ label: Int, n: Int = 1) -> String {
        switch kind {
        case .v2009: "googlebooks-eng-all-\(n)gram-20090715-\(label).csv"
        case .v2012: "googlebooks-eng-all-\(n)gram-20120701-x\(label)"
        case .v2020: "20200217/eng/\(n)-\(String("\(100_000 + label)".dropFirst()))-of-00099"
        }
    }

    /// The corpus that those names belong to.
    static func corpus(_ kind: RowKind) -> String {
        switch kind {
        case .v2009: "eng-2009"
        case .v2012: "eng-2012"
        case .v2020: "eng-2019"
        }
    }

    /// Writes an archive.
    /// - Returns: Its path.
    @discardableResult
    static func write(
        _ rows: [UInt8], _ kind: RowKind, _ label: Int, _ compression: Compression = .gzip, in folder: String
    ) throws -> String {
        let name = name(kind, label)
        let path = "\(folder)/\(name)\(compression.ending)"
        let member = name.split(separator: "/").last.map(String.init) ?? name
        try Files.write(try compression.compress(rows, member: member), to: path)
        return path
    }
}
