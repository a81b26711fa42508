import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import TransparencyLog
import Verification

@testable import Operations

// Stolen keys and broken decisions: each has its verdict in `verify` and in `audit`, under its own name.

extension Verdicts {
    @Suite("Governance") struct Governance {
        // MARK: Good

        @Test("an enrolment, a retirement with its change of keys, a change of keys alone, a move: passed")
        func good() async throws {
            let dossier = try bentDossier()
            let dominique = try dossier.enrol("dominique")
            try dossier.enterRelease(by: dominique)
            try dossier.retire(dominique, .ended, since: dossier.caseFile().ledger.head().size)
            _ = try RekeyLedger.run(
                lostSince: nil,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            try DurableFile.remove(dossier.caseFile().folder.place)
            _ = try AdoptCase.run(
                reason: .restored,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            try await expectBoth(dossier, Row(verdict: .passed))
        }

        @Test("a key given up: the new key signs alone, and passes")
        func givenUp() async throws {
            let dossier = try bentDossier()
            _ = try RekeyLedger.run(
                lostSince: 3,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            try await expectBoth(dossier, Row(verdict: .passed))
        }

        // MARK: A stolen ledger key

        @Test("a thief with the ledger's key enrols himself: identity failed, for the enrolment and for what he signs")
        func thiefEnrolsHimself() async throws {
            let dossier = try bentDossier()
            let thief = try dossier.stranger("voleur")
            let caseFile = try dossier.caseFile()
            let recipients = try caseFile.recipients()
            let signer = try dossier.ledgerSigner()
            var composer = try EntryComposer(for: caseFile, by: dossier.custodian, in: dossier.surroundings)
            let certificate = thief.identity.certificate
            let terms = EnrolmentTerms(
                origin: caseFile.origin,
                index: composer.nextIndex,
                governance: try #require(composer.governance),
                certificate: certificate.fingerprint,
                recipient: "\(thief.identity.recipient)",
                role: .admin
            )
            let openings = try Openings(of: .custodianEnrolled, values: ["name": .string("voleur")])
            let honest = try composer.sign(
                EntryComposer.Draft(
                    kind: .custodianEnrolled,
                    facts: .enrolment(
                        Enrolment(
                            certificate: terms.certificate,
                            recipient: terms.recipient,
                            role: .admin,
                            acceptance: terms.accept(
                                key: thief.signingKey(),
                                certificate: certificate,
                                at: dossier.now
                            )
                        )
                    ),
                    commitments: openings.commitments
                )
            )
            let forged = try dossier.resign(honest, by: thief) { _ in }
            var addition = OpeningsAddition()
            addition.certificates.append(certificate)
            try addition.keep(openings, of: forged, for: recipients)
            try caseFile.openings.add(addition)
            try Dossier.append([forged], to: caseFile.ledger, as: caseFile.origin, signers: [signer])
            let signed = try dossier.enterRelease(by: thief).statement.index

            // Nothing that is sealed from now on is opened to him, and he is nobody's custodian.
            #expect(try dossier.caseFile().recipients() == recipients)
            let listing = try ListCustodians.run(case: "case", in: dossier.surroundings)
            #expect(listing.lines.count == 1)
            #expect(listing.withoutEffect == [forged.statement.index])
            try await expectBoth(
                dossier,
                Row(identity: .failed, verdict: .failed),
                because: Reason(.custodian, .failed, .notAnAdmin, .entry(forged.statement.index)),
                Reason(.custodian, .failed, .notEnrolled, .entry(signed))
            )
        }

        @Test("a checkpoint that the thief signs after the key was changed: ledger failed, the old key named")
        func formerKeySigns() async throws {
            let dossier = try bentDossier()
            let stolen = try dossier.ledgerSigner()
            _ = try RekeyLedger.run(
                lostSince: nil,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            let fresh = try dossier.ledgerSigner()
            let size = try dossier.caseFile().ledger.head().size + 1
            try dossier.force([([Dossier.release], [stolen]), ([Dossier.release], [fresh])])
            let audited = try AuditLedger.run(
                dossier.caseFile().folder,
                policy: Scene.current().policy,
                custodian: dossier.custodian,
                in: dossier.surroundings
            )
            #expect(
                Reason(.checkpointSignature, .failed, .checkpointByFormerKey, .checkpoint(size)).isGiven(in: audited),
                "\(describe(audited))"
            )
            #expect(audited.outcome(of: .ledger) == .failed)

            // Shown to somebody who has a good bundle, it accuses nobody: whoever kept the old key may have made it.
            let clean = try bentDossier()
            let former = try clean.ledgerSigner()
            _ = try RekeyLedger.run(
                lostSince: nil,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: clean.surroundings
            )
            let head = try clean.caseFile().ledger.head().size
            let note = try clean.folder.write(try Self.note(at: head, by: former, of: clean), to: "note")
            try await expectBoth(
                clean,
                Row(ledger: .indeterminate, verdict: .indeterminate),
                checkpoints: [note],
                because: Reason(.knownCheckpoint, .indeterminate, .knownByFormerKey, .checkpoint(head))
            )
        }

        @Test("another root signed with the stolen key, once the key was given up: indeterminate; before: failed")
        func lostKeyAccuses() async throws {
            let dossier = try bentDossier()
            let stolen = try dossier.ledgerSigner()
            let size = try dossier.caseFile().ledger.head().size
            let note = try dossier.folder.write(try Self.note(at: size, by: stolen, of: dossier), to: "note")
            let accused = try AuditLedger.run(
                dossier.caseFile().folder,
                policy: Scene.current().policy,
                custodian: dossier.custodian,
                checkpoints: [note],
                in: dossier.surroundings
            )
            #expect(Reason(.knownCheckpoint, .failed, .knownRootDiffers).isGiven(in: accused))
            _ = try RekeyLedger.run(
                lostSince: size,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            try await expectBoth(
                dossier,
                Row(ledger: .indeterminate, verdict: .indeterminate),
                checkpoints: [note],
                because: Reason(.knownCheckpoint, .indeterminate, .knownByLostKey, .checkpoint(size))
            )
        }

        private static func note(at size: UInt64, by signer: NoteSigner, of dossier: Dossier) throws -> [UInt8] {
            let other = Digest(of: Array("another history".utf8))
            let checkpoint = try Checkpoint(origin: dossier.caseFile().origin, treeSize: size, rootHash: other)
            return try SignedCheckpoint(checkpoint, signers: [signer]).bytes
        }

        // MARK: Keys changed otherwise than they must be

        @Test("a change of keys without the old key's line: ledger failed")
        func rekeyWithoutOldKey() async throws {
            let forged = try bentDossier()
            let (key, fresh) = try forged.freshSigner()
            let entries = try forged.force([([Dossier.rekey(to: fresh)], [fresh]), ([Dossier.release], [fresh])])
            try forged.plant(key)
            let audited = try AuditLedger.run(
                forged.caseFile().folder,
                policy: Scene.current().policy,
                custodian: forged.custodian,
                in: forged.surroundings
            )
            let subject = Subject.checkpoint(entries[0].statement.index + 1)
            let reason = Reason(.checkpointSignature, .failed, .rekeyNotCountersigned, subject)
            #expect(reason.isGiven(in: audited), "\(describe(audited))")
            #expect(audited.outcome(of: .ledger) == .failed)

            // Our own program builds no such bundle; another one would, with the new key's line alone.
            let dossier = try bentDossier()
            let rekeyed = try RekeyLedger.run(
                lostSince: nil,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            let extracted = try await dossier.buildBundle(named: "Clé").extract()
            try extracted.alter("Verification/checkpoints/\(rekeyed.index + 1)") { bytes in
                let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                #expect(lines.count == 7)
                bytes = Array((lines[..<4] + lines[5...]).joined(separator: [0x0A]))
            }
            try await extracted.signAgain(by: dossier)
            expect(
                try VerifyBundle.run(extracted.path, policy: Scene.current().policy, now: dossier.now),
                Row(ledger: .failed, verdict: .failed),
                because: Reason(
                    .checkpointSignature,
                    .failed,
                    .rekeyNotCountersigned,
                    .checkpoint(rekeyed.index + 1)
                )
            )
        }

        @Test("a bundle without the first checkpoint after a change of keys: ledger indeterminate")
        func rekeyCheckpointMissing() async throws {
            let dossier = try bentDossier()
            let rekeyed = try RekeyLedger.run(
                lostSince: nil,
                recovery: nil,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: dossier.surroundings
            )
            let size = rekeyed.index + 1
            let extracted = try await dossier.buildBundle(named: "Clé").extract()
            let files = extracted.files.filter {
                $0 == "Verification/checkpoints/\(size)" || $0.hasPrefix("Verification/proofs/\(size)-")
            }
            #expect(files.count == 2)
            for file in files { try extracted.remove(file) }
            try await extracted.signAgain(by: dossier)
            expect(
                try VerifyBundle.run(extracted.path, policy: Scene.current().policy, now: dossier.now),
                Row(ledger: .indeterminate, verdict: .indeterminate),
                because: Reason(.checkpointSignature, .indeterminate, .rekeyCheckpointMissing, .checkpoint(size))
            )
        }

        @Test(
            "a retirement, or a key given up, without a change of keys: ledger indeterminate",
            arguments: [true, false]
        )
        func withoutRekey(isRetirement: Bool) async throws {
            let dossier = try bentDossier()
            let signer = try dossier.ledgerSigner()
            let draft: EntryComposer.Draft
            if isRetirement {
                let dominique = try dossier.enrol("dominique")
                let certificate = dominique.identity.certificate.fingerprint
                let since = try dossier.caseFile().ledger.head().size
                draft = EntryComposer.Draft(
                    kind: .custodianRetired,
                    facts: .retirement(Retirement(certificate: certificate, reason: .ended, since: since))
                )
                let entries = try dossier.force([([draft], [signer])])
                try await expectBoth(
                    dossier,
                    Row(ledger: .indeterminate, verdict: .indeterminate),
                    because: Reason(.governanceChain, .indeterminate, .rekeyMissing, .entry(entries[0].statement.index))
                )
            } else {
                // The new key is taken up, but not by the very next entry.
                let (key, fresh) = try dossier.freshSigner()
                let lost = KeyCompromise(vkey: "\(signer.verifierKey)", since: 2)
                draft = EntryComposer.Draft(kind: .ledgerKeyCompromised, facts: .keyCompromise(lost))
                let entries = try dossier.force([
                    ([draft, Dossier.release, Dossier.rekey(to: fresh)], [fresh]), ([Dossier.release], [fresh]),
                ])
                try dossier.plant(key)
                try await expectBoth(
                    dossier,
                    Row(ledger: .indeterminate, disclosure: .indeterminate, verdict: .indeterminate),
                    because: Reason(.governanceChain, .indeterminate, .rekeyMissing, .entry(entries[0].statement.index))
                )
            }
        }

        @Test("giving up a key that was not the ledger's: ledger failed")
        func gaveUpOtherKey() async throws {
            let dossier = try bentDossier()
            let (_, fresh) = try dossier.freshSigner()
            let lost = KeyCompromise(vkey: "\(fresh.verifierKey)", since: 2)
            let entries = try dossier.force([
                (
                    [EntryComposer.Draft(kind: .ledgerKeyCompromised, facts: .keyCompromise(lost))],
                    [try dossier.ledgerSigner()]
                )
            ])
            try await expectBoth(
                dossier,
                Row(ledger: .failed, verdict: .failed),
                because: Reason(.governanceChain, .failed, .gaveUpOtherKey, .entry(entries[0].statement.index))
            )
        }
    }
}
