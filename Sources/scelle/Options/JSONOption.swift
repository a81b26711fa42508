internal import ArgumentParser

/// Whether the result is for a program.
struct JSONOption: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false
}
