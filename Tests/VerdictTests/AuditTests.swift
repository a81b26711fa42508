import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import Verification

@testable import Operations

// The ledger judged where it is kept.

extension Verdicts {
    @Suite("Audits of a case") struct Audits {
        /// A copy of the scene's case, for spoiling.
        private func spoilt() throws -> Dossier { try Dossier(copying: Scene.current().dossier) }

        private func audit(
            _ dossier: Dossier,
            unlocked: Bool = true,
            originals: AuditLedger.Originals = .all,
            policy: TrustPolicy? = nil
        ) throws -> VerificationReport {
            try AuditLedger.run(
                CaseFolder(opening: dossier.folder.path + "/case"),
                policy: policy ?? Scene.current().policy,
                custodian: unlocked ? dossier.custodian : nil,
                originals: originals,
                in: dossier.surroundings
            )
        }

        @Test("a good case, unlocked, with trust: passed")
        func good() throws {
            let report = try audit(Scene.current().dossier)
            expect(report, Row(verdict: .passed))
            #expect(report[.exhibitContent]?.passedCount == 2)
            #expect(report.summary.contentWasRead)
        }

        @Test("without trust: indeterminate")
        func noTrust() throws {
            expect(
                try audit(Scene.current().dossier, policy: TrustPolicy()),
                Row(identity: .indeterminate, time: .indeterminate, verdict: .indeterminate),
                because: Reason(.signer, .indeterminate, .signerUnknown)
            )
        }

        @Test("locked: content and disclosure indeterminate")
        func locked() throws {
            let report = try audit(Scene.current().dossier, unlocked: false)
            expect(
                report,
                Row(content: .indeterminate, disclosure: .indeterminate, verdict: .indeterminate),
                because: Reason(.exhibitContent, .indeterminate, .originalLocked),
                Reason(.openingsShown, .indeterminate, .openingsLocked)
            )
            #expect(!report.summary.contentWasRead)
        }

        @Test("originals not to be read: content indeterminate, and said so")
        func skipped() throws {
            let report = try audit(Scene.current().dossier, originals: .skipped)
            expect(
                report,
                Row(content: .indeterminate, verdict: .indeterminate),
                because: Reason(.exhibitContent, .indeterminate, .originalsNotRead, .ledger)
            )
            #expect(!report.summary.contentWasRead)
        }

        @Test("nobody stamped it: time indeterminate")
        func pending() async throws {
            let dossier = try await Dossier(stampedBy: [])
            expect(
                try audit(dossier, policy: dossier.policy(trusting: [Scene.current().authority])),
                Row(time: .indeterminate, verdict: .indeterminate),
                because: Reason(.token, .indeterminate, .noToken)
            )
        }

        @Test("an original altered: content failed, its entry named")
        func altered() throws {
            let dossier = try spoilt()
            let caseFile = try dossier.caseFile()
            let exhibit = try #require(caseFile.sealedExhibits().first)
            let sealed = try #require(caseFile.ledger.indexes(of: exhibit).first)
            let path = caseFile.folder.original(of: exhibit)
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            bytes[bytes.count - 1] ^= 1
            try FileManager.default.removeItem(atPath: path)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            expect(
                try audit(dossier),
                Row(content: .failed, verdict: .failed),
                because: Reason(.exhibitContent, .failed, .originalAltered, .entry(sealed))
            )
        }

        @Test("an original replaced by another of the same key: content failed")
        func replaced() throws {
            let dossier = try spoilt()
            let caseFile = try dossier.caseFile()
            let exhibit = try #require(caseFile.sealedExhibits().first)
            let sealed = try #require(caseFile.ledger.indexes(of: exhibit).first)
            let key = try caseFile.openings.unlock(.exhibit(exhibit), with: [dossier.custodian.ageKey])
            let path = caseFile.folder.original(of: exhibit)
            try FileManager.default.removeItem(atPath: path)
            try Data(AgeEncryptor.encrypt(Array("something else".utf8), to: [key.recipient]))
                .write(to: URL(fileURLWithPath: path))
            expect(
                try audit(dossier),
                Row(content: .failed, verdict: .failed),
                because: Reason(.exhibitContent, .failed, .originalReplaced, .entry(sealed))
            )
        }

        @Test("an original missing: content failed, and not called altered")
        func missing() throws {
            let dossier = try spoilt()
            let caseFile = try dossier.caseFile()
            let exhibit = try #require(caseFile.sealedExhibits().first)
            let sealed = try #require(caseFile.ledger.indexes(of: exhibit).first)
            try FileManager.default.removeItem(atPath: caseFile.folder.original(of: exhibit))
            let report = try audit(dossier)
            expect(
                report,
                Row(content: .failed, verdict: .failed),
                because: Reason(.exhibitContent, .failed, .originalMissing, .entry(sealed))
            )
            #expect(!report.findings.contains { $0.cause.code == .originalAltered })
        }

        @Test("an erased exhibit with its tombstone: passed, the erasure listed")
        func erased() throws {
            let dossier = try spoilt()
            let exhibit = try #require(dossier.caseFile().sealedExhibits().first)
            try dossier.erase(exhibit)
            let report = try audit(dossier)
            #expect(Reason(.exhibitContent, .notApplicable, .erased).isGiven(in: report))
            #expect(report.outcome(of: .content) == .passed)
            #expect(report.outcome(of: .ledger) == .passed, "\(describe(report))")
        }

        @Test("a token in the row of another checkpoint: failed")
        func swappedTokens() throws {
            let dossier = try spoilt()
            let ledger = dossier.folder.path + "/case/ledger.sqlite"
            let trigger = try run(
                "sqlite3",
                ledger,
                "SELECT sql || ';' FROM sqlite_master WHERE name = 'timestamp_update';"
            )
            let result = try run(
                "sqlite3",
                ledger,
                """
                DROP TRIGGER timestamp_update;
                UPDATE timestamp SET (token, digest) = (SELECT token, zeroblob(32) FROM timestamp WHERE id = 1) WHERE id = 0;
                \(trigger.text)
                """
            )
            #expect(result.status == 0, "\(result.text)")
            let report = try audit(dossier)
            #expect(report.verdict == .failed, "\(describe(report))")
            #expect(report.outcome(of: .time) == .failed)
            #expect(Reason(.token, .failed, .tokenOfAnotherImprint).isGiven(in: report))
            #expect(Reason(.recordedStamps, .failed, .tokenLost).isGiven(in: report))
        }

        @Test("an entry rewritten in its row: never passed")
        func rewrittenEntry() throws {
            let dossier = try spoilt()
            let caseFile = try dossier.caseFile()
            let entry = try Entry(parsing: caseFile.ledger.entry(at: 2).der)
            let forged = try Entry.sign(
                entry.statement,
                key: dossier.custodian.signingKey(),
                certificate: dossier.custodian.identity.certificate
            )
            let ledger = dossier.folder.path + "/case/ledger.sqlite"
            let trigger = try run(
                "sqlite3",
                ledger,
                "SELECT sql || ';' FROM sqlite_master WHERE name = 'entry_update';"
            )
            let result = try run(
                "sqlite3",
                ledger,
                """
                DROP TRIGGER entry_update;
                UPDATE entry SET der = x'\(forged.der.hex)' WHERE idx = 2;
                \(trigger.text)
                """
            )
            #expect(result.status == 0, "\(result.text)")
            let report = try audit(dossier)
            #expect(report.outcome(of: .ledger) == .failed, "\(describe(report))")
            #expect(Reason(.treeRoot, .failed, .rootDiffers).isGiven(in: report))
        }
    }
}
