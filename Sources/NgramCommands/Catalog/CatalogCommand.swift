import ArgumentParser
import Foundation
import NgramArchives
import NgramIngest
import NgramReports
import NgramSystem

/// `ngrams catalog`: the addresses of archives.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "List the addresses of a corpus's archives and of its totals file.",
        discussion: """
            One address a line, for ngrams ingest, xargs, or the tasks of a cluster. Google's archives of 2019, and those \
            of single words of 2012 and 2009, are known; for others, --index names a listing.
            """)

    @Argument(help: ArgumentHelp("The corpus, for example eng-2019.", valueName: "corpus"))
    var corpus: String

    @Argument(help: ArgumentHelp("The number of words of the n-grams, 1 to 5.", valueName: "n"))
    var order: Int

    @Option(
        help: ArgumentHelp(
            """
            A listing of addresses, as a file or at an address: a page with links, the XML of a bucket of S3 or Google, or \
            text with one address a line.
            """,
            valueName: "file-or-address"))
    var index: String?

    func validate() throws {
        guard (1...5).contains(order) else { throw ValidationError("\(order) is not a number of words from 1 to 5.") }
    }

    func run() throws {
        let addresses = try index.map(listed) ?? published()
        let output = ByteSink.standardOutput
        try output.append { buffer in
            for address in addresses { buffer += Array((address + "\n").utf8) }
        }
        try output.flush()
        let missing = AddressListing.missing(among: addresses)
        guard missing.isEmpty else {
            throw CommandFailure(
                status: .badData,
                description: "\(index ?? ""): archives are missing: \(missing.count); the first is \(missing[0])")
        }
    }

    private func published() throws -> [String] {
        if let known = PublishedArchives.addresses(corpus: corpus, order: order) { return known }
        let corpora = PublishedArchives.corpora
        guard corpora.contains(corpus) else {
            throw CommandFailure(
                status: .usage,
                description: "there is no corpus \"\(corpus)\"; there are \(corpora.joined(separator: ", "))")
        }
        throw CommandFailure(
            status: .usage,
            description:
                "the names of the \(order)-grams of \(corpus) follow no rule; use --index with a listing of them")
    }

    /// The archives of a listing, all parts of it.
    private func listed(_ index: String) throws -> [String] {
        var found: [String] = []
        var place: String? = index
        var seen: Set<String> = []
        while let current = place, seen.insert(current).inserted {
            let isAddress = WebAddress.isAddress(current)
            let bytes = try isAddress ? page(current) : file(current)
            let listing = AddressListing(String(decoding: bytes, as: UTF8.self), at: isAddress ? current : nil)
            found += listing.archives(corpus: corpus, order: order)
            place = nil
            if let marker = listing.continuation {
                guard isAddress else {
                    throw CommandFailure(
                        status: .badData,
                        description: "\(index): the listing says that it is not complete; use its address")
                }
                place = next(index, after: marker)
            }
        }
        guard !found.isEmpty else {
            throw CommandFailure(
                status: .noInput, description: "\(index): no address in it is named like \(order)-grams of \(corpus)")
        }
        return found
    }

    private func next(_ address: String, after marker: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
        let encoded = marker.addingPercentEncoding(withAllowedCharacters: plain) ?? marker
        return address + (address.contains("?") ? "&" : "?") + "marker=\(encoded)"
    }

    private func page(_ address: String) throws -> [UInt8] {
        do {
            return try WebPage.bytes(at: address)
        } catch {
            throw IngestFailure.archive(error)
        }
    }

    private func file(_ path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure(
                status: .noInput, description: "\(path): cannot be read: \(error.localizedDescription)")
        }
    }
}
