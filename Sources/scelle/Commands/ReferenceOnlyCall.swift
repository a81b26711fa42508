internal import Operations

/// A call that copies nothing: enters what was named by digest and size, and shows what came of it.
struct ReferenceOnlyCall {
    let paths: [String]
    let caseFile: CaseOptions
    let custodian: IdentityOptions
    let output: String?
    let isJSON: Bool

    /// Enters it.
    func run(
        _ facts: DeclaredFacts,
        _ reference: ReferenceOnly.Facts,
        in session: Session
    ) async throws -> ExitStatus {
        let receipt = try await ReferenceOnly.run(
            paths: paths,
            declared: facts,
            facts: reference,
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            output: output,
            in: session.surroundings,
            progress: session.progress
        )
        if isJSON {
            try session.terminal.show(json: ReferenceReceiptJSON(receipt))
        } else {
            session.terminal.show(ReferencePages.entered(receipt, in: session.say))
        }
        if let failure = receipt.outputFailure { session.terminal.complain(Problem(failure)) }
        return receipt.exitStatus
    }
}
