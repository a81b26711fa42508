import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import TransparencyLog
import Verification

@testable import Operations

// Custodians who go on, and folders that were copied: in `verify` and in `audit`, under their own names.

extension Verdicts {
    @Suite("Custodians and places") struct CustodiansAndPlaces {
        // MARK: Custodians

        @Test("a retired custodian who goes on: identity failed")
        func retiredGoesOn() async throws {
            let dossier = try bentDossier()
            let dominique = try dossier.enrol("dominique")
            try dossier.retire(dominique, .ended, since: dossier.caseFile().ledger.head().size)
            let late = try dossier.enterRelease(by: dominique).statement.index
            try await expectBoth(
                dossier,
                Row(identity: .failed, verdict: .failed),
                because: Reason(.custodian, .failed, .retired, .entry(late))
            )
        }

        @Test("whom an admin in doubt enrolled is in doubt himself: identity indeterminate")
        func enrolledInDoubt() async throws {
            let dossier = try bentDossier()
            let dominique = try dossier.enrol("dominique", as: .admin)
            let doubtful = try dossier.caseFile().ledger.head().size
            let accomplice = try dossier.stranger("complice")
            _ = try EnrolCustodian.run(
                .here("complice", .none),
                role: .custodian,
                fingerprint: nil,
                case: "case",
                identity: "dominique",
                passphrase: .none,
                in: dossier.surroundings
            )
            let signed = try dossier.enterRelease(by: accomplice).statement.index
            try dossier.retire(dominique, .compromised, since: doubtful)
            try await expectBoth(
                dossier,
                Row(identity: .indeterminate, verdict: .indeterminate),
                because: Reason(.custodian, .indeterminate, .retirementDoubt, .entry(doubtful)),
                Reason(.custodian, .indeterminate, .retirementDoubt, .entry(signed))
            )
        }

        @Test("two entries that continue the same decision: ledger failed, the second successor named")
        func secondSuccessor() async throws {
            let dossier = try bentDossier()
            let dominique = try dossier.enrol("dominique")
            let caseFile = try dossier.caseFile()
            let enrolled = try caseFile.ledger.entry(at: 1).leafHash
            var composer = try EntryComposer(for: caseFile, by: dossier.custodian, in: dossier.surroundings)
            let honest = try composer.sign(
                EntryComposer.Draft(
                    kind: .custodianRetired,
                    facts: .retirement(
                        Retirement(
                            certificate: dominique.identity.certificate.fingerprint,
                            reason: .ended,
                            since: composer.nextIndex
                        )
                    )
                )
            )
            let forged = try dossier.resign(honest, by: dossier.custodian) { members in
                members["governance"] = .string(enrolled.base64url)
            }
            try Dossier.append(
                [forged],
                to: caseFile.ledger,
                as: caseFile.origin,
                signers: [try dossier.ledgerSigner()]
            )
            try await expectBoth(
                dossier,
                Row(ledger: .failed, verdict: .failed),
                because: Reason(.governanceChain, .failed, .governanceSecondSuccessor, .entry(forged.statement.index))
            )
        }

        // MARK: Places

        private func move(_ dossier: Dossier, to place: PlaceID, root: Digest? = nil) throws -> EntryComposer.Draft {
            let head = try dossier.caseFile().ledger.head()
            let facts = LedgerMove(place: place, reason: .copied, size: head.size, root: root ?? head.rootHash)
            return EntryComposer.Draft(kind: .ledgerMoved, facts: .move(facts))
        }

        @Test(
            "a move that takes over another history, or to the first place again: ledger failed",
            arguments: [true, false]
        )
        func badMove(isOtherTree: Bool) async throws {
            let dossier = try bentDossier()
            let first = try #require(CasePlace.first(of: dossier.caseFile().origin))
            let draft =
                isOtherTree
                ? try move(dossier, to: .random(), root: Digest(of: Array("elsewhere".utf8)))
                : try move(dossier, to: first)
            let entries = try dossier.force([([draft], [try dossier.ledgerSigner()])])
            let place = try #require(try dossier.caseFile().governance().place)
            try CasePlace.mark(dossier.caseFile().folder, as: place)
            try await expectBoth(
                dossier,
                Row(ledger: .failed, verdict: .failed),
                because: Reason(
                    .governanceChain,
                    .failed,
                    isOtherTree ? .movedOtherTree : .placeTwice,
                    .entry(entries[0].statement.index)
                )
            )
        }

        @Test("two copies that both go on: failed, and the sentence names the entry at which this one left")
        func fork() async throws {
            let original = try bentDossier()
            let copy = try Dossier(copying: original)
            try DurableFile.remove(copy.caseFile().folder.place)
            let adopted = try AdoptCase.run(
                reason: .copied,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: copy.surroundings
            )
            try original.force([([Dossier.release], [try original.ledgerSigner()])])
            let note = try copy.folder.write(original.caseFile().head().bytes, to: "note")
            try await expectBoth(
                copy,
                Row(ledger: .failed, verdict: .failed),
                checkpoints: [note],
                because: Reason(.knownCheckpoint, .failed, .knownOfOtherPlace)
            )
            #expect(adopted.move.size == adopted.checkpoint.checkpoint.treeSize - 1)
        }
    }
}
