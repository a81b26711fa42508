internal import ArgumentParser
internal import Operations

/// Whether files are entered without being copied, and what is declared of them then.
struct ReferenceOptions: ParsableArguments {
    @Flag(help: "Copy nothing: enter only digest and size, and write a sheet that says where the original is.")
    var referenceOnly = false

    @Option(help: ArgumentHelp("Where the original is; '?' when nobody knows.", valueName: "place"))
    var location: String?

    @Option(help: ArgumentHelp("Who has the original and has to hand it over.", valueName: "name"))
    var holder: String?

    @Option(help: ArgumentHelp("What it is, in neutral words.", valueName: "words"))
    var description: String?

    /// The facts as the operation takes them; what was not typed was not asked.
    var facts: ReferenceOnly.Facts {
        ReferenceOnly.Facts(description: description, location: location, holder: holder)
    }
}
