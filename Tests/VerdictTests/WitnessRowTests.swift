import Cryptography
import Foundation
import LedgerStore
import Testing
import TransparencyLog
import Verification

@testable import Operations

// What witnesses said: the quorum of the policy met, not met, feigned.

extension Verdicts {
    @Suite("Witnesses") struct WitnessRows {
        let dossier: Dossier
        let scene: Scene
        let first: WitnessSigner
        let second: WitnessSigner

        init() throws {
            scene = try Scene.current()
            dossier = try Dossier(copying: scene.dossier)
            first = try WitnessSigner(name: "un.example/w", key: .generate())
            second = try WitnessSigner(name: "deux.example/w", key: .generate())
        }

        /// Keeps the cosignatures of these over the newest checkpoint, whose size is returned.
        @discardableResult
        private func cosign(_ witnesses: [WitnessSigner]) throws -> UInt64 {
            let caseFile = try dossier.caseFile()
            let head = try caseFile.head().checkpoint
            try caseFile.ledger.addCosignatures(
                witnesses.map { $0.cosign(head, at: dossier.now).line.line },
                size: head.treeSize
            )
            return head.treeSize
        }

        private func policy(
            _ witnesses: [VerifierKey],
            quorum: Int,
            compromisedSince: Instant? = nil
        ) -> TrustPolicy {
            var policy = scene.policy
            policy.witnesses = witnesses.map { TrustPolicy.Witness(key: $0, compromisedSince: compromisedSince) }
            policy.witnessQuorum = quorum
            return policy
        }

        private func audit(_ policy: TrustPolicy) throws -> VerificationReport {
            try AuditLedger.run(
                dossier.caseFile().folder,
                policy: policy,
                custodian: dossier.custodian,
                in: dossier.surroundings
            )
        }

        private let doubtful = Row(ledger: .indeterminate, verdict: .indeterminate)

        @Test("two cosigned what the bundle shows: passed under a quorum of two, though the bundle was prepared later")
        func met() async throws {
            let size = try cosign([first, second])
            let bundle = try await dossier.buildBundle(named: "Témoins")
            let both = policy([first.verifierKey, second.verifierKey], quorum: 2)
            let report = try VerifyBundle.run(bundle.container, policy: both, now: dossier.now)
            expect(report, Row(verdict: .passed))
            #expect(report[.cosignatures]?.outcome == .passed)
            #expect(try bundle.extract().files.contains("Verification/checkpoints/\(size).cosigned"))
            expect(try audit(both), Row(verdict: .passed))

            let three = policy([first.verifierKey, second.verifierKey], quorum: 3)
            expect(
                try VerifyBundle.run(bundle.container, policy: three, now: dossier.now),
                doubtful,
                because: Reason(.cosignatures, .indeterminate, .witnessesMissing)
            )
            // One who only knows other witnesses learns nothing from these, and nothing bad.
            let stranger = try WitnessSigner(name: "trois.example/w", key: .generate()).verifierKey
            expect(
                try VerifyBundle.run(bundle.container, policy: policy([stranger], quorum: 1), now: dossier.now),
                doubtful,
                because: Reason(.cosignatures, .indeterminate, .witnessesMissing)
            )
            expect(
                try VerifyBundle.run(bundle.container, policy: policy([stranger], quorum: 0), now: dossier.now),
                Row(verdict: .passed)
            )
        }

        @Test("each witness vouches up to what it has seen: the quorum is met where the second one ends")
        func different() async throws {
            let early = try cosign([first])
            try await dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            try cosign([second])
            expect(try audit(policy([first.verifierKey, second.verifierKey], quorum: 1)), Row(verdict: .passed))
            expect(
                try audit(policy([first.verifierKey, second.verifierKey], quorum: 2)),
                doubtful,
                because: Reason(.cosignatures, .indeterminate, .witnessesMissing, .entry(early))
            )
        }

        @Test("one key under two names, or trusted twice, is one witness")
        func once() throws {
            try cosign([first])
            let key = first.verifierKey
            let alias = try VerifierKey(name: "alias", publicKey: key.publicKey, algorithm: .cosignature)
            for keys in [[key, key], [key, alias]] {
                expect(
                    try audit(policy(keys, quorum: 2)),
                    doubtful,
                    because: Reason(.cosignatures, .indeterminate, .witnessesMissing)
                )
            }
            // Under another name it has not signed at all: the name is part of what it is known by.
            expect(
                try audit(policy([alias], quorum: 1)),
                doubtful,
                because: Reason(.cosignatures, .indeterminate, .witnessesMissing)
            )
        }

        @Test("nothing counts from the moment at which a witness's key was stolen")
        func compromised() throws {
            try cosign([first])
            expect(
                try audit(policy([first.verifierKey], quorum: 1, compromisedSince: dossier.now)),
                doubtful,
                because: Reason(.cosignatures, .indeterminate, .witnessesMissing)
            )
            let later = dossier.now.adding(seconds: 1)
            expect(try audit(policy([first.verifierKey], quorum: 1, compromisedSince: later)), Row(verdict: .passed))
        }

        @Test("a known witness's line that does not hold: failed, with and without a quorum, beside good ones too")
        func forged() async throws {
            let caseFile = try dossier.caseFile()
            let head = try caseFile.head().checkpoint
            let impostor = try WitnessSigner(name: second.verifierKey.name, key: .generate())
            // The name and key ID of the second witness over another's signature.
            let payload = impostor.cosign(head, at: dossier.now).line.signature
            let id = withUnsafeBytes(of: second.verifierKey.keyID.bigEndian) { [UInt8]($0) }
            let line = "— \(second.verifierKey.name) \((id + payload).base64)\n"
            try caseFile.ledger.addCosignatures(
                [first.cosign(head, at: dossier.now).line.line, Array(line.utf8)],
                size: head.treeSize
            )
            let bundle = try await dossier.buildBundle(named: "Faux témoin")
            let subject = Subject.checkpoint(head.treeSize)
            for quorum in 0...2 {
                expect(
                    try VerifyBundle.run(
                        bundle.container,
                        policy: policy([first.verifierKey, second.verifierKey], quorum: quorum),
                        now: dossier.now
                    ),
                    Row(ledger: .failed, verdict: .failed),
                    because: Reason(.cosignatures, .failed, .cosignatureMalformed, subject)
                )
            }
            // Whoever does not know the second witness cannot tell, and relies on the first.
            expect(
                try VerifyBundle.run(
                    bundle.container,
                    policy: policy([first.verifierKey], quorum: 1),
                    now: dossier.now
                ),
                Row(verdict: .passed)
            )
        }
    }
}
