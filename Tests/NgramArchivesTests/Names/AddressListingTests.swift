import Testing

@testable import NgramArchives

@Suite("Listings of addresses")
struct AddressListingTests {
    @Test("as pages have the addresses of their links")
    func pages() {
        let page = """
            <html><body><a href="1-00000-of-00002.gz">one</a> <A HREF='/x/1-00001-of-00002.gz'>two</A>
            <a href=https://other.example/20200217/eng/totalcounts-1>t</a> <a href="1-00000-of-00002.gz">again</a>
            <a href="?a=1&amp;b=2">sort</a></body></html>
            """
        let listing = AddressListing(page, at: "https://host.example/20200217/eng/?C=N")
        #expect(
            listing.addresses == [
                "https://host.example/20200217/eng/1-00000-of-00002.gz", "https://host.example/x/1-00001-of-00002.gz",
                "https://other.example/20200217/eng/totalcounts-1", "https://host.example/20200217/eng/?a=1&b=2",
            ])
        // The second one is in a folder that names no corpus.
        #expect(
            listing.archives(corpus: "eng-2019", order: 1) == [
                "https://host.example/20200217/eng/1-00000-of-00002.gz",
                "https://other.example/20200217/eng/totalcounts-1",
            ])
        #expect(listing.archives(corpus: "eng-2019", order: 2).isEmpty)
    }

    @Test("of buckets have their keys, and where they go on")
    func buckets() {
        let xml = """
            <?xml version='1.0'?><ListBucketResult xmlns='http://doc.s3.amazonaws.com/2006-03-01'><Name>books</Name>
            <NextMarker>b/googlebooks-eng-all-2gram-20120701-aa.gz</NextMarker><IsTruncated>true</IsTruncated>
            <Contents><Key>b/googlebooks-eng-all-1gram-20120701-a.gz</Key></Contents>
            <Contents><Key>b/googlebooks-eng-all-2gram-20120701-aa.gz</Key></Contents></ListBucketResult>
            """
        let listing = AddressListing(xml, at: "http://storage.googleapis.com/books?prefix=b/")
        #expect(listing.continuation == "b/googlebooks-eng-all-2gram-20120701-aa.gz")
        let found = listing.archives(corpus: "eng-2012", order: 2)
        #expect(found == ["http://storage.googleapis.com/books/b/googlebooks-eng-all-2gram-20120701-aa.gz"])
        let last = AddressListing(xml.replacing("true", with: "false"), at: nil)
        #expect(last.continuation == nil && last.addresses.first == "b/googlebooks-eng-all-1gram-20120701-a.gz")
    }

    @Test("as text have a line for each")
    func lines() {
        let text = "http://x/a.gz\r\n  googlebooks-ger-all-totalcounts-20120701.txt  \n\nhttp://x/a.gz\n"
        let listing = AddressListing(text, at: nil)
        #expect(listing.addresses == ["http://x/a.gz", "googlebooks-ger-all-totalcounts-20120701.txt"])
        #expect(listing.archives(corpus: "ger-2012", order: 3).count == 1)
    }

    @Test("show which files of 2019 are missing")
    func missing() throws {
        var all = try #require(PublishedArchives.addresses(corpus: "ger-2019", order: 1))
        #expect(AddressListing.missing(among: all).isEmpty)
        all.remove(at: 3)
        #expect(AddressListing.missing(among: all) == ["1-00003-of-00008.gz"])
    }

    @Test("are not needed for what Google publishes by rule")
    func published() {
        // The number of files of 2019 that Google's pages list.
        var count = 0
        for corpus in PublishedArchives.corpora {
            for order in 1...5 {
                guard let addresses = PublishedArchives.addresses(corpus: corpus, order: order) else { continue }
                for address in addresses {
                    let name = ArchiveName(path: WebAddress.path(of: address))
                    #expect(name.isRecognized && name.corpus?.description == corpus)
                    #expect(name.order == order || name.contents == .totals)
                }
                #expect(addresses.filter { ArchiveName(path: WebAddress.path(of: $0)).contents == .totals }.count == 1)
                if corpus.hasSuffix("-2019") { count += addresses.count - 1 }
            }
        }
        #expect(count == 78_361)
        #expect(PublishedArchives.addresses(corpus: "eng-2012", order: 2) == nil)
        #expect(PublishedArchives.addresses(corpus: "eng-2019", order: 6) == nil)
    }
}
