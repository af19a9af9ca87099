import Foundation
import NIOHTTP1

/// The JSON of our own routes, with the keys of each object in the order of the alphabet.
enum OwnJSON {
    static func response(_ value: some Encodable, _ status: HTTPResponseStatus = .ok) -> ServerResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Fails only for values such as infinity, which no answer has.
        let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return ServerResponse(status, MediaType.json, Array(data))
    }
}
