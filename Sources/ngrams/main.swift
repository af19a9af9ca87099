import Dispatch
import Foundation
import NgramCommands

// Called without `await`, so that it runs before Swift's concurrency runtime opens its own descriptors.
NgramsProgram.prepare()
let arguments = Array(CommandLine.arguments.dropFirst())
Task.detached { exit(await NgramsProgram.run(arguments: arguments)) }
dispatchMain()
