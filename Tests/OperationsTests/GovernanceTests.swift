import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import TransparencyLog

@testable import Operations

@Suite("who may sign in a case")
struct GovernanceTests {
    /// Two people: an admin with a case, and somebody on another computer.
    private struct Two {
        let admin: Person
        let newcomer: Person

        init() async throws {
            admin = try Person()
            newcomer = try Person()
            try await admin.openCase(recovery: .file("kit.txt"))
            try newcomer.makeIdentity("dominique", commonName: "Dominique")
            try admin.folder.write("contenu", to: "x")
            try await admin.seal(["x"], output: "recu")
        }

        var requestPath: String { newcomer.folder.path + "/request" }

        func request() throws {
            _ = try RequestEnrolment.run(identity: nil, output: "request", in: newcomer.surroundings)
        }

        @discardableResult
        func offer(_ role: Enrolment.Role = .custodian, to name: String = "terms") throws -> OfferEnrolment.Offer {
            try OfferEnrolment.run(
                request: requestPath,
                recipient: nil,
                role: role,
                case: "case",
                output: name,
                in: admin.surroundings
            )
        }

        func accept(_ name: String = "terms", as output: String = "acceptance") throws {
            _ = try AcceptEnrolment.run(
                terms: "\(admin.folder.path)/\(name)",
                identity: nil,
                passphrase: .none,
                output: output,
                in: newcomer.surroundings
            )
        }

        @discardableResult
        func enrol(
            _ name: String = "acceptance",
            as role: Enrolment.Role = .custodian,
            fingerprint: Digest? = nil
        ) throws -> EnrolCustodian.Enrolled {
            try EnrolCustodian.run(
                .accepting("\(newcomer.folder.path)/\(name)"),
                role: role,
                fingerprint: fingerprint,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: admin.surroundings
            )
        }

        func enrolAll(as role: Enrolment.Role = .custodian) throws {
            try request()
            try offer(role)
            try accept()
            try enrol(as: role)
        }

        /// The newcomer's own age key.
        func newcomerKey() throws -> AgeIdentity {
            let store = try IdentityStore(in: newcomer.surroundings)
            return try Custodian(unlocking: store.chosen(nil), passphrase: .none).ageKey
        }

        func retire(_ text: String, reason: Retirement.Reason = .ended, since: UInt64? = nil) throws
            -> RetireCustodian.Retired
        {
            try RetireCustodian.run(
                text,
                reason: reason,
                since: since,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: admin.surroundings
            )
        }

        func rekey(lostSince: UInt64? = nil, recovery: OpenCase.Recovery? = nil) throws -> RekeyLedger.Rekeyed {
            try RekeyLedger.run(
                lostSince: lostSince,
                recovery: recovery,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: admin.surroundings
            )
        }
    }

    private func code(_ body: () throws -> Void) -> OperationError.Code? {
        #expect(throws: OperationError.self) { try body() }?.code
    }

    @Test("by three files a newcomer is enrolled, opens what was sealed before, and seals")
    func enrols() async throws {
        let two = try await Two()
        try two.enrolAll()
        let caseFile = try two.admin.caseFile()
        let exhibit = try #require(caseFile.sealedExhibits().first)
        let key = try two.newcomerKey()
        _ = try caseFile.openings.unlock(.exhibit(exhibit), with: [key])
        _ = try LedgerKeyFile.read(caseFile.folder.ledgerKey, with: [key])
        #expect(try caseFile.openings.recipients().count == 3)
        let listing = try ListCustodians.run(case: "case", in: two.admin.surroundings)
        #expect(listing.lines.map(\.member.role) == [.admin, .custodian])
        #expect(listing.isComplete)

        // The same folder, from the newcomer's own computer: nothing is to be adopted.
        var there = two.newcomer
        there.surroundings = Surroundings(
            environment: two.newcomer.surroundings.environment,
            workingDirectory: two.admin.folder.path,
            now: { Person.now },
            offsetMinutes: { _ in 120 }
        )
        try two.admin.folder.write("autre", to: "y")
        let sealed = try await there.seal(["y"], output: "recu-2")
        #expect(sealed.exhibits.count == 1)
    }

    @Test("each refusal of an enrolment has its name")
    func refusals() async throws {
        let two = try await Two()
        try two.request()
        try two.offer()
        #expect(code { try two.offer() } == .outputExists)
        try two.accept()
        #expect(code { try two.enrol(as: .admin) } == .enrolmentRoleDiffers)
        #expect(code { try two.enrol(fingerprint: Digest(of: [1])) } == .fingerprintDiffers)

        // Somebody else cannot accept, and a request is no acceptance.
        let other = try Person()
        try other.makeIdentity("autre", commonName: "Autre")
        let error = code {
            _ = try AcceptEnrolment.run(
                terms: two.admin.folder.path + "/terms",
                identity: nil,
                passphrase: .none,
                output: "x",
                in: other.surroundings
            )
        }
        #expect(error == .enrolmentForAnother)
        #expect(code { try two.enrol("request") } == .enrolmentFileMalformed)

        // A changed signature, then a ledger that has grown.
        let path = two.newcomer.folder.path + "/acceptance"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = try #require(text.split(separator: "\n").last)
        var der = try #require([UInt8](base64: String(line.dropFirst("acceptance ".count))))
        der[der.count - 1] ^= 1
        let forged = text.replacingOccurrences(of: line, with: "acceptance " + der.base64)
        try two.newcomer.folder.write(forged, to: "forged")
        #expect(code { try two.enrol("forged") } == .enrolmentNotAccepted)
        try two.admin.folder.write("autre", to: "y")
        try await two.admin.seal(["y"], output: "recu-2")
        #expect(code { try two.enrol() } == .enrolmentOutdated)
        try two.offer(.custodian, to: "terms-2")
        try two.accept("terms-2", as: "acceptance-2")
        try two.enrol("acceptance-2")
        #expect(code { try two.offer(.custodian, to: "terms-3") } == .custodianKeyEnrolled)

        // The newcomer is no admin; once retired, the key never comes back.
        let identity = try IdentityStore(in: two.newcomer.surroundings).chosen(nil)
        let path2 = "\(two.admin.folder.path)/home/identities/dominique"
        try FileManager.default.copyItem(
            atPath: two.newcomer.folder.path + "/home/identities/dominique",
            toPath: path2
        )
        let refused = code {
            _ = try RetireCustodian.run(
                "Association Exemple",
                reason: .ended,
                since: nil,
                case: "case",
                identity: "dominique",
                passphrase: .none,
                in: two.admin.surroundings
            )
        }
        #expect(refused == .custodianNotAdmin)
        _ = try two.retire(identity.certificate.fingerprint.hex)
        #expect(code { try two.offer(.custodian, to: "terms-4") } == .custodianKeyRetired)
        #expect(code { _ = try two.retire("Dominique") } == .custodianRetiredAlready)
    }

    @Test("a certificate that cannot sign entries is refused by its name")
    func certificates() async throws {
        let two = try await Two()
        let recipient = "\(AgeIdentity.generate().recipient)"
        func offer(_ arguments: [String]) throws -> OperationError.Code? {
            let folder = try TemporaryFolder()
            let fixed = ["openssl", "req", "-x509", "-nodes", "-days", "36500", "-subj", "/CN=x"]
            let made = try run(
                fixed + ["-keyout", "\(folder.path)/k", "-out", "\(folder.path)/c"] + arguments
            )
            #expect(made.status == 0, "\(made.text)")
            return code {
                _ = try OfferEnrolment.run(
                    request: folder.path + "/c",
                    recipient: recipient,
                    role: .custodian,
                    case: "case",
                    output: "terms",
                    in: two.admin.at(Instant(secondsSince1970: Int64(Date().timeIntervalSince1970) + 60)).surroundings
                )
            }
        }
        #expect(try offer(["-newkey", "ed25519"]) == .certificateOfEd25519)
        #expect(try offer(["-newkey", "rsa:2048"]) == .certificateOfOtherKey)
        let bare = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-config", "/dev/null",
            "-addext", "subjectKeyIdentifier=none", "-addext", "basicConstraints=CA:FALSE",
        ]
        #expect(try offer(bare) == .certificateWithoutKeyIdentifier)
    }

    @Test("a retirement changes the ledger's key and closes everything to who left")
    func retires() async throws {
        let two = try await Two()
        try two.enrolAll()
        let before = try two.admin.caseFile()
        let old = try before.ledgerKeyInForce(at: before.ledger.head().size)
        let retired = try two.retire("Dominique")
        #expect(retired.isComplete)
        #expect(retired.key != old)
        try retired.checkpoint.verify(ledgerKeys: [old, retired.key])

        let caseFile = try two.admin.caseFile()
        let key = try two.newcomerKey()
        let exhibit = try #require(caseFile.sealedExhibits().first)
        #expect(throws: OpeningsError.age(.exhibit(exhibit), .noMatchingIdentity)) {
            try caseFile.openings.unlock(.exhibit(exhibit), with: [key])
        }
        #expect(throws: LedgerKeyError.self) { try LedgerKeyFile.read(caseFile.folder.ledgerKey, with: [key]) }
        #expect(!DurableFile.exists(caseFile.folder.nextLedgerKey))
        try two.admin.folder.write("autre", to: "y")
        try await two.admin.seal(["y"], output: "recu-2")
        #expect(code { _ = try two.retire("Association Exemple") } == .retirementOfLastAdmin)
        #expect(code { _ = try two.retire("Personne") } == .custodianUnknown)
        #expect(code { _ = try two.retire("x", reason: .compromised) } == .retirementSinceUnanswered)
    }

    @Test("an admin does not end her own powers, and nobody is doubted from an entry that is not there")
    func retiresNotOneself() async throws {
        let two = try await Two()
        try two.enrolAll(as: .admin)
        #expect(code { _ = try two.retire("Association Exemple") } == .retirementOfOneself)
        #expect(code { _ = try two.retire("Dominique", reason: .compromised, since: 99) } == .sinceUnknown)
    }

    @Test("an enrolment that was cut off behind its commit is completed by the next command that writes")
    func completesEnrolment() async throws {
        let two = try await Two()
        let ledgerKey = try two.admin.caseFile().folder.ledgerKey
        let kept = try DurableFile.read(ledgerKey)
        try two.enrolAll()
        // As after a crash: the ledger has the newcomer, neither file does.
        let caseFile = try two.admin.caseFile()
        let admin = try two.admin.custodian()
        let newcomer = try two.newcomerKey().recipient
        let others = try caseFile.recipients().filter { $0 != newcomer }
        try caseFile.openings.rewrap(with: [admin.ageKey], to: others)
        try DurableFile.write(kept, to: ledgerKey)
        #expect(try !ListCustodians.run(case: "case", in: two.admin.surroundings).isComplete)

        try two.admin.folder.write("autre", to: "y")
        try await two.admin.seal(["y"], output: "recu-2")
        #expect(try ListCustodians.run(case: "case", in: two.admin.surroundings).isComplete)
        _ = try LedgerKeyFile.read(ledgerKey, with: [try two.newcomerKey()])
    }

    @Test("a change of keys that was cut off behind its commit is completed; one that never came to it is forgotten")
    func completesRekey() async throws {
        let two = try await Two()
        let folder = try two.admin.caseFile().folder
        let old = try DurableFile.read(folder.ledgerKey)
        _ = try two.rekey()
        // As after a crash: the new key still lies beside the old.
        try DurableFile.write(try DurableFile.read(folder.ledgerKey), to: folder.nextLedgerKey)
        try DurableFile.write(old, to: folder.ledgerKey)
        try two.admin.folder.write("autre", to: "y")
        try await two.admin.seal(["y"], output: "recu-2")
        #expect(!DurableFile.exists(folder.nextLedgerKey))
        #expect(try DurableFile.read(folder.ledgerKey) != old)

        let admin = try two.admin.custodian()
        try LedgerKeyFile.write(.generate(), to: folder.nextLedgerKey, for: [admin.identity.recipient])
        try two.admin.folder.write("encore", to: "z")
        try await two.admin.seal(["z"], output: "recu-3")
        #expect(!DurableFile.exists(folder.nextLedgerKey))
    }

    @Test("a lost key file is made good by giving the key up; a new recovery kit replaces the old")
    func rekeys() async throws {
        let two = try await Two()
        let folder = try two.admin.caseFile().folder
        try DurableFile.remove(folder.ledgerKey)
        let rekeyed = try two.rekey(lostSince: 2, recovery: .file("kit-2.txt"))
        #expect(rekeyed.isComplete)
        try rekeyed.checkpoint.verify(ledgerKeys: [rekeyed.key])
        try two.admin.folder.write("autre", to: "y")
        try await two.admin.seal(["y"], output: "recu-2")
        let kit = two.admin.folder.path
        #expect(try run("age", "-d", "-i", "\(kit)/kit-2.txt", folder.ledgerKey).status == 0)
        #expect(try run("age", "-d", "-i", "\(kit)/kit.txt", folder.ledgerKey).status != 0)
        #expect(code { _ = try two.rekey(lostSince: 99) } == .sizeUnknown)
    }

    @Test("a copied case is read, and grows only once it is adopted; the original then is the older one")
    func adopts() async throws {
        let two = try await Two()
        let person = two.admin
        func run(_ reason: LedgerMove.Reason) throws -> AdoptCase.Adopted {
            try AdoptCase.run(
                reason: reason,
                case: "copie",
                identity: nil,
                passphrase: .none,
                in: person.surroundings
            )
        }
        #expect(
            code {
                _ = try AdoptCase.run(
                    reason: .moved,
                    case: "case",
                    identity: nil,
                    passphrase: .none,
                    in: person.surroundings
                )
            } == .caseSettled
        )
        try FileManager.default.copyItem(atPath: person.folder.path + "/case", toPath: person.folder.path + "/copie")
        let copy = try CaseFile(at: "copie", in: person.surroundings)
        #expect(try !copy.isSettled())
        let size = try copy.ledger.head().size
        #expect(
            code { try EntryComposer.probe(copy, by: person.custodian(), in: person.surroundings) } == .caseNotAdopted
        )
        let adopted = try run(.copied)
        #expect(adopted.move.size == size)
        #expect(try CaseFile(at: "copie", in: person.surroundings).isSettled())
        #expect(code { _ = try run(.copied) } == .caseSettled)
        // On one computer only one of the two can go on.
        #expect(code { _ = try ListCustodians.run(case: "case", in: person.surroundings) } == .ledgerRolledBack)
    }
}

extension EntryComposer {
    /// Tries to continue the ledger.
    fileprivate static func probe(_ caseFile: CaseFile, by custodian: Custodian, in surroundings: Surroundings) throws {
        try OperationError.mapping { _ = try EntryComposer(for: caseFile, by: custodian, in: surroundings) }
    }
}
