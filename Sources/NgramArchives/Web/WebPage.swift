/// A page or listing at an address, which is read as a whole.
package enum WebPage {
    /// The largest page that is read, in bytes. Google's listings have less than 1 MB.
    private static let largest = 64 << 20

    /// The bytes at an address.
    ///
    /// - Throws: `ArchiveError.unreachable`, `interrupted`.
    package static func bytes(at address: String, limits: WebLimits = WebLimits()) throws(ArchiveError) -> [UInt8] {
        var attempts = 0
        while true {
            do throws(WebFailure) {
                return try read(address, limits)
            } catch {
                attempts += 1
                try WebFile.wait(after: error, attempts, address, limits)
            }
        }
    }

    private static func read(_ address: String, _ limits: WebLimits) throws(WebFailure) -> [UInt8] {
        let transfer = try WebTransfer(address, limits: limits)
        try WebFile.check(transfer)
        var page: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while page.count <= largest {
            let count = try chunk.reading(from: transfer)
            guard count > 0 else { return page }
            page += chunk[..<count]
        }
        throw WebFailure(kind: .permanent, reason: "it has more than \(largest >> 20) MB")
    }
}
