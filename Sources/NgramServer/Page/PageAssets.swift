import NIOHTTP1
import NgramReports
import NgramSystem

/// The style and the script of the page. They are part of the program.
enum PageAssets {
    private struct Asset {
        var path: String
        var response: ServerResponse
        var packed: ServerResponse
        var tag: String

        init(_ path: String, _ type: String, _ bytes: [UInt8]) {
            self.path = path
            tag = String(FNV1a.hash(bytes), radix: 16)
            response = ServerResponse(.ok, type, bytes)
                .adding("ETag", "\"\(tag)\"").adding("Cache-Control", "max-age=31536000, immutable")
            packed = ServerApplication.compressed(response, true)
        }
    }

    private static let style = Asset(
        "/assets/page.css", "text/css; charset=utf-8",
        PackageResources.page_css + Array((SVGPlot.style + SVGPlot.colorStyle(of: ".legend")).utf8))
    private static let script = Asset("/assets/page.js", "text/javascript; charset=utf-8", PackageResources.page_js)
    private static let icon = Asset("/favicon.svg", "image/svg+xml", PackageResources.icon_svg)

    /// The address of the style, which changes with its content.
    static var stylePath: String { "\(style.path)?v=\(style.tag)" }
    /// The address of the script, which changes with its content.
    static var scriptPath: String { "\(script.path)?v=\(script.tag)" }

    /// The file that a request asks for; nil if there is none.
    static func response(_ request: ServerRequest) -> ServerResponse? {
        // Browsers ask for an icon by this name when an answer is not a page.
        let path = request.path == "/favicon.ico" ? icon.path : request.path
        guard let asset = [style, script, icon].first(where: { $0.path == path }) else { return nil }
        if request.headers[canonicalForm: "if-none-match"].contains(where: { $0.contains(asset.tag) }) {
            return ServerResponse(.notModified, nil, []).adding("ETag", "\"\(asset.tag)\"")
        }
        return request.acceptsGzip ? asset.packed : asset.response
    }
}
