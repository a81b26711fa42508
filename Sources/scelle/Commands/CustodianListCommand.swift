internal import ArgumentParser
internal import Operations

/// `scelle custodian list`: who may sign, and who might.
struct CustodianListCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List who may sign in the case file, and who once might; no passphrase is needed.",
        discussion: """
            EXIT STATUS:
              0   listed
              1   refused: the ledger is not the one seen before
              2   error: there is no case file, or it cannot be read
              3   listed, but an enrolment or retirement was interrupted: the next command that writes completes it
              64  the command line was not understood
            """
    )

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let listing = try ListCustodians.run(case: caseFile.folder, in: session.surroundings)
        if form.json {
            try session.terminal.show(json: CustodiansJSON(listing))
        } else {
            session.terminal.show(CustodianPages.list(listing, in: session.say))
        }
        return listing.isComplete ? .done : .incomplete
    }
}
