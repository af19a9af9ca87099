import NgramModel

/// A listing of addresses: a page of HTML with links, the XML of an S3 or Google bucket, or lines of text.
package struct AddressListing: Equatable {
    /// The addresses or paths in the listing, in its order, each once.
    package private(set) var addresses: [String] = []
    /// The key after which the listing of a bucket goes on; nil if it is complete.
    package private(set) var continuation: String?

    /// Reads a listing.
    ///
    /// - Parameter address: where it was, which relative addresses begin with; nil for a file, whose relative addresses stay
    ///   as they are.
    package init(_ text: String, at address: String?) {
        var found: [String] = []
        if text.contains("<ListBucketResult") {
            found = Self.contents(of: "Key", in: text)
            if Self.contents(of: "IsTruncated", in: text).first == "true" {
                continuation = Self.contents(of: "NextMarker", in: text).first ?? found.last
            }
            // Keys are relative to the bucket, which the address names before its parameters.
            let bucket = address.map { String($0.prefix { $0 != "?" && $0 != "#" }) }
            found = found.map { key in bucket.map { $0.hasSuffix("/") ? $0 + key : "\($0)/\(key)" } ?? key }
        } else if let pattern = try? Regex(#"(?i)href\s*=\s*["']?([^"'\s>]+)"#), text.firstMatch(of: pattern) != nil {
            for match in text.matches(of: pattern) {
                guard let link = match.output[1].substring else { continue }
                found.append(Self.resolve(Self.unescaped(String(link)), at: address))
            }
        } else {
            found = text.split(whereSeparator: \.isNewline).map { line in
                Self.resolve(line.split(whereSeparator: \.isWhitespace).joined(separator: " "), at: address)
            }
        }
        var seen: Set<String> = []
        addresses = found.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Those that are named like archives of a corpus with n-grams of so many words, or like its totals.
    package func archives(corpus: String, order: Int) -> [String] {
        addresses.filter { address in
            let name = ArchiveName(path: WebAddress.isAddress(address) ? WebAddress.path(of: address) : address)
            guard name.isRecognized, name.corpus?.description == corpus else { return false }
            return name.order == order || name.contents == .totals && name.order == nil
        }
    }

    /// The files of 2019 that the names of others say that there are, `1-00003-of-00024.gz` for example.
    package static func missing(among addresses: [String]) -> [String] {
        var missing: [String] = []
        var places: [String: Set<Int>] = [:]
        for address in addresses {
            let name = WebAddress.isAddress(address) ? WebAddress.path(of: address) : address
            guard let match = name.firstMatch(of: /(.*\/)?(\d)-(\d{5})-of-(\d{5})(\.gz)?$/), let place = Int(match.3)
            else { continue }
            places["\(match.2)-*-of-\(match.4)", default: []].insert(place)
        }
        for (name, found) in places.sorted(by: { $0.key < $1.key }) {
            guard let count = Int(name.suffix(5)) else { continue }
            for place in 0..<count where !found.contains(place) {
                let digits = "\(place)"
                let padded = String(repeating: "0", count: 5 - digits.count) + digits
                missing.append(name.replacing("*", with: padded) + ".gz")
            }
        }
        return missing
    }

    private static func contents(of element: String, in text: String) -> [String] {
        text.components(between: "<\(element)>", and: "</\(element)>").map(unescaped)
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&amp;", with: "&").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"")
    }

    /// An address up to its last slash before the parameters.
    private static func folder(of address: String) -> String {
        let plain = address.prefix { $0 != "?" && $0 != "#" }
        guard let slash = plain.lastIndex(of: "/"), plain[..<slash].contains("://"), !plain[..<slash].hasSuffix(":/")
        else {
            return plain + "/"
        }
        return String(plain[...slash])
    }

    private static func resolve(_ link: String, at address: String?) -> String {
        guard let address, !WebAddress.isAddress(link) else { return link }
        let scheme = address.prefix { $0 != ":" }
        if link.hasPrefix("//") { return scheme + ":" + link }
        let folder = folder(of: address)
        guard link.hasPrefix("/") else { return folder + link }
        let host = folder.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        return "\(scheme)://\(host)\(link)"
    }
}

extension String {
    /// The texts between each `start` and the `end` that follows it.
    fileprivate func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let begin = rest.firstRange(of: start) {
            rest = rest[begin.upperBound...]
            guard let close = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<close.lowerBound]))
            rest = rest[close.upperBound...]
        }
        return found
    }
}
