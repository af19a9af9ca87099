import Dispatch
import Foundation
import NgramCommands

// Without `await`, so this runs before Swift's concurrency runtime opens descriptors of its own.
NgramsProgram.prepare()
let arguments = Array(CommandLine.arguments.dropFirst())
Task.detached { exit(await NgramsProgram.run(arguments: arguments)) }
dispatchMain()
