import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import TransparencyLog
import Verification

@testable import Operations

// The rows that differ in what the ledger holds. No command enters most of it: the entries are crafted, and the bundle is
// built by a program that does not judge it first.

extension Verdicts {
    @Suite("Bundles of ledgers that somebody bent") struct LedgerRows {
        @Test("second authority's token broken, quorum 1 met: passed, with a finding")
        func brokenSecondToken() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority, scene.secondAuthority])
            try await dossier.recordStamps { position, token in
                position == 1 ? token.dropLast() + [(token.last ?? 0) ^ 1] : token
            }
            let bundle = try await dossier.buildUnchecked()
            let both = dossier.policy(trusting: [scene.authority, scene.secondAuthority])
            let report = try VerifyBundle.run(bundle.container, policy: both, now: dossier.now)
            expect(report, Row(verdict: .passed), because: Reason(.token, .failed, .tokenForged))
            #expect(report.findings.filter { $0.check == .token }.allSatisfy { !$0.isRequired })
        }

        @Test("token with another imprint: time failed")
        func otherImprint() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            try await dossier.recordStamps(over: Digest(of: Array("something else".utf8)))
            let bundle = try await dossier.buildUnchecked()
            expect(
                try VerifyBundle.run(
                    bundle.container,
                    policy: dossier.policy(trusting: [scene.authority]),
                    now: dossier.now
                ),
                Row(time: .failed, verdict: .failed),
                because: Reason(.token, .failed, .tokenOfAnotherImprint)
            )
        }

        @Test("signer retired as compromised, entry in the doubtful span: identity indeterminate")
        func doubtfulSpan() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let dominique = try dossier.enrol("dominique")
            let doubtful = try dossier.enterRelease(by: dominique).statement.index
            try dossier.retire(dominique, .compromised, since: doubtful)
            let bundle = try await dossier.buildBundle()
            expect(
                try VerifyBundle.run(
                    bundle.container,
                    policy: dossier.policy(trusting: [scene.authority]),
                    now: dossier.now
                ),
                Row(identity: .indeterminate, verdict: .indeterminate),
                because: Reason(.custodian, .indeterminate, .retirementDoubt, .entry(doubtful))
            )
        }

        @Test("what a custodian signed before the doubtful span is good, and so is she: passed")
        func beforeTheSpan() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let dominique = try dossier.enrol("dominique")
            let good = try dossier.enterRelease(by: dominique).statement.index
            try dossier.retire(dominique, .compromised, since: good + 1)
            let bundle = try await dossier.buildBundle()
            let report = try VerifyBundle.run(
                bundle.container,
                policy: dossier.policy(trusting: [scene.authority]),
                now: dossier.now
            )
            expect(report, Row(verdict: .passed))
            #expect(report.summary.signers.map(\.trust) == [.pinned, .enrolledByGoodAdmin])
        }

        @Test("entry by a key after its retirement: identity failed")
        func afterRetirement() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let dominique = try dossier.enrol("dominique")
            try dossier.retire(dominique, .ended, since: dossier.caseFile().ledger.head().size)
            let late = try dossier.enterRelease(by: dominique).statement.index
            let bundle = try await dossier.buildUnchecked()
            expect(
                try VerifyBundle.run(
                    bundle.container,
                    policy: dossier.policy(trusting: [scene.authority]),
                    now: dossier.now
                ),
                Row(identity: .failed, verdict: .failed),
                because: Reason(.custodian, .failed, .retired, .entry(late))
            )
        }

        @Test("our own program does not hand over a bundle that it judges failed")
        func refusesToHandOver() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let dominique = try dossier.enrol("dominique")
            try dossier.retire(dominique, .ended, since: dossier.caseFile().ledger.head().size)
            try dossier.enterRelease(by: dominique)
            let error = try await #require(throws: OperationError.self) { try await dossier.buildBundle() }
            #expect(error.code == .bundleNotSound)
            #expect(!FileManager.default.fileExists(atPath: dossier.folder.path + "/Dossier"))
        }

        @Test("unknown kind that governs: identity indeterminate")
        func unknownGoverningKind() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let certificate = dossier.custodian.identity.certificate.fingerprint
            let unknown = try dossier.enter(
                EntryComposer.Draft(
                    kind: .custodianRetired,
                    facts: .retirement(Retirement(certificate: certificate, reason: .ended, since: 0))
                ),
                kind: "custodian.suspended@1"
            ).statement.index
            let bundle = try await dossier.buildBundle()
            expect(
                try VerifyBundle.run(
                    bundle.container,
                    policy: dossier.policy(trusting: [scene.authority]),
                    now: dossier.now
                ),
                Row(identity: .indeterminate, verdict: .indeterminate),
                because: Reason(.custodian, .indeterminate, .unknownKind, .entry(unknown))
            )
        }

        @Test("unknown kind that does not govern: ledger indeterminate, identity untouched")
        func unknownKind() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let unknown = try dossier.enter(
                EntryComposer.Draft(
                    kind: .bundleReleased,
                    commitments: ["container": Digest(of: Array("x".utf8))]
                ),
                kind: "custody.photographed@1"
            ).statement.index
            let bundle = try await dossier.buildBundle()
            let report = try VerifyBundle.run(
                bundle.container,
                policy: dossier.policy(trusting: [scene.authority]),
                now: dossier.now
            )
            #expect(report.outcome(of: .identity) == .passed)
            #expect(report.outcome(of: .ledger) == .indeterminate)
            #expect(report.verdict == .indeterminate)
            #expect(Reason(.entryForm, .indeterminate, .unknownKind, .entry(unknown)).isGiven(in: report))
        }

        @Test("erased exhibit, tombstone present: passed, the erasure listed")
        func erased() async throws {
            let scene = try Scene.current()
            let dossier = try await Dossier(stampedBy: [scene.authority])
            let exhibit = try #require(dossier.caseFile().sealedExhibits().first)
            let sealed = try #require(dossier.caseFile().ledger.indexes(of: exhibit).first)
            try dossier.erase(exhibit)
            let bundle = try await dossier.buildBundle()
            let report = try VerifyBundle.run(
                bundle.container,
                policy: dossier.policy(trusting: [scene.authority]),
                now: dossier.now
            )
            expect(
                report,
                Row(verdict: .passed),
                because: Reason(.exhibitContent, .notApplicable, .erased, .entry(sealed)),
                Reason(.openingsShown, .notApplicable, .erased, .entry(sealed))
            )
            #expect(report.summary.pieces.count == 1)
        }

        @Test("openings gone without a tombstone are missing, not withheld: indeterminate")
        func lostOpenings() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let caseFile = try scene.dossier.caseFile()
            let exhibit = try #require(caseFile.sealedExhibits().first)
            let sealed = try #require(caseFile.ledger.indexes(of: exhibit).first)
            try extracted.alter("Verification/disclosures.json") { bytes in
                guard case .object(var members) = try CanonicalJSON(parsing: bytes) else { return }
                members[String(sealed)] = nil
                bytes = CanonicalJSON.object(members).bytes
            }
            try await extracted.signAgain(by: scene.dossier)
            expect(
                try VerifyBundle.run(extracted.path, policy: scene.policy, now: scene.dossier.now),
                Row(content: .indeterminate, disclosure: .indeterminate, verdict: .indeterminate),
                because: Reason(.openingsShown, .indeterminate, .openingMissing, .entry(sealed)),
                Reason(.exhibitContent, .indeterminate, .contentNotOpened)
            )
        }

        @Test("disclosure missing that the edition must show: disclosure indeterminate")
        func missingDisclosure() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let caseFile = try scene.dossier.caseFile()
            let exhibit = try #require(caseFile.sealedExhibits().first)
            let sealed = try #require(caseFile.ledger.indexes(of: exhibit).first)
            try extracted.alter("Verification/disclosures.json") { bytes in
                guard case .object(var members) = try CanonicalJSON(parsing: bytes),
                    case .array(let texts) = members[String(sealed)]
                else { return }
                // The last field of a sealed exhibit, `observed`: no other check needs it.
                members[String(sealed)] = .array(texts.dropLast())
                bytes = CanonicalJSON.object(members).bytes
            }
            try await extracted.signAgain(by: scene.dossier)
            expect(
                try VerifyBundle.run(extracted.path, policy: scene.policy, now: scene.dossier.now),
                Row(disclosure: .indeterminate, verdict: .indeterminate),
                because: Reason(.openingsShown, .indeterminate, .openingMissing, .entry(sealed))
            )
        }
    }
}
