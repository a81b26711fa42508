import ASiC
import CourtBundle
import Cryptography
import Custody
import Foundation
import Testing
import Timestamping
import Verification

@testable import Operations

// Forgers who sign again what they changed: the signature is good, and something else gives them away.

extension Verdicts {
    @Suite("Bundles signed again after they were changed") struct Forgeries {
        private func judge(_ extracted: Extracted) throws -> VerificationReport {
            let scene = try Scene.current()
            return try VerifyBundle.run(extracted.path, policy: scene.policy, now: scene.dossier.now)
        }

        @Test("signed again without a change: passed, so that what follows fails for its own reason")
        func unchanged() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            try await extracted.signAgain(by: scene.dossier)
            expect(try judge(extracted), Row(verdict: .passed))
        }

        @Test("an impostor of the same name, with a ledger and a signature of their own: never passed")
        func impostor() async throws {
            let scene = try Scene.current()
            let impostor = try await Dossier(stampedBy: [scene.authority])
            let bundle = try await impostor.buildBundle()
            #expect(impostor.custodian.identity.certificate.commonName == "Association Exemple")
            expect(
                try VerifyBundle.run(bundle.container, policy: scene.policy, now: impostor.now),
                Row(identity: .indeterminate, verdict: .indeterminate),
                because: Reason(.signer, .indeterminate, .signerUnknown)
            )
        }

        @Test("a piece replaced, its digests and the signature made again: it is not what was sealed")
        func replacedPiece() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let piece = try extracted.file("Pieces/001")
            try extracted.alter(piece) { $0[$0.count - 1] ^= 1 }
            let digests = try ["Pieces/001", "Pieces/002"].map { prefix in
                let path = try extracted.file(prefix)
                return DigestList.Line(name: Array(path.utf8), digest: Digest(of: try extracted.folder.read(path)))
            }
            try extracted.folder.write(DigestList(digests).bytes, to: "EMPREINTES.sha256")
            try await extracted.signAgain(by: scene.dossier)
            expect(
                try judge(extracted),
                Row(content: .failed, verdict: .failed),
                because: Reason(.exhibitContent, .failed, .contentDiffersFromSealed, .piece(number: 1, path: piece))
            )
        }

        @Test("a bundle signed by somebody else than who prepared it: identity failed")
        func otherSigner() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            try await extracted.signAgain(by: Dossier(stampedBy: [scene.authority]))
            expect(
                try judge(extracted),
                Row(identity: .failed, verdict: .failed),
                because: Reason(.bundleSignature, .failed, .signedByAnother)
            )
        }

        @Test("an unknown profile is indeterminate, an unknown member is refused")
        func unknownMember() async throws {
            let scene = try Scene.current()
            for (name, value, outcome, code) in [
                ("profile", CanonicalJSON.integer(2), Outcome.indeterminate, Cause.Code.unknownProfile),
                ("shortcut", .string("trust me"), .failed, .indexMalformed),
            ] {
                let extracted = try scene.bundle.extract()
                try extracted.alter("Verification/bundle.json") { bytes in
                    guard case .object(var members) = try CanonicalJSON(parsing: bytes) else { return }
                    members[name] = value
                    bytes = CanonicalJSON.object(members).bytes
                }
                try await extracted.signAgain(by: scene.dossier)
                let report = try judge(extracted)
                #expect(report.outcome(of: .content) == outcome, "\(name): \(describe(report))")
                #expect(report.verdict != .passed)
                #expect(Reason(.bundleIndex, outcome, code).isGiven(in: report), "\(describe(report))")
            }
        }

        @Test("a manifest with a digest algorithm that is not of the profile is refused")
        func unknownAlgorithm() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            try extracted.alter(Extracted.manifest) { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                bytes = Array(text.replacingOccurrences(of: "xmlenc#sha256", with: "xmlenc#sha512").utf8)
            }
            let manifest = try extracted.folder.read(Extracted.manifest)
            try extracted.folder.write(try await scene.dossier.sign(manifest), to: Extracted.signature)
            let report = try judge(extracted)
            #expect(report.outcome(of: .content) == .failed)
            #expect(Reason(.manifestCoverage, .failed, .manifestMalformed).isGiven(in: report))
        }

        @Test("an entry with a member that its kind does not have is no entry, whoever signed it")
        func unknownStatementMember() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let custodian = scene.dossier.custodian
            try extracted.alter("Verification/entries/000002.p7m") { bytes in
                let statement = try Entry(parsing: bytes).statement
                guard case .object(var members) = try CanonicalJSON(parsing: statement.bytes) else { return }
                members["remark"] = .string("unseen")
                bytes = try CAdESSignature.sign(
                    CanonicalJSON.object(members).bytes,
                    form: .enveloping,
                    key: custodian.signingKey(),
                    certificate: custodian.identity.certificate,
                    including: [],
                    signingTime: statement.declaredAt.instant,
                    mimeType: Entry.mimeType
                ).der
            }
            try await extracted.signAgain(by: scene.dossier)
            let report = try judge(extracted)
            #expect(report.verdict == .failed)
            #expect(Reason(.entryForm, .failed, .entryMalformed, .entry(2)).isGiven(in: report))
            // The leaf is another one, and so are the roots over it.
            #expect(Reason(.treeRoot, .failed, .rootDiffers).isGiven(in: report))
        }

        @Test("an entry replaced by another good one: the roots give it away")
        func replacedEntry() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let custodian = scene.dossier.custodian
            try extracted.alter("Verification/entries/000002.p7m") { bytes in
                // ECDSA signs anew each time: the same statement, another leaf.
                let statement = try Entry(parsing: bytes).statement
                bytes = try Entry.sign(
                    statement,
                    key: custodian.signingKey(),
                    certificate: custodian.identity.certificate
                ).der
            }
            try await extracted.signAgain(by: scene.dossier)
            let report = try judge(extracted)
            #expect(report.outcome(of: .ledger) == .failed)
            #expect(Reason(.inclusion, .failed, .notIncluded, .entry(2)).isGiven(in: report))
            #expect(Reason(.treeRoot, .failed, .rootDiffers).isGiven(in: report))
        }

        @Test("a response in the place of its token is no token: never passed")
        func responseForToken() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let token = try extracted.file("Verification/checkpoints/", ".tst")
            let response = try extracted.folder.read(String(token.dropLast(4)) + ".tsr")
            try extracted.remove(token)
            let size = try #require(token.split(separator: "/").last?.split(separator: ".").first)
            let name = Digest(of: response).hex.prefix(16)
            try extracted.folder.write(response, to: "Verification/checkpoints/\(size).\(name).tst")
            try await extracted.signAgain(by: scene.dossier)
            let report = try judge(extracted)
            #expect(report.verdict != .passed)
            #expect(Reason(.token, .failed, .tokenMalformed, .token(Digest(of: response))).isGiven(in: report))
            #expect(Reason(.recordedStamps, .indeterminate, .tokenMissing).isGiven(in: report))
        }

        @Test("a token left out: the ledger recorded it")
        func droppedToken() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let token = try extracted.file("Verification/checkpoints/", ".tst")
            try extracted.remove(token)
            try await extracted.signAgain(by: scene.dossier)
            let report = try judge(extracted)
            #expect(report.outcome(of: .ledger) == .indeterminate)
            #expect(Reason(.recordedStamps, .indeterminate, .tokenMissing).isGiven(in: report))
        }

        @Test("what is stamped is the signature value: a token over the manifest is over something else")
        func stampedManifest() async throws {
            let scene = try Scene.current()
            let extracted = try scene.bundle.extract()
            let caseFile = try scene.dossier.caseFile()
            let manifest = try extracted.folder.read(Extracted.manifest)
            let certificate = scene.dossier.custodian.identity.certificate
            let signature = try CAdESSignature.sign(
                manifest,
                form: .detached,
                key: scene.dossier.custodian.signingKey(),
                certificate: certificate,
                including: [certificate],
                signingTime: scene.dossier.now,
                mimeType: "text/xml"
            )
            let answers = await StampHead.ask(
                caseFile.settings.authorities,
                toStamp: Digest(of: manifest),
                client: .careless,
                comparing: .none(at: scene.dossier.now),
                progress: { _ in }
            )
            let token = try #require(answers.first).result.get().token.der
            try extracted.folder.write(signature.adding(signatureTimeStamp: token).der, to: Extracted.signature)
            expect(
                try judge(extracted),
                Row(time: .failed, verdict: .failed),
                because: Reason(.signatureTimeStamp, .failed, .tokenOfAnotherImprint)
            )
        }

        @Test("names that differ in normalization or hold a line feed stay apart, and stay as received")
        func names() async throws {
            let scene = try Scene.current()
            let names = ["\u{E9}.txt", "e\u{301}.txt", "a\nb.txt", "CON.txt", "..x.txt"]
            let files = Dictionary(
                uniqueKeysWithValues: names.enumerated().map { ($1.utf8.map { $0 }, Array("content \($0)".utf8)) }
            )
            let dossier = try await Dossier(
                stampedBy: [scene.authority],
                sealing: ["first.txt": Array("first".utf8)]
            )
            for (name, bytes) in files {
                try dossier.folder.write(bytes, to: "noms/" + String(decoding: name, as: UTF8.self))
            }
            let receipt = try await dossier.seal([:], from: "noms")
            #expect(Set(receipt.exhibits.map(\.name.bytes)) == Set(files.keys))
            let bundle = try await dossier.buildBundle()
            let report = try VerifyBundle.run(
                bundle.folder,
                policy: dossier.policy(trusting: [scene.authority]),
                now: dossier.now
            )
            expect(report, Row(verdict: .passed))
            #expect(report.summary.pieces.count == 6)
            #expect(report.summary.pieces.allSatisfy { $0.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } })
            let extracted = try bundle.extract()
            let check = try run("sha256sum", "--strict", "-c", "EMPREINTES.sha256", in: extracted.path)
            #expect(check.status == 0, "\(check.text)")
        }

        @Test("an extract: passed, what it withholds listed")
        func extract() async throws {
            let scene = try Scene.current()
            let dossier = try Dossier(copying: scene.dossier)
            let bundle = try await dossier.buildBundle(of: ["Notes de Camille.txt"], named: "Extrait")
            let report = try VerifyBundle.run(bundle.folder, policy: scene.policy, now: dossier.now)
            expect(
                report,
                Row(verdict: .passed),
                because: Reason(.openingsShown, .notApplicable, .withheldByEdition),
                Reason(.pieceNumber, .notApplicable, .withheldByEdition)
            )
            #expect(Reason(.treeRoot, .notApplicable, .notEveryEntryShown).isGiven(in: report))
            #expect(report.summary.edition == "extrait")
            #expect(report.summary.pieces.count == 1)
            let treeSize = try #require(report.summary.treeSize)
            #expect(report.summary.entriesExamined < treeSize)
        }

        @Test("an extract without the proof of an entry: ledger indeterminate")
        func extractWithoutProof() async throws {
            let scene = try Scene.current()
            let dossier = try Dossier(copying: scene.dossier)
            let extracted = try await dossier.buildBundle(of: ["Notes de Camille.txt"], named: "Extrait").extract()
            try extracted.remove("Verification/proofs/000000.tlog-proof")
            try await extracted.signAgain(by: dossier)
            expect(
                try judge(extracted),
                Row(ledger: .indeterminate, verdict: .indeterminate),
                because: Reason(.inclusion, .indeterminate, .proofMissing, .entry(0))
            )
        }
    }
}
