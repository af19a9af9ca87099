import Foundation

/// `fuzz --targets` lists the targets, `fuzz --seeds FOLDER` writes seeds; all other arguments go to libFuzzer.
@main
enum FuzzProgram {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "--targets" {
            for target in FuzzTarget.allCases { print(target.rawValue) }
        } else if arguments.first == "--seeds", arguments.count == 2 {
            try FuzzSeeds.write(into: arguments[1])
        } else {
            exit(LibFuzzer.run())
        }
    }
}

/// The target of this run. It comes from the environment, because libFuzzer starts copies of its process with arguments
/// of its own.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        FileHandle.standardError.write(Data("FUZZ_TARGET names no target: \"\(name)\"\n".utf8))
        exit(64)
    }
    return target
}()

/// The folder for the files of the checks.
private let folder = FileManager.default.temporaryDirectory.path

/// The function that libFuzzer calls with each input.
private func checkOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try target.check(Array(UnsafeBufferPointer(start: start, count: count)), in: folder)
    } catch {
        FileHandle.standardError.write(Data("DISAGREEMENT: \(error)\n".utf8))
        // libFuzzer keeps the input that aborts the process.
        abort()
    }
    return 0
}

private enum LibFuzzer {
    static func run() -> CInt {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        return runDriver(&count, &arguments, checkOne)
    }
}

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// The entry of libFuzzer, which `-sanitize=fuzzer` links in (LLVM's FuzzerDriver.cpp).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
