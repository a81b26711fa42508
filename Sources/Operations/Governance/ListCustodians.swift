package import Cryptography
internal import LedgerStore
package import TransparencyLog

/// Tells who may sign in a case, and who might; no passphrase is needed.
package enum ListCustodians {
    /// The custodians of a case.
    package struct Listing: Sendable {
        /// Everyone who was ever enrolled, in the order of the ledger.
        package let lines: [Line]
        /// The ledger's key.
        package let key: VerifierKey
        /// Whether a recovery kit opens the case.
        package let hasRecovery: Bool
        /// Entries of governance without effect: whoever signed them could not.
        package let withoutEffect: [UInt64]
        /// Whether every key is wrapped to those in office and to nobody else.
        package let isComplete: Bool
    }

    /// One of them.
    package struct Line: Sendable {
        /// What the ledger says.
        package let member: CaseGovernance.Member
        /// The certificate; nil when it is not kept.
        package let certificate: Certificate?
    }

    /// The custodians of the case that `folder` names.
    package static func run(case folder: String?, in surroundings: Surroundings) throws -> Listing {
        try OperationError.mapping {
            let caseFile = try CaseFile(readingAt: folder, in: surroundings)
            let governance = try caseFile.governance()
            return Listing(
                lines: try governance.members.map { member in
                    Line(member: member, certificate: try caseFile.openings.certificate(member.certificate))
                },
                key: try caseFile.ledgerKeyInForce(at: caseFile.ledger.head().size),
                hasRecovery: governance.recovery != nil,
                withoutEffect: governance.withoutEffect,
                isComplete: try caseFile.openings.recipients() == Set(governance.recipients)
            )
        }
    }
}
