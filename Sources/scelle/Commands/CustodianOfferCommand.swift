internal import ArgumentParser
internal import Operations

/// `scelle custodian offer`: the admin writes the terms of an enrolment.
struct CustodianOfferCommand: CaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer",
        abstract: "Write the terms that a newcomer is to accept, for the next entry of the ledger.",
        discussion: """
            Takes the newcomer's request, or a certificate (PEM) with --recipient. Needs no passphrase.

            EXIT STATUS:
              0   written
              1   refused: the key is enrolled or was retired, cannot sign entries, or the file exists
              2   error: there is no case file, a file cannot be read
              64  the command line was not understood
            """
    )

    @Argument(help: "The request, or a certificate.")
    var request: String

    @Option(help: ArgumentHelp("With a certificate: what keys are encrypted to for its owner.", valueName: "age1…"))
    var recipient: String?

    @OptionGroup var role: RoleOption

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write, which must not exist.", valueName: "file"))
    var output: String

    @OptionGroup var caseFile: CaseOptions
    @OptionGroup var form: JSONOption
    @OptionGroup var speech: SpeechOptions

    func carryOut(in session: Session) async throws -> ExitStatus {
        let offer = try OfferEnrolment.run(
            request: request,
            recipient: recipient,
            role: role.role,
            case: caseFile.folder,
            output: output,
            in: session.surroundings
        )
        if form.json {
            try session.terminal.show(json: EnrolmentTermsJSON(offer.terms))
        } else {
            session.terminal.show(CustodianPages.offered(offer, path: output, in: session.say))
        }
        return .done
    }
}
