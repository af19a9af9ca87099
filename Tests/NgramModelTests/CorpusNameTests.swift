import NgramModel
import Testing

@Suite("Names of corpora")
struct CorpusNameTests {
    @Test(
        "are the language code and the year of the edition, without -all",
        arguments: [
            ("eng-all", Edition.y2009, "eng-2009"), ("eng-us-all", .y2009, "eng-us-2009"),
            ("eng-gb-all", .y2009, "eng-gb-2009"), ("eng-fiction-all", .y2009, "eng-fiction-2009"),
            ("eng-1M", .y2009, "eng-1M-2009"), ("chi-sim-all", .y2009, "chi-sim-2009"),
            ("eng", .y2012, "eng-2012"), ("eng-us", .y2012, "eng-us-2012"), ("chi-sim", .y2012, "chi-sim-2012"),
            ("eng", .y2019, "eng-2019"), ("chi_sim", .y2019, "chi-sim-2019"), ("eng-gb", .y2019, "eng-gb-2019"),
        ])
    func codes(code: String, edition: Edition, name: String) {
        #expect(CorpusName(code: code, edition: edition)?.description == name)
        #expect(CorpusName(code: code, edition: edition) == CorpusName(name))
    }

    @Test("may be chosen by the user", arguments: ["x", "mine_2.0", "Ελλάδα-1", String(repeating: "a", count: 100)])
    func own(_ name: String) {
        #expect(CorpusName(name)?.description == name)
    }

    @Test(
        "are refused when they are empty, too long, or contain characters that need quoting",
        arguments: ["", "a b", "a/b", "a\nb", "a\u{0}", "a,b", "$x", String(repeating: "a", count: 101)])
    func refused(_ name: String) {
        #expect(CorpusName(name) == nil)
    }
}
