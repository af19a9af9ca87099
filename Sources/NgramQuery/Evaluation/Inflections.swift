/// The inflected forms of words, for queries such as `book_INF`.
///
/// A file of them has a line for each form: the base, a tab, its tag (as `NOUN`), a tab, and the form. Empty lines and
/// lines that begin with `#` are skipped.
package struct Inflections: Sendable {
    /// A line that is not of the format.
    package struct Defect: Error, Equatable, CustomStringConvertible {
        /// The number of the line, from 1.
        package var line: Int
        /// What was found.
        package var found: String

        package var description: String {
            "line \(line): expected base, tag and form, separated by tabs, but found \"\(found)\""
        }
    }

    private var forms: [String: [(tag: String, form: String)]] = [:]

    /// No forms.
    package init() {}

    /// The forms in a file's text.
    package init(parsing text: String) throws(Defect) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            // Files from Windows end lines with a carriage return as well.
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard !line.isEmpty, line.first != UInt8(ascii: "#") else { continue }
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
            guard fields.count == 3, fields.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: " ")) }) else {
                throw Defect(line: index + 1, found: String(String(Substring(line)).prefix(60)))
            }
            forms[fields[0], default: []].append((fields[1], fields[2]))
        }
    }

    /// The forms of a word in the order of the file, each once; with a tag, only those with that tag.
    package func forms(of base: String, tag: String?) -> [String] {
        var seen: Set<String> = []
        return (forms[base] ?? []).filter { (tag == nil || $0.tag == tag) && seen.insert($0.form).inserted }.map(\.form)
    }
}
