import Foundation
import NgramModel
import NgramQuery
import NgramReports

/// Writes the page. All text from outside is escaped.
struct PageTemplate {
    var form: PageForm
    var corpora: [PageCorpus]
    var answer: FrequencyAnswer?
    var failure: RouteFailure?

    /// The sizes of the chart on a wide page and on a phone, in CSS pixels.
    private static let sizes = [(name: "wide", width: 1080, height: 460), (name: "narrow", width: 380, height: 400)]

    /// The beginning of a page.
    private func head(_ title: String, _ description: String = "") -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        \(description)<title>\(MarkupText.escape(title))</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="\(PageAssets.stylePath)">
        <script src="\(PageAssets.scriptPath)" defer></script>
        </head>
        """
    }

    /// The whole page.
    func page() -> String {
        """
        \(head(form.content.isEmpty ? "Ngrams" : "\(form.content) - Ngrams", description))
        <body>
        <a class="skip" href="#results">Skip to the chart</a>
        <header>
        <h1><a class="brand" href="/ngrams/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M4 24 11 13l6 6L28 6"/></svg>Ngrams</a></h1>
        <p>How often words occur in books, year by year</p>
        </header>
        <main>
        \(formText)
        <div id="warning-area" role="status">\(warnings)</div>
        <section id="results" aria-label="Results" tabindex="-1">
        \(results)
        </section>
        </main>
        <footer><p>Counts of the <a href="https://storage.googleapis.com/books/ngrams/books/datasetsv3.html">Google Books Ngram
        datasets</a>, CC BY 3.0. <a href="/api/openapi.json">API</a></p></footer>
        </body>
        </html>

        """
    }

    /// The chart alone, to embed.
    func bareChart() -> String {
        """
        \(head(form.content))
        <body class="embedded">
        <main>
        <section id="results" aria-label="Chart">
        <h1 class="hidden">\(MarkupText.escape(form.content))</h1>
        \(answer.map { chart($0, PageChart($0, form)) } ?? "")
        <p class="source"><a href="/ngrams/graph?\(MarkupText.escape(form.query))" target="_blank" rel="noopener">Open in Ngrams</a></p>
        </section>
        </main>
        </body>
        </html>

        """
    }

    // MARK: - The form

    private var formText: String {
        let asked = form.corpora.count > 1 ? "all" : form.corpora.first.flatMap(storeName) ?? form.corpora.first
        let usual = asked ?? CorpusChoice.usual(corpora.map(\.name)) ?? ""
        // Programs that read the page take the first choice for the corpus that was asked.
        var choices = corpora.map { ($0.name, $0.label) }
        if corpora.count > 1 { choices.append(("all", "All, side by side")) }
        choices = choices.filter { $0.0 == usual } + choices.filter { $0.0 != usual }
        let last = corpora.first { $0.name == usual }?.years ?? corpora.compactMap(\.years).first
        let toggles = form.toggled.map { "<input type=\"hidden\" name=\"toggle\" value=\"\(MarkupText.escape($0))\">" }
        return """
            <form id="query-form" action="/ngrams/graph" method="get" role="search" autocomplete="off">
            <div class="ask">
            <label for="content">Words and phrases, separated by commas</label>
            <div class="entry">
            <input id="content" name="content" type="search" value="\(MarkupText.escape(form.content))" placeholder="apple, pear" autocapitalize="off" spellcheck="false" required>
            <button type="submit">Plot</button>
            </div>
            </div>
            <div class="options">
            <label class="years">Years <span><input name="year_start" aria-label="First year" type="number" min="1" max="9999" value="\(MarkupText.escape(form.from))"> – <input name="year_end" aria-label="Last year" type="number" min="1" max="9999" value="\(MarkupText.escape(form.to))" placeholder="\(last.map { "\($0.upperBound)" } ?? "")"></span></label>
            <label>Corpus <select id="form-corpus" name="corpus">\(options(choices, selected: usual))</select></label>
            <label>Smoothing <select name="smoothing">\(smoothings)</select></label>
            <label>Unit <select name="unit">\(options(PageForm.Unit.allCases.map { ($0.rawValue, $0.label) }, selected: form.unit.rawValue))</select></label>
            <label>Expansions <input name="expansions" type="number" min="1" max="1000" value="\(form.expansions)"></label>
            <label class="check"><input type="checkbox" name="case_insensitive" value="true"\(form.ignoresCase ? " checked" : "")> Any case</label>
            \(toggles.joined())
            </div>
            \(Self.help)
            </form>
            """
    }

    private func storeName(_ name: String) -> String? {
        try? CorpusChoice.find(name, among: corpora.map(\.name))
    }

    private var smoothings: String {
        let usual = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50]
        let all = usual.contains(form.smoothing) ? usual : (usual + [form.smoothing]).sorted()
        return options(all.map { ("\($0)", "\($0)") }, selected: "\(form.smoothing)")
    }

    private func options(_ choices: [(String, String)], selected: String) -> String {
        choices.map { value, label in
            "<option value=\"\(MarkupText.escape(value))\"\(value == selected ? " selected" : "")>"
                + "\(MarkupText.escape(label))</option>"
        }.joined()
    }

    private static let help = """
        <details class="help"><summary>What can be asked</summary>
        <dl>
        <dt><code>apple, apple pie</code></dt><dd>words and phrases of up to five words, each a line</dd>
        <dt><code>*_NOUN of water</code></dt><dd>the most frequent words in a place; <code>*</code> for any word</dd>
        <dt><code>book_INF</code></dt><dd>all forms of a word, if the server was given a file of forms</dd>
        <dt><code>fish_VERB, _ADJ_ day</code></dt><dd>a word as one part of speech, or any word of one</dd>
        <dt><code>(color + colour), color / colour</code></dt><dd>sums, differences, quotients, and products with a number</dd>
        <dt><code>gay:eng-2012</code></dt><dd>a term in another corpus</dd>
        <dt><code>[and/or]</code></dt><dd>a term exactly as it is written</dd>
        </dl>
        </details>
        """

    // MARK: - Messages

    private var warnings: String {
        var parts: [String] = []
        if let failure { parts.append(message(failure)) }
        for note in answer?.notes ?? [] {
            let text = note.description
            parts.append("<p class=\"note\">\(MarkupText.escape(text.prefix(1).uppercased() + text.dropFirst()))</p>")
        }
        let answered = Set((answer?.series ?? []).map(\.corpus))
        for corpus in corpora where corpus.missingArchives > 0 && answered.contains(corpus.name) {
            let count = HumanText.counted(Int64(corpus.missingArchives), "archive")
            let text =
                "\(count) of \(corpus.name) \(corpus.missingArchives == 1 ? "is" : "are") missing, so its counts are too low"
            parts.append("<p class=\"note\">\(MarkupText.escape(text))</p>")
        }
        return parts.joined(separator: "\n")
    }

    private func message(_ failure: RouteFailure) -> String {
        let text = failure.message.prefix(1).uppercased() + failure.message.dropFirst()
        var place = ""
        if let offset = failure.offset, failure.code == "INVALID_QUERY" {
            let bytes = Array(form.content.utf8)
            let start = min(offset, bytes.count)
            // The word at which it went wrong, or the one character.
            let word = bytes[start...].prefix { !" ,()[]+/".utf8.contains($0) }
            let end = max(word.endIndex, min(start + 1, bytes.count))
            func text(_ range: Range<Int>) -> String {
                MarkupText.escape(String(decoding: bytes[range], as: UTF8.self))
            }
            let wrong = start == end ? "&nbsp;" : text(start..<end)
            place = "<pre>\(text(0..<start))<mark>\(wrong)</mark>\(text(end..<bytes.count))</pre>"
        }
        return "<div class=\"failure\"><p>\(MarkupText.escape(text)).</p>\(place)</div>"
    }

    /// What some programs read instead of the chart.
    private var description: String {
        guard let answer, !answer.series.isEmpty else { return "" }
        let terms = form.content.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let expanded = Dictionary(grouping: answer.series.filter { $0.parent != nil }) { $0.parent ?? "" }
        let names = terms.map { term in
            let parts = expanded[term] ?? expanded["\(term) (All)"]
            return parts.map { "[\($0.map(\.name).joined(separator: ", "))]" } ?? term
        }
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let corpus = corpora.first { $0.name == answer.series[0].corpus }?.label ?? answer.series[0].corpus
        let text =
            "Google Ngram Viewer: \(list), \(answer.years.lowerBound)-\(answer.years.upperBound) in \(corpus)."
        return "<meta itemprop=\"description\" content=\"\(MarkupText.escape(text))\">\n"
    }

    // MARK: - Results

    private var results: String {
        guard let answer else {
            return failure == nil ? Self.welcome : ""
        }
        guard !answer.series.isEmpty else {
            return """
                <div class="empty"><h2>Nothing was found</h2>
                <p>Case counts: <em>apple</em> and <em>Apple</em> are different. Try <a href="/ngrams/graph?\(MarkupText.escape(anyCase))">any case</a>, other years, or another corpus.</p></div>
                """
        }
        let chart = PageChart(answer, form)
        return """
            \(self.chart(answer, chart))
            \(legend(chart))
            \(downloads)
            \(table(answer, chart))
            """
    }

    private var anyCase: String {
        var form = form
        form.ignoresCase = true
        return form.query
    }

    private static let welcome = """
        <div class="empty"><h2>Ask for words</h2>
        <p>For example <a href="/ngrams/graph?content=apple%2Cpear&amp;year_start=1800&amp;smoothing=3">apple, pear</a>: how often each occurred in the books of a year.</p></div>
        """

    private func chart(_ answer: FrequencyAnswer, _ chart: PageChart) -> String {
        let charts = Self.sizes.map { size in
            "<div class=\"chart \(size.name)\">"
                + SVGPlot(chart.plot, width: size.width, height: size.height, setting: .page).text() + "</div>"
        }
        let json = Self.inert(String(decoding: ViewerRoutes.json(answer).body, as: UTF8.self))
        let (first, last) = (answer.years.lowerBound, answer.years.upperBound)
        // The data for programs that read the page, in the forms that they look for. Browsers do not run them.
        return """
            <div id="chart" data-first="\(first)" data-last="\(last)">\(charts.joined())<output id="readout" hidden></output></div>
            <script id="ngrams-data" type="application/json">\(json)</script>
            <script type="text/plain">
            var data = \(json);
            ngrams.data = \(json);
            ngrams.drawD3Chart(data, \(first), \(last), \(form.smoothing).0, "main");
            </script>
            """
    }

    /// JSON that can stand in a page and in one line of a script: no `<`, and no `;` that would end the line for programs
    /// that cut it there.
    private static func inert(_ json: String) -> String {
        json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
            .replacing(";", with: "\\u003b")
    }

    /// The lines with their last values; sums can be collapsed and expanded.
    private func legend(_ chart: PageChart) -> String {
        let items = chart.entries.compactMap { entry -> String? in
            guard entry.line != nil || entry.isGroup else { return nil }
            let name = MarkupText.escape(chart.plotName(entry))
            let swatch = entry.line.map { "<i class=\"swatch s\($0 % 8)\"></i>" } ?? "<i class=\"swatch\"></i>"
            var text =
                entry.line.map {
                    "<button type=\"button\" class=\"line\" data-line=\"\($0)\" aria-pressed=\"false\">\(swatch)\(name)</button>"
                } ?? "<span class=\"group\">\(swatch)\(name)</span>"
            if entry.isGroup {
                let action = entry.isExpanded ? "Collapse" : "Expand"
                text +=
                    "<a class=\"toggle\" href=\"/ngrams/graph?\(MarkupText.escape(form.toggling(entry.series.name).query))\" aria-label=\"\(action) \(name)\">\(action)</a>"
            }
            return "<li\(entry.series.parent == nil ? "" : " class=\"part\"")>\(text)</li>"
        }
        return "<ul class=\"legend\" aria-label=\"Lines\">\(items.joined())</ul>"
    }

    private var downloads: String {
        let query = MarkupText.escape(form.query)
        let embed =
            "<iframe src=\"/ngrams/interactive_chart?\(form.query)\" width=\"900\" height=\"500\" "
            + "title=\"\(form.content.replacing("\"", with: "&quot;"))\"></iframe>"
        return """
            <nav class="downloads" aria-label="Downloads">
            <a href="/ngrams/data.csv?\(query)" download>CSV</a>
            <a href="/ngrams/data.json?\(query)" download>JSON</a>
            <a href="/ngrams/chart.svg?\(query)" download>SVG</a>
            <button type="button" id="copy" hidden>Copy link</button>
            <details class="embed"><summary>Embed</summary>
            <label for="embed">HTML for another page</label><textarea id="embed" rows="3" readonly>\(MarkupText.escape(embed))</textarea></details>
            </nav>
            """
    }

    private func table(_ answer: FrequencyAnswer, _ chart: PageChart) -> String {
        let lines = chart.entries.filter { $0.line != nil }
        let head = lines.map { "<th scope=\"col\">\(MarkupText.escape(chart.plotName($0)))</th>" }.joined()
        let thin = answer.thinYears.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
        let unit = chart.plot.valueAxis(ticks: 5).unit
        let rows = answer.years.enumerated().map { index, year in
            let cells = lines.map { "<td>\(number($0.values[index], unit))</td>" }.joined()
            let mark = thin.contains(year) ? " class=\"thin\" title=\"Few books\"" : ""
            return "<tr\(mark)><th scope=\"row\">\(year)</th>\(cells)</tr>"
        }
        return """
            <details class="numbers"><summary>Table of the numbers</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Table of the numbers"><table data-unit="\(unit)"><thead><tr><th scope="col">\(unit == "per million" ? "Per million" : "Year")</th>\(head)</tr></thead>
            <tbody>\(rows.joined())</tbody></table></div></details>
            """
    }

    /// A value in the unit of the chart's axis.
    private func number(_ value: Double, _ unit: String) -> String {
        switch unit {
        case "%": String(format: "%.6f %%", value * 100)
        case "": form.unit == .count ? grouped(value) : String(format: "%.4g", value)
        default: String(format: "%.4f", value * 1_000_000)
        }
    }

    private func grouped(_ value: Double) -> String {
        // The largest counts are no integers as floating-point numbers.
        Int64(exactly: value).map { DecimalDigits.grouped($0) } ?? String(format: "%.1f", value)
    }
}

extension PageChart {
    /// The name of a line as the chart shows it.
    func plotName(_ entry: Entry) -> String {
        entry.line.map { plot.series[$0].name } ?? entry.series.name
    }
}
