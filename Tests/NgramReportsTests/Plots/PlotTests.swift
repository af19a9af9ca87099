import Foundation
import NgramTestSupport
import Testing

@testable import NgramReports

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Charts")
struct PlotTests {
    private static func random(_ random: inout SeededRandom) -> Plot {
        let first = random.int(1...2000)
        let years = first...(first + random.int(0...300))
        let scale = pow(10, Double(random.int(-9...2)))
        let names = [
            "a", "<script>alert(1)</script>", "\u{1B}[31m", "naïve – 漢字", "b & \"c\"",
            String(repeating: "long ", count: 30), "\u{FFFF}",
        ]
        let series = (0..<random.int(0...12)).map { _ in
            Plot.Series(
                name: names[random.int(0...names.count - 1)],
                values: years.map { _ in Double(random.int(random.oneIn(4) ? -50...100 : 0...100)) / 100 * scale })
        }
        return Plot(
            title: names[random.int(0...names.count - 1)], subtitle: random.oneIn(2) ? "eng-2012" : "", years: years,
            series: series, thinYears: random.oneIn(2) ? Set(years.filter { _ in random.oneIn(5) }) : [])
    }

    @Test("have axes whose ticks are even, round and enclose all values", arguments: 1...100 as ClosedRange<UInt64>)
    func axes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let plot = Self.random(&random)
        let count = random.int(2...8)
        let axis = plot.valueAxis(ticks: count)
        #expect((2...count + 2).contains(axis.ticks.count), "\(axis)")
        for value in plot.series.flatMap(\.values) {
            #expect(
                axis.range.lowerBound <= value + abs(value) * 1e-9 && value - abs(value) * 1e-9 <= axis.range.upperBound
            )
        }
        #expect(axis.ticks.contains { $0.value == 0 })
        let labels = axis.ticks.compactMap { Double($0.label) }
        #expect(labels.count == axis.ticks.count && labels == labels.sorted() && Set(labels).count == labels.count)
        for (tick, label) in zip(axis.ticks, labels) {
            let factors: [String: Double] = ["%": 100, "per million": 1e6, "": 1]
            let factor = factors[axis.unit] ?? 0
            #expect(abs(tick.value * factor - label) <= 1e-9 * max(1, abs(label)))
        }
        let ticks = plot.yearTicks(count)
        #expect(!ticks.isEmpty && ticks.count <= count && ticks.allSatisfy(plot.years.contains))
    }

    @Test("place labels in order, without overlaps and near their points", arguments: 1...50 as ClosedRange<UInt64>)
    func labels(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let wanted = (0..<random.int(0...10)).map { _ in Double(random.int(0...200)) }
        let places = LabelPlacement.place(wanted, height: 20, end: 200)
        let sorted = places.sorted()
        for (one, next) in zip(sorted, sorted.dropFirst()) { #expect(next - one >= 20) }
        #expect(places.allSatisfy { (0...200).contains($0) })
        if wanted.count == 1 { #expect(places == wanted) }
    }

    @Test("fit a terminal of any size, and cannot control it", arguments: 1...60 as ClosedRange<UInt64>)
    func terminal(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let plot = Self.random(&random)
        let (width, height) = (random.int(1...250), random.int(1...60))
        let lines = TerminalPlot(plot, width: width, height: height, isColored: false).lines()
        for line in lines {
            #expect(TerminalText.width(line) <= max(30, width), "\(line)")
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
        if plot.emptyMessage == nil { #expect(lines.count == max(8, height) || height < 12) }
        // Colors change nothing else than colors and the letters of lines.
        let colored = TerminalPlot(plot, width: width, height: height, isColored: true).lines()
        #expect(colored.count == lines.count)
    }

    @Test("draw a line from its first to its last value")
    func small() {
        let plot = Plot(
            title: "up", years: 2000...2010,
            series: [Plot.Series(name: "up", values: (0...10).map { Double($0) / 1000 })])
        let lines = TerminalPlot(plot, width: 34, height: 10, isColored: false).lines()
        #expect(lines[2].hasSuffix(" up") && lines[2].hasPrefix("1.0 ┤"))
        #expect(lines.dropFirst(2).contains { $0.hasPrefix("0.0 ┤⣀") })
        #expect(lines.last?.contains("2000") == true && lines.last?.contains("2010") == true)
    }

    @Test("say why they are empty")
    func empty() {
        var plot = Plot(title: "x", years: 2000...2001, series: [])
        #expect(TerminalPlot(plot, width: 80, height: 20, isColored: false).lines() == ["x", "Nothing was found."])
        plot.series = [Plot.Series(name: "x", values: [0, 0])]
        #expect(SVGPlot(plot, width: 900, height: 400).text().contains("All values are 0."))
    }

    @Test("name the spans of years with few books")
    func thin() {
        let plot = Plot(title: "x", years: 1500...1600, series: [], thinYears: [1499, 1500, 1501, 1502, 1510])
        #expect(plot.thinYearsNote == "Few books, values say little: 1500-1502, 1510")
    }

    @Test("are valid XML that holds the names as text only", arguments: 1...60 as ClosedRange<UInt64>)
    func svg(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let plot = Self.random(&random)
        let (width, height) = (random.int(1...1500), random.int(1...900))
        let text = SVGPlot(plot, width: width, height: height).text()
        let reader = Reader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.elements.isDisjoint(with: ["script", "image", "use", "a", "foreignObject"]))
        guard plot.emptyMessage == nil else { return }
        #expect(reader.lines.count == (plot.years.count == 1 ? 0 : plot.series.count))
        // The height of each point, by its definition.
        let axis = plot.valueAxis(ticks: max(2, Int((reader.bottom - reader.top) / 56)))
        for (line, series) in zip(reader.lines, plot.series) {
            #expect(line.count == plot.years.count)
            for (point, value) in zip(line, series.values) {
                let part = (value - axis.range.lowerBound) / (axis.range.upperBound - axis.range.lowerBound)
                #expect(abs(point.y - (reader.bottom - part * (reader.bottom - reader.top))) < 0.2)
                #expect(point.x >= 0 && point.x <= Double(max(320, width)))
            }
        }
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: Set<String> = []
        var lines: [[(x: Double, y: Double)]] = []
        var grid: [Double] = []
        var top: Double { grid.min() ?? 0 }
        var bottom: Double { grid.max() ?? 0 }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.insert(name)
            if name == "line", let y = attributes["y1"].flatMap(Double.init) { grid.append(y) }
            guard name == "polyline" else { return }
            lines.append(
                (attributes["points"] ?? "").split(separator: " ").map {
                    let pair = $0.split(separator: ",").compactMap { Double($0) }
                    return (pair[0], pair[1])
                })
        }
    }
}
