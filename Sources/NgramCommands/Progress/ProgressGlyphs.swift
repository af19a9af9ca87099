/// The characters that a bar is drawn with.
enum ProgressGlyphs: Equatable, Sendable {
    /// Block elements, in steps of an eighth of a column.
    case unicode

    /// `[=====>    ]`, for a terminal whose locale is not UTF-8.
    case ascii

    /// What stands for the part that was cut from a name.
    var ellipsis: String { self == .unicode ? "…" : ".." }

    /// A bar of exactly `width` columns, its ends included if there is room for them.
    ///
    /// - Parameter fraction: How much of it is filled, from 0 to 1.
    func bar(_ fraction: Double, width: Int) -> String {
        guard width > 2 else { return filling(fraction, width: max(0, width)) }
        let inside = filling(fraction, width: width - 2)
        return self == .unicode ? "│\(inside)│" : "[\(inside)]"
    }

    private func filling(_ fraction: Double, width: Int) -> String {
        let fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
        var text: String
        switch self {
        case .unicode:
            // Rounded down: a bar that looks full is full.
            let eighths = Int(fraction * Double(width * 8))
            text = String(repeating: "█", count: eighths / 8)
            if !eighths.isMultiple(of: 8) { text.append(Self.partialBlocks[eighths % 8 - 1]) }
        case .ascii:
            let whole = Int(fraction * Double(width))
            text = String(repeating: "=", count: whole)
            if fraction > 0, whole < width { text.append(">") }
        }
        return text + String(repeating: " ", count: width - text.count)
    }

    /// One to seven eighths of a column.
    private static let partialBlocks: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
