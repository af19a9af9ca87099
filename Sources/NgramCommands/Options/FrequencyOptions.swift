import ArgumentParser
import Foundation
import NgramQuery
import NgramStore
import NgramSystem

/// How frequencies are computed.
struct FrequencyOptions: ParsableArguments {
    @OptionGroup var years: YearOptions

    @Flag(help: "Sum the spellings of a term that differ only in case.")
    var ignoreCase = false

    @Option(help: ArgumentHelp("How many n-grams * stands for, or all.", valueName: "count"))
    var expansions = "10"

    @Option(
        help: ArgumentHelp(
            "Inflected forms for _INF: base, tag and form a line, separated by tabs.", valueName: "file"))
    var forms: String?

    func validate() throws {
        guard expansions == "all" || Int(expansions).map({ $0 > 0 }) == true else {
            throw ValidationError("--expansions \(expansions) is neither a number above 0 nor all.")
        }
    }

    /// An evaluator of queries over the corpora.
    ///
    /// - Parameter smoothing: in years before and after.
    /// - Throws: `CommandFailure` when the file of forms cannot be read or is wrong; `StoreError`.
    func evaluator(
        _ corpora: [String], in store: StoreSnapshot, smoothing: Int
    ) throws -> FrequencyEvaluator {
        let readable = try corpora.map { try store.readableCorpus(named: $0) }
        var request = FrequencyRequest()
        request.smoothing = smoothing
        request.ignoresCase = ignoreCase
        request.expansions = Int(expansions)
        request.inflections = try Self.inflections(in: forms)
        let known = try store.ledgerCorpora()
        let evaluator = FrequencyEvaluator(request, corpora: readable) { name in
            known.contains(name) ? try store.readableCorpus(named: name) : nil
        }
        // Without both ends, years are those of the books.
        let all = evaluator.years
        let (first, last) = (years.from ?? all.lowerBound, years.to ?? all.upperBound)
        evaluator.request.years = first <= last ? first...last : (years.from ?? last)...(years.from ?? last)
        return evaluator
    }

    /// The corpora that a query is asked of, unless a term names another: those of the options, or the one that the query
    /// names if no option does and every term names one.
    ///
    /// - Throws: as `CorpusOptions.choices`.
    static func corpora(of query: String, _ options: CorpusOptions, in store: StoreSnapshot) throws -> [String] {
        if options.isUnset, let terms = try? Query(query).terms.map(\.namedCorpora), !terms.contains(nil) {
            let known = try store.ledgerCorpora()
            let named = terms.compactMap { $0 }.joined()
                .flatMap { [$0, ViewerCorpus.storeName($0)].compactMap { $0 } }
            if let first = named.first(where: known.contains) { return [first] }
        }
        return try options.choices(of: store).map(\.name)
    }

    /// Reads a file of forms; nil if none is named.
    ///
    /// - Throws: `CommandFailure` when the file cannot be read or is wrong.
    static func inflections(in forms: String?) throws -> Inflections? {
        guard let forms else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: forms))
        } catch {
            throw CommandFailure(status: .noInput, description: "\(forms): cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(status: .badData, description: "\(forms): is not valid UTF-8")
        }
        do {
            return try Inflections(parsing: text)
        } catch {
            throw CommandFailure(status: .badData, description: "\(forms): \(error)")
        }
    }

    /// Parses and answers a query. Notes go to standard error.
    ///
    /// - Throws: `SilentExit` when the query is wrong, which is reported.
    static func answer(_ text: String, _ evaluator: FrequencyEvaluator) throws -> FrequencyAnswer {
        do {
            let answer = try evaluator.answer(try Query(text))
            for note in answer.notes { Diagnostics.note("\(note)") }
            return answer
        } catch let error as QueryError {
            PlaceReport.write("query", "\(error)", at: error.offset, in: Array(text.utf8))
            throw SilentExit(status: .usage)
        }
    }
}
