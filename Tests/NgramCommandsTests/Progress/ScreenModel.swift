/// A model of a terminal of unlimited height that supports what the painter uses. It determines independently what a
/// user sees.
///
/// It cuts or wraps at its width. When its width changes, it wraps lines again, as most terminals do.
struct ScreenModel {
    private(set) var columns: Int
    /// The rows, each with whether the next row continues its line.
    private var rows: [(text: [Character], isWrapped: Bool)] = [([], false)]
    private var row = 0
    private var column = 0
    private var wraps = true

    init(columns: Int) { self.columns = columns }

    /// The text on the screen, without trailing spaces.
    var lines: [String] {
        rows.map { String($0.text.reversed().drop { $0 == " " }.reversed()) }
    }

    mutating func write(_ bytes: [UInt8]) {
        var rest = String(decoding: bytes, as: UTF8.self)[...]
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            // A line feed also returns the carriage, because the terminal driver adds the carriage return.
            case "\n", "\r\n": (row, column) = (row + 1, 0)
            case "\u{1B}": execute(&rest)
            default: put(character)
            }
            while rows.count <= row { rows.append(([], false)) }
        }
    }

    private mutating func execute(_ rest: inout Substring) {
        _ = rest.popFirst()
        let parameter = rest.prefix { $0 == "?" || $0.isNumber }
        rest = rest.dropFirst(parameter.count)
        switch rest.popFirst() {
        case "A": row = max(0, row - (Int(parameter) ?? 1))
        case "K": rows[row].text = Array(rows[row].text.prefix(column))
        case "J":
            rows[row].text = Array(rows[row].text.prefix(column))
            rows[row].isWrapped = false
            rows.removeSubrange((row + 1)...)
        case "l": wraps = false
        case "h": wraps = true
        default: break
        }
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            if wraps {
                rows[row].isWrapped = true
                (row, column) = (row + 1, 0)
                if rows.count <= row { rows.append(([], false)) }
            } else {
                column -= 1
            }
        }
        while rows[row].text.count <= column { rows[row].text.append(" ") }
        rows[row].text[column] = character
        column += 1
    }

    /// Changes the width. The cursor must be on a line of its own, as it is after painting.
    mutating func resize(columns: Int) {
        var whole: [[Character]] = []
        var continues = false
        for row in rows[..<row] {
            if continues { whole[whole.count - 1] += row.text } else { whole.append(row.text) }
            continues = row.isWrapped
        }
        var wrapped: [(text: [Character], isWrapped: Bool)] = []
        for line in whole {
            var rest = line[...]
            repeat {
                wrapped.append((Array(rest.prefix(columns)), rest.count > columns))
                rest = rest.dropFirst(columns)
            } while !rest.isEmpty
        }
        rows = wrapped + [([], false)]
        (row, column, self.columns) = (rows.count - 1, 0, columns)
    }
}
