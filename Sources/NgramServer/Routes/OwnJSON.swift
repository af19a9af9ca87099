import Foundation
import NIOHTTP1

/// The JSON of our own routes, with the keys of each object in the order of the alphabet.
enum OwnJSON {
    static func response(_ value: some Encodable, _ status: HTTPResponseStatus = .ok) -> ServerResponse {
        ServerResponse(status, MediaType.json, bytes(of: value))
    }

    /// An object with a list of values that are JSON already.
    static func response(listing values: [[UInt8]], as key: StaticString) -> ServerResponse {
        let list = values.joined(separator: [UInt8(ascii: ",")])
        return ServerResponse(.ok, MediaType.json, Array("{\"\(key)\":[".utf8) + list + Array("]}".utf8))
    }

    static func bytes(of value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Fails only for values such as infinity, which no answer has.
        return Array((try? encoder.encode(value)) ?? Data("{}".utf8))
    }
}
