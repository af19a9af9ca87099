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
        if words.contains("") { throw ValidationError("A word is empty.") }
    }

    /// Calls `answer` with each word, in order, and writes the rows that it appends.
    ///
    /// The answers to the lines of standard input are written before it waits for the next line; those in a table only
    /// at the end.
    ///
    /// - Parameter answer: writes a word's rows and returns whether the word was found.
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
                    guard let line = try Self.nextWord(&input) else { break }
                    guard !line.bytes.isEmpty else { continue }
                    foundAny = try answer(line, &writer) || foundAny
                }
            }
        } catch let failure as CommandFailure {
            // The words before the bad line are answered.
            try writer.finish()
            throw failure
        }
        try writer.finish()
        guard foundAny else { throw SilentExit(status: .notFound) }
    }

    private static func nextWord(_ input: inout LineInput) throws -> Ngram? {
        do {
            guard let line = try input.next() else { return nil }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw CommandFailure(
                    status: .usage, description: "standard input: line \(input.number) is not valid UTF-8")
            }
            return Ngram(bytes: line)
        } catch LineInput.Failure.tooLong(let line, let limit) {
            throw CommandFailure(
                status: .usage, description: "standard input: line \(line) has more than \(limit) bytes")
        } catch LineInput.Failure.unreadable(let reason) {
            throw CommandFailure(status: .noInput, description: "standard input cannot be read: \(reason)")
        }
    }
}

/// Hints on words that are not in a corpus only because of their Unicode normalization form.
enum NormalizationHint {
    /// The hint for a word without counts; nil if its other form has none either.
    ///
    /// - Parameter isFound: whether a word has counts.
    static func hint(for word: Ngram, isFound: (Ngram) throws -> Bool) rethrows -> String? {
        let text = word.description
        let forms = [
            (Ngram(text.precomposedStringWithCanonicalMapping), "composed (NFC)", "with combining characters (NFD)"),
            (Ngram(text.decomposedStringWithCanonicalMapping), "with combining characters (NFD)", "composed (NFC)"),
        ]
        for (form, spelling, own) in forms where form != word {
            guard try isFound(form) else { continue }
            return "\"\(word)\" is not there in this spelling, \(own), but \"\(form)\" is, \(spelling)"
        }
        return nil
    }
}
