internal import Operations

/// A call that takes files in, with a copy or without one: what `seal` and `guide` end with.
struct IntakeCall {
    let paths: [String]
    var allowances: IntakeAllowances = []
    let caseFile: CaseOptions
    let custodian: IdentityOptions
    let output: String?
    var isJSON = false

    /// Seals what was named, and shows what came of it.
    func seal(_ facts: DeclaredFacts, in session: Session) async throws -> SealReceipt {
        let receipt = try await Seal.run(
            paths: paths,
            allowing: allowances,
            declared: facts,
            case: caseFile.folder,
            identity: custodian.identity,
            passphrase: custodian.passphrase.source(in: session),
            output: output,
            in: session.surroundings,
            progress: session.progress
        )
        if isJSON {
            try session.terminal.show(json: SealReceiptJSON(receipt))
        } else {
            SealPages.show(receipt, on: session.terminal)
        }
        tell(receipt.outputFailure, in: session)
        return receipt
    }

    /// Enters what was named by digest and size, copying nothing, and shows what came of it.
    func refer(
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
        tell(receipt.outputFailure, in: session)
        return receipt.exitStatus
    }

    /// Says why what belongs beside the case was not written; the entries stand.
    private func tell(_ failure: OperationError?, in session: Session) {
        if let failure { session.terminal.complain(Problem(failure)) }
    }
}
