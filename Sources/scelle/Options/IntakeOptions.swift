internal import ArgumentParser
internal import Operations

/// What a call takes in beyond the usual, or does without.
struct IntakeOptions: ParsableArguments {
    @Flag(help: "Take what symbolic links point to, under the links' names; otherwise a link refuses the call.")
    var follow = false

    @Flag(help: "Take in system files, locks, cloud placeholders and unfinished downloads as well.")
    var all = false

    @Flag(help: "Go on without files that cannot be read, and enter them as not received.")
    var skipUnreadable = false

    /// The allowances as the operation takes them.
    var allowances: IntakeAllowances {
        var allowances: IntakeAllowances = []
        if follow { allowances.insert(.links) }
        if all { allowances.insert(.debris) }
        if skipUnreadable { allowances.insert(.withoutUnreadable) }
        return allowances
    }
}
