internal import ArgumentParser
internal import Wording

/// In which language, and how much, a command speaks.
struct SpeechOptions: ParsableArguments {
    @Option(help: "Speak French or English (fr, en); else as case.toml, config.toml or the locale say.")
    var lang: Language?

    @Flag(name: .shortAndLong, help: "No progress and no notices; errors and results only.")
    var quiet = false
}

extension Language: ExpressibleByArgument {}
