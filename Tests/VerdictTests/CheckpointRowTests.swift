import Cryptography
import Foundation
import Testing
import TransparencyLog
import Verification

@testable import Operations

// What is known from elsewhere: receipts, other bundles, notes.

extension Verdicts {
    @Suite("Checkpoints known from elsewhere") struct CheckpointRows {
        private func pages(_ count: Int, of book: String) -> [String: [UInt8]] {
            Dictionary(uniqueKeysWithValues: (1...count).map { ("\(book) \($0).txt", Array("\(book) \($0)".utf8)) })
        }

        @Test("a receipt and an earlier bundle that the bundle continues: passed")
        func continued() async throws {
            let scene = try Scene.current()
            let dossier = try Dossier(copying: scene.dossier)
            let receipt = try await dossier.seal(pages(1, of: "Suite"), from: "suite")
            let file = try dossier.folder.write(try receipt.receipt, to: "reçu.txt")
            let bundle = try await dossier.buildBundle(named: "Suite")
            let report = try VerifyBundle.run(
                bundle.container,
                policy: scene.policy,
                checkpoints: [file, scene.bundle.container, scene.bundle.folder],
                now: dossier.now
            )
            expect(report, Row(verdict: .passed))
            #expect(report[.knownCheckpoint]?.passedCount == 3)
        }

        @Test("known checkpoint is ahead of the bundle: ledger indeterminate")
        func ahead() async throws {
            let scene = try Scene.current()
            let dossier = try Dossier(copying: scene.dossier)
            let later = try await dossier.buildBundle(named: "Plus tard")
            expect(
                try VerifyBundle.run(
                    scene.bundle.container,
                    policy: scene.policy,
                    checkpoints: [later.container],
                    now: dossier.now
                ),
                Row(ledger: .indeterminate, verdict: .indeterminate),
                because: Reason(.knownCheckpoint, .indeterminate, .knownIsAhead)
            )
        }

        @Test("known checkpoint of the same size, other root: ledger failed")
        func otherRoot() throws {
            let scene = try Scene.current()
            let caseFile = try scene.dossier.caseFile()
            let size = try #require(
                VerifyBundle.run(scene.bundle.container, policy: scene.policy, now: scene.dossier.now).summary.treeSize
            )
            let other = try SignedCheckpoint(
                Checkpoint(origin: caseFile.origin, treeSize: size, rootHash: Digest(of: Array("other".utf8))),
                signers: [caseFile.ledgerSigner(for: scene.dossier.custodian)]
            )
            let folder = try TemporaryFolder()
            let note = try folder.write(other.bytes, to: "note")
            expect(
                try VerifyBundle.run(
                    scene.bundle.container,
                    policy: scene.policy,
                    checkpoints: [note],
                    now: scene.dossier.now
                ),
                Row(ledger: .failed, verdict: .failed),
                because: Reason(.knownCheckpoint, .failed, .knownRootDiffers, .checkpoint(size))
            )
        }

        @Test("anybody can write a note: one that the ledger's key did not sign accuses nobody")
        func unsignedNote() throws {
            let scene = try Scene.current()
            let caseFile = try scene.dossier.caseFile()
            let other = try SignedCheckpoint(
                Checkpoint(origin: caseFile.origin, treeSize: 2, rootHash: Digest(of: Array("other".utf8))),
                signers: [NoteSigner(name: caseFile.origin, key: .generate())]
            )
            let folder = try TemporaryFolder()
            let note = try folder.write(other.bytes, to: "note")
            expect(
                try VerifyBundle.run(
                    scene.bundle.container,
                    policy: scene.policy,
                    checkpoints: [note],
                    now: scene.dossier.now
                ),
                Row(ledger: .indeterminate, verdict: .indeterminate),
                because: Reason(.knownCheckpoint, .indeterminate, .knownNotSigned)
            )
        }

        @Test("a checkpoint of another ledger is an error, not a verdict")
        func otherLedger() async throws {
            let scene = try Scene.current()
            let stranger = try await Dossier(stampedBy: [])
            let bundle = try await stranger.buildBundle()
            let error = try #require(throws: OperationError.self) {
                try VerifyBundle.run(
                    scene.bundle.container,
                    policy: scene.policy,
                    checkpoints: [bundle.container],
                    now: scene.dossier.now
                )
            }
            #expect(error.code == .checkpointOfOtherLedger)
            #expect(error.exitStatus == .error)
            withExtendedLifetime(stranger) {}
        }

        @Test("the tail is cut off: the submitter's receipt is ahead; it is grown anew: the receipt gives it away")
        func cutTail() async throws {
            let scene = try Scene.current()
            let dossier = try Dossier(copying: scene.dossier)
            let rolledBack = try Dossier(copying: dossier)
            let receipt = try await dossier.seal(pages(8, of: "Aveu"), from: "remise 2").receipt
            let file = try dossier.folder.write(receipt, to: "reçu.txt")

            let cut = try await rolledBack.buildBundle(named: "Coupé")
            expect(
                try VerifyBundle.run(
                    cut.container,
                    policy: scene.policy,
                    checkpoints: [file],
                    now: dossier.now
                ),
                Row(ledger: .indeterminate, verdict: .indeterminate),
                because: Reason(.knownCheckpoint, .indeterminate, .knownIsAhead)
            )

            try await rolledBack.seal(pages(12, of: "Autre"), from: "remise 3")
            let grown = try await rolledBack.buildBundle(named: "Repoussé")
            expect(
                try VerifyBundle.run(
                    grown.container,
                    policy: scene.policy,
                    checkpoints: [file],
                    now: dossier.now
                ),
                Row(ledger: .failed, verdict: .failed),
                because: Reason(.knownCheckpoint, .failed, .knownRootDiffers)
            )
        }
    }
}
