import Foundation
import Testing

/// A library in `Preloaded` that tests load into the program with `LD_PRELOAD`, to make its system calls misbehave.
///
/// Tests compile it themselves, once per test run: a C target that is a dynamic library would be a product of the
/// package, and only these tests need it.
enum PreloadedLibrary: String {
    case killAtCall = "KillAtCall"
    case faultyCalls = "FaultyCalls"

    #if os(Linux)
        static let isSupported = true
    #else
        static let isSupported = false
    #endif
    static let unsupported: Comment = "libraries are preloaded on Linux only"

    /// The path of the compiled library.
    /// - Throws: `BuildFailure`.
    func path() throws -> String {
        switch self {
        case .killAtCall: try Self.killAtCallPath.get()
        case .faultyCalls: try Self.faultyCallsPath.get()
        }
    }

    private static let killAtCallPath = Result { try PreloadedLibrary.killAtCall.build() }
    private static let faultyCallsPath = Result { try PreloadedLibrary.faultyCalls.build() }

    /// The compiler's messages.
    struct BuildFailure: Error {
        var messages: String
    }

    /// Compiles the library into a folder `preloaded` next to the programs.
    private func build() throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Preloaded/\(rawValue)").path
        let files = try Files.names(in: source).filter { $0.hasSuffix(".c") }.map { "\(source)/\($0)" }
        let target = Program.folder + "/preloaded"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let result = "\(target)/\(rawValue).so"
        // Another test run may be using the library, so it must be replaced atomically.
        let unfinished = "\(result).\(UUID().uuidString)"
        let options = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", unfinished]
        let compiler = try #require(Self.compiler)
        let ending = try RunningProgram(
            compiler, options + files + ["-ldl"], environment: ProcessInfo.processInfo.environment, folder: nil
        ).wait()
        guard ending.code == 0 else { throw BuildFailure(messages: ending.errors) }
        guard rename(unfinished, result) == 0 else {
            throw RunFailure(program: "rename", reason: String(cString: strerror(errno)))
        }
        return result
    }

    /// Swift's toolchain has a clang, which may not be on the PATH where only `swift` is linked to.
    private static var compiler: String? {
        if let clang = SystemTool.find("clang") { return clang }
        let swift = SystemTool.find("swift").map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() }
        let beside = swift?.deletingLastPathComponent().appendingPathComponent("clang").path
        return [beside, SystemTool.find("cc")].compactMap { $0 }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
