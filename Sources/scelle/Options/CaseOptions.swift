internal import ArgumentParser

/// Which case file a command works on.
struct CaseOptions: ParsableArguments {
    @Option(
        name: .customShort("C"),
        help: ArgumentHelp("The case file; else SCELLE_CASE, else the nearest folder upwards.", valueName: "dir")
    )
    var folder: String?

    @OptionGroup var place: PlaceOptions
}
