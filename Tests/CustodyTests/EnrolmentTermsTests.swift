import Cryptography
import Custody
import Testing

@Suite("the acceptance of an enrolment")
struct EnrolmentTermsTests {
    let signer: EntryTests.Signer
    let terms: EnrolmentTerms

    init() throws {
        signer = try EntryTests.Signer()
        terms = EnrolmentTerms(
            origin: Samples.origin,
            index: 7,
            governance: Samples.digest("governing entry"),
            certificate: signer.certificate.fingerprint,
            recipient: Samples.recipient,
            role: .custodian
        )
    }

    @Test("the new key's signature over the terms is accepted")
    func roundTrip() throws {
        let acceptance = try terms.accept(key: signer.key, certificate: signer.certificate, at: Samples.time().instant)
        try terms.verify(acceptance: acceptance, certificate: signer.certificate)
    }

    @Test("the terms of a statement are those of its facts; other statements have none")
    func termsOfStatement() throws {
        let statement = try Samples.statement(of: .custodianEnrolled)
        let terms = try #require(EnrolmentTerms(of: statement))
        #expect(terms.index == 1)
        #expect(terms.role == .admin)
        #expect(try terms.certificate == Samples.actor())
        for other in try Samples.statements() where other.kind != .custodianEnrolled {
            #expect(EnrolmentTerms(of: other) == nil)
        }
    }

    @Test("an acceptance enrols at one index of one ledger, with one recipient and one role")
    func otherTerms() throws {
        let acceptance = try terms.accept(key: signer.key, certificate: signer.certificate, at: Samples.time().instant)
        func other(
            origin: String = Samples.origin,
            index: UInt64 = 7,
            governance: String = "governing entry",
            recipient: String = Samples.recipient,
            role: Enrolment.Role = .custodian
        ) -> EnrolmentTerms {
            EnrolmentTerms(
                origin: origin,
                index: index,
                governance: Samples.digest(governance),
                certificate: signer.certificate.fingerprint,
                recipient: recipient,
                role: role
            )
        }
        #expect(other() == terms)
        for changed in [
            other(origin: "scelle.invalid/00000000000000000000000000000000"), other(index: 8),
            other(governance: "another entry"), other(recipient: "age1other"), other(role: .admin),
        ] {
            #expect(throws: EntryError.signature(.messageDigestMismatch)) {
                try changed.verify(acceptance: acceptance, certificate: signer.certificate)
            }
        }
    }

    @Test("a certificate that the terms do not name neither accepts nor verifies")
    func otherCertificate() throws {
        let stranger = try EntryTests.Signer()
        let error = EntryError.actorMismatch(
            actor: signer.certificate.fingerprint,
            signer: stranger.certificate.fingerprint
        )
        #expect(throws: error) {
            try terms.accept(key: stranger.key, certificate: stranger.certificate, at: Samples.time().instant)
        }
        let forged = try stranger.signature(terms.bytes, form: .detached).der
        #expect(throws: error) { try terms.verify(acceptance: forged, certificate: stranger.certificate) }
        #expect(throws: EntryError.signature(.certificateMismatch)) {
            try terms.verify(acceptance: forged, certificate: signer.certificate)
        }
    }

    @Test("a signature outside the profile is refused for its own reason")
    func refusals() throws {
        func refused(_ error: EntryError, _ acceptance: [UInt8]) {
            #expect(throws: error) { try terms.verify(acceptance: acceptance, certificate: signer.certificate) }
        }
        refused(.signature(.notDER), [])
        refused(.signature(.contentNotExpected), try signer.signature(terms.bytes).der)
        refused(
            .certificateInside,
            try signer.signature(terms.bytes, form: .detached, including: [signer.certificate]).der
        )
        refused(
            .wrongMimeType("text/plain"),
            try signer.signature(terms.bytes, form: .detached, mimeType: "text/plain").der
        )
        let stamped = try signer.signature(terms.bytes, form: .detached)
            .adding(signatureTimeStamp: signer.signature([0x30, 0x00]).der)
        refused(.unsignedAttribute, stamped.der)
    }
}
