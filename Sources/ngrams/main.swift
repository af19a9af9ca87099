import NgramCommands

// Called first, so that it runs before Swift's concurrency runtime opens its own descriptors.
NgramsProgram.prepare()
NgramsProgram.main(arguments: Array(CommandLine.arguments.dropFirst()))
