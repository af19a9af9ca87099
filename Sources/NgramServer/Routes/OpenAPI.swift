/// The description of the routes, which is part of the program.
enum OpenAPI {
    static let response = ServerResponse(.ok, MediaType.json, PackageResources.openapi_json)
}
