/// How a zip file tells the sizes of its member.
public enum ZipLayout: String, Sendable, CaseIterable {
    /// In the local header, with 32 bits. Holds members below 4 GiB.
    case plain
    /// In zip64 records, which every reader of large archives must know. Any size.
    case zip64
    /// After the data, as a program writes that packs into a pipe; the local header has zeros. Below 4 GiB.
    case streamed
}
