import NgramQuery

/// `GET /ngrams/json`, with the parameters and the answers of Google's Ngram Viewer.
enum ViewerRoutes {
    /// The answer: exactly these keys in this order, written as Python writes them.
    static func json(_ answer: FrequencyAnswer) -> ServerResponse {
        var json = PythonJSON()
        json.raw("[")
        for (index, series) in answer.series.enumerated() {
            json.raw(index == 0 ? "{\"ngram\": " : ", {\"ngram\": ")
            json.string(series.name)
            json.raw(", \"parent\": ")
            json.string(series.parent ?? "")
            json.raw(", \"type\": ")
            json.string(series.kind.rawValue)
            json.raw(", \"timeseries\": [")
            for (place, value) in series.values.enumerated() {
                if place > 0 { json.raw(", ") }
                json.number(value)
            }
            json.raw("]}")
        }
        json.raw("]")
        return ServerResponse(.ok, MediaType.json, json.bytes)
    }
}
