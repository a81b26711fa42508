import Cryptography
import Testing
import Verification

@testable import Operations

/// A case of its own, for bending.
func bentDossier() throws -> Dossier { try Dossier(copying: Scene.current().dossier) }

/// What the audit and the verification of a bundle say of the case.
func reports(
    on dossier: Dossier,
    checkpoints: [String] = []
) async throws -> [(String, VerificationReport)] {
    let policy = try Scene.current().policy
    // The bundle first: building it has the head stamped.
    let bundle = try await dossier.buildUnchecked(named: "Gouvernance")
    let verified = try VerifyBundle.run(
        bundle.container,
        policy: policy,
        checkpoints: checkpoints,
        now: dossier.now
    )
    let audited = try AuditLedger.run(
        dossier.caseFile().folder,
        policy: policy,
        custodian: dossier.custodian,
        checkpoints: checkpoints,
        in: dossier.surroundings
    )
    return [("verify", verified), ("audit", audited)]
}

func expectBoth(
    _ dossier: Dossier,
    _ row: Row,
    checkpoints: [String] = [],
    because reasons: Reason...,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    for (name, report) in try await reports(on: dossier, checkpoints: checkpoints) {
        expect(report, row, sourceLocation: sourceLocation)
        for reason in reasons {
            #expect(
                reason.isGiven(in: report),
                "\(name): \(reason.code) is not among \(describe(report))",
                sourceLocation: sourceLocation
            )
        }
    }
}
