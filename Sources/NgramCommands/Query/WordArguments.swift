import ArgumentParser
import Foundation
import NgramModel
import NgramReports
import NgramStore
import NgramSystem

/// The words to look up.
struct WordArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "N-grams, one per argument (\"for ever\"); - reads them from standard input, one per line.",
            valueName: "word"))
    var words: [String]

    func validate() throws {
        if words.contains("") { throw ValidationError("A word must not be empty.") }
    }

    /// Calls `answer` with each word in order, and writes the rows that it appends.
    ///
    /// Before waiting for the next line of standard input, it writes the rows of the previous lines, except in a table,
    /// which is written at the end.
    ///
    /// - Parameter answer: Appends a word's rows and returns whether the word was found.
    /// - Throws: `SilentExit` when no word was found; `CommandFailure` when standard input cannot be read.
    func answerEach(
        to writer: inout RowWriter, _ answer: (Ngram, inout RowWriter) throws -> Bool
    ) throws {
        var foundAny = false
        var input = LineInput(descriptor: 0)
        do {
            for word in words {
                guard word == "-" else {
                    foundAny = try answer(Ngram(word), &writer) || foundAny
                    continue
                }
                while true {
                    if !input.hasLine { try writer.flush() }
                    guard let line = try StandardInput.nextLine(&input) else { break }
                    guard !line.isEmpty else { continue }
                    foundAny = try answer(Ngram(bytes: line), &writer) || foundAny
                }
            }
        } catch let failure as CommandFailure {
            // The rows of the words before the bad line are still written.
            try writer.finish()
            throw failure
        }
        try writer.finish()
        guard foundAny else { throw SilentExit(status: .notFound) }
    }
}

/// Hints for words that were not found only because of their Unicode normalization form.
enum NormalizationHint {
    /// Reports, for a word that was not found, the other form of it that has counts. Does nothing if there is none.
    ///
    /// - Parameter isFound: Whether a word has counts.
    static func report(for word: Ngram, isFound: (Ngram) throws -> Bool) rethrows {
        let text = word.description
        let forms = [
            (Ngram(text.precomposedStringWithCanonicalMapping), "composed form (NFC)", "decomposed form (NFD)"),
            (Ngram(text.decomposedStringWithCanonicalMapping), "decomposed form (NFD)", "composed form (NFC)"),
        ]
        for (form, formName, ownName) in forms where form != word {
            guard try isFound(form) else { continue }
            return Diagnostics.note("\"\(word)\" in \(ownName) was not found, but \"\(form)\" in \(formName) was")
        }
    }
}
