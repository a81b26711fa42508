import Cryptography
import Operations
import Testing
import Verification

// The rows of the table in docs/formats/trust-policy.md that differ in what the verifier knows.

extension Verdicts {
    @Suite("The same good bundle, by what the verifier knows") struct TrustRows {
        @Test("good, signer pinned, authority trusted: passed")
        func good() throws {
            let scene = try Scene.current()
            let report = try VerifyBundle.run(scene.bundle.container, policy: scene.policy, now: scene.dossier.now)
            expect(report, Row(verdict: .passed))
            #expect(report.summary.pieces.map(\.number) == [1, 2])
            #expect(report.summary.pieces.allSatisfy { $0.bounds.latest != nil && $0.bounds.earliest != nil })
            #expect(report.summary.authorities.map(\.authorityClass) == ["DÉMONSTRATION"])
            #expect(report.summary.signers.map(\.trust) == [.pinned])
        }

        @Test("good, no trust given: identity and time indeterminate")
        func noTrust() throws {
            let scene = try Scene.current()
            let report = try VerifyBundle.run(scene.bundle.container, policy: TrustPolicy(), now: scene.dossier.now)
            expect(
                report,
                Row(identity: .indeterminate, time: .indeterminate, verdict: .indeterminate),
                because: Reason(.signer, .indeterminate, .signerUnknown),
                Reason(.token, .indeterminate, .tokenNotTrusted),
                Reason(.attestedTime, .indeterminate, .noTrustedToken)
            )
        }

        @Test("good, fingerprint typed, authority unknown: time indeterminate")
        func typedFingerprint() throws {
            let scene = try Scene.current()
            let fingerprint = scene.dossier.custodian.identity.certificate.fingerprint
            let policy = TrustPolicy(
                signers: [TrustPolicy.Signer(fingerprint: fingerprint)],
                authorities: [scene.secondAuthority.trusted]
            )
            let report = try VerifyBundle.run(scene.bundle.container, policy: policy, now: scene.dossier.now)
            expect(
                report,
                Row(time: .indeterminate, verdict: .indeterminate),
                because: Reason(.token, .indeterminate, .tokenNotTrusted),
                Reason(.signatureTimeStamp, .indeterminate, .noTrustedToken)
            )
        }

        @Test("quorum 2, one trusted token: time indeterminate")
        func quorumOfTwo() throws {
            let scene = try Scene.current()
            let policy = scene.dossier.policy(trusting: [scene.authority, scene.secondAuthority], quorum: 2)
            let report = try VerifyBundle.run(scene.bundle.container, policy: policy, now: scene.dossier.now)
            expect(
                report,
                Row(time: .indeterminate, verdict: .indeterminate),
                because: Reason(.attestedTime, .indeterminate, .quorumNotMet),
                Reason(.signatureTimeStamp, .indeterminate, .quorumNotMet)
            )
        }

        @Test("certificate expired since, token before: passed")
        func expiredSince() throws {
            let scene = try Scene.current()
            let report = try VerifyBundle.run(
                scene.bundle.container,
                policy: scene.policy,
                now: scene.dossier.sixYearsLater
            )
            expect(report, Row(verdict: .passed))
        }

        @Test("no token at all: time indeterminate; the certificate expired since: identity too")
        func noToken() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [])
            let bundle = try await dossier.buildBundle()
            let policy = dossier.policy(trusting: [scene.authority])
            expect(
                try VerifyBundle.run(bundle.container, policy: policy, now: dossier.now),
                Row(time: .indeterminate, verdict: .indeterminate),
                because: Reason(.token, .indeterminate, .noToken, .ledger),
                Reason(.signatureTimeStamp, .indeterminate, .noSignatureTimeStamp)
            )
            expect(
                try VerifyBundle.run(bundle.container, policy: policy, now: dossier.sixYearsLater),
                Row(identity: .indeterminate, time: .indeterminate, verdict: .indeterminate),
                because: Reason(.certificatePeriod, .indeterminate, .expiredWithoutAttestation),
                Reason(.bundleSignature, .indeterminate, .expiredWithoutAttestation)
            )
        }
    }
}
