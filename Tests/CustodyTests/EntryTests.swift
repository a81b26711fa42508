import Cryptography
import Custody
import Foundation
import Testing

@Suite("entries")
struct EntryTests {
    /// A custodian made for the test.
    struct Signer {
        let key = SigningKey.generateP256()
        let certificate: Certificate

        init() throws {
            certificate = try Certificate.selfSigned(
                for: key,
                commonName: "Béatrice Exemple",
                organization: "Association Exemple",
                notBefore: Samples.time("2020-06-01T00:00:00+00:00").instant,
                years: 5
            )
        }

        func statement(of kind: StatementKind = .exhibitSealed) throws -> Statement {
            try Samples.statement(of: kind, actor: certificate.fingerprint)
        }

        /// A signature that the profile of an entry may not allow.
        func signature(
            _ content: [UInt8],
            form: CAdESSignature.Form = .enveloping,
            including certificates: [Certificate] = [],
            at time: DeclaredTime? = nil,
            mimeType: String = "application/json"
        ) throws -> CAdESSignature {
            try CAdESSignature.sign(
                content,
                form: form,
                key: key,
                certificate: certificate,
                including: certificates,
                signingTime: (time ?? Samples.time()).instant,
                mimeType: mimeType
            )
        }
    }

    @Test("an entry is signed, read back and verified, whatever the kind", arguments: StatementShape.table.map(\.kind))
    func roundTrip(kind: StatementKind) throws {
        let signer = try Signer()
        let statement = try signer.statement(of: kind)
        let entry = try Entry.sign(statement, key: signer.key, certificate: signer.certificate)
        #expect(entry.statement == statement)
        #expect(entry.signature.content == statement.bytes)
        #expect(entry.leafHash == Digest(of: [0] + entry.der))
        let read = try Entry(parsing: entry.der)
        #expect(read == entry)
        try read.verify(certificate: signer.certificate)
    }

    @Test("openssl cms -verify -cades accepts an entry with its signer's certificate, and no other")
    func openssl() throws {
        let signer = try Signer()
        let other = try Signer()
        let entry = try Entry.sign(signer.statement(), key: signer.key, certificate: signer.certificate)
        var changed = entry.der
        let position = try #require(changed.firstRange(of: Array("exhibit.sealed".utf8))).lowerBound
        changed[position] ^= 1
        let files = [
            "entry.p7m": entry.der, "changed.p7m": changed, "c.pem": Array(signer.certificate.pem.utf8),
            "other.pem": Array(other.certificate.pem.utf8),
        ]
        func verify(_ entry: String, _ certificate: String) throws -> Command.Answer {
            // The certificate was made for years that are past; `-attime` stands for the attested time.
            try Command.run(
                "openssl",
                "cms",
                "-verify",
                "-cades",
                "-inform",
                "DER",
                "-in",
                entry,
                "-certfile",
                certificate,
                "-CAfile",
                certificate,
                "-attime",
                "1592410951",
                files: files
            )
        }
        let good = try verify("entry.p7m", "c.pem")
        #expect(good.status == 0, "\(good.complaint)")
        #expect(good.bytes == entry.statement.bytes)
        #expect(try verify("entry.p7m", "other.pem").status != 0)
        #expect(try verify("changed.p7m", "c.pem").status != 0)
    }

    @Test("an entry holds no name of its signer, and no name, title, size or digest of its exhibit")
    func nothingPersonal() throws {
        let signer = try Signer()
        let content = ExhibitContent(size: 48_151_623, mediaType: "image/x-example", sha256: Samples.digest("original"))
        var values = try Samples.values(of: .exhibitSealed)
        values["content"] = content.json
        values["account"] = .string("@exemple_inventé")
        let openings = try Openings(of: .exhibitSealed, values: values)
        let sample = try signer.statement()
        let statement = try Statement(
            origin: sample.origin,
            index: sample.index,
            kind: .exhibitSealed,
            declaredAt: sample.declaredAt,
            actor: sample.actor,
            tool: sample.tool,
            after: sample.after,
            governance: sample.governance,
            exhibit: sample.exhibit,
            submission: sample.submission,
            commitments: openings.commitments
        )
        let entry = try Entry.sign(statement, key: signer.key, certificate: signer.certificate)

        let words =
            signer.certificate.names + [
                "Béatrice", "Association", "Capture", "é.png", "Conversation", "TikTok", "@exemple", "48151623",
                "image/x-example", content.sha256.hex, content.sha256.base64, content.sha256.base64url,
            ]
        #expect(signer.certificate.names.count >= 2)
        for needle in words.map({ Array($0.utf8) }) + [content.sha256.bytes] {
            #expect(entry.der.firstRange(of: needle) == nil, "\(String(decoding: needle, as: UTF8.self))")
        }
        for opening in openings.disclosures {
            #expect(entry.der.firstRange(of: opening.salt) == nil)
            #expect(entry.der.firstRange(of: Array(opening.salt.base64url.utf8)) == nil)
        }
    }

    @Test("a statement that names another actor is not signed")
    func foreignActor() throws {
        let signer = try Signer()
        let statement = try Samples.statement(of: .exhibitSealed)
        let error = EntryError.actorMismatch(actor: try Samples.actor(), signer: signer.certificate.fingerprint)
        #expect(throws: error) { try Entry.sign(statement, key: signer.key, certificate: signer.certificate) }
    }

    @Test("the key must be the certificate's")
    func foreignKey() throws {
        let signer = try Signer()
        #expect(throws: EntryError.signature(.keyOfAnotherCertificate)) {
            try Entry.sign(signer.statement(), key: .generateP256(), certificate: signer.certificate)
        }
    }

    @Test("the size is checked before anything is signed")
    func size() throws {
        let signer = try Signer()
        func statement(acceptance count: Int) throws -> Statement {
            let sample = try signer.statement(of: .custodianEnrolled)
            return try Statement(
                origin: sample.origin,
                index: 1,
                kind: .custodianEnrolled,
                declaredAt: sample.declaredAt,
                actor: sample.actor,
                tool: sample.tool,
                governance: sample.governance,
                facts: .enrolment(
                    Enrolment(
                        certificate: sample.actor,
                        recipient: Samples.recipient,
                        role: .admin,
                        acceptance: [UInt8](repeating: 0, count: count)
                    )
                ),
                commitments: sample.commitments
            )
        }
        let overhead = try statement(acceptance: 3).bytes.count - 4
        let room = Entry.maximumStatementByteCount - overhead
        let largest = try statement(acceptance: room / 4 * 3)
        #expect(Entry.maximumStatementByteCount - largest.bytes.count < 4)
        let entry = try Entry.sign(largest, key: signer.key, certificate: signer.certificate)
        #expect(entry.der.count <= Entry.maximumByteCount)

        let tooLong = try statement(acceptance: room / 4 * 3 + 3)
        // Another key would be refused too; that the size is what counts shows that it is looked at first.
        #expect(throws: EntryError.tooLong(byteCount: tooLong.bytes.count)) {
            try Entry.sign(tooLong, key: .generateP256(), certificate: signer.certificate)
        }
        #expect(throws: EntryError.tooLong(byteCount: 65_536)) {
            try Entry(parsing: [UInt8](repeating: 0x30, count: 65_536))
        }
    }

    @Test("a signature that is not an entry's is refused for its own reason")
    func refusals() throws {
        let signer = try Signer()
        let statement = try signer.statement()
        func refused(_ error: EntryError, _ signature: CAdESSignature) {
            #expect(throws: error) { try Entry(parsing: signature.der) }
        }
        refused(.notEnveloping, try signer.signature(statement.bytes, form: .detached))
        refused(.certificateInside, try signer.signature(statement.bytes, including: [signer.certificate]))
        refused(.wrongMimeType("text/plain"), try signer.signature(statement.bytes, mimeType: "text/plain"))
        refused(.statement(.notCanonical(.truncated)), try signer.signature([]))
        refused(
            .statement(.notCanonical(.trailingBytes(at: statement.bytes.count))),
            try signer.signature(statement.bytes + [0x0a])
        )
        let later = try Samples.time("2020-06-17T18:22:32+02:00")
        refused(
            .timeMismatch(declared: statement.declaredAt.instant, signing: later.instant),
            try signer.signature(statement.bytes, at: later)
        )
        let foreign = try Samples.statement(of: .exhibitSealed)
        refused(
            .actorMismatch(actor: foreign.actor, signer: signer.certificate.fingerprint),
            try signer.signature(foreign.bytes)
        )
        let stamped = try signer.signature(statement.bytes)
            .adding(signatureTimeStamp: signer.signature([0x30, 0x00]).der)
        refused(.unsignedAttribute, stamped)
    }

    @Test("bytes after the entry, before it, or none at all are refused")
    func notDER() throws {
        let signer = try Signer()
        let der = try Entry.sign(signer.statement(), key: signer.key, certificate: signer.certificate).der
        #expect(throws: EntryError.signature(.trailingBytes(count: 1))) { try Entry(parsing: der + [0]) }
        #expect(throws: EntryError.signature(.notDER)) { try Entry(parsing: []) }
        #expect(throws: EntryError.signature(.notDER)) { try Entry(parsing: Array(der.dropLast())) }
        #expect(throws: EntryError.self) { try Entry(parsing: Array(der.dropFirst())) }
    }

    @Test("no entry with one changed byte both reads and verifies")
    func changedBytes() throws {
        let signer = try Signer()
        let entry = try Entry.sign(signer.statement(), key: signer.key, certificate: signer.certificate)
        for position in entry.der.indices {
            var changed = entry.der
            changed[position] ^= 1
            #expect(throws: EntryError.self, "byte \(position)") {
                try Entry(parsing: changed).verify(certificate: signer.certificate)
            }
        }
    }

    @Test("another certificate over the same key does not verify")
    func renewedCertificate() throws {
        let signer = try Signer()
        let entry = try Entry.sign(signer.statement(), key: signer.key, certificate: signer.certificate)
        let renewed = try Certificate.selfSigned(
            for: signer.key,
            commonName: "Béatrice Exemple",
            organization: nil,
            notBefore: Samples.time().instant,
            years: 5
        )
        #expect(throws: EntryError.signature(.certificateMismatch)) { try entry.verify(certificate: renewed) }
    }

    @Test("an entry of an unknown kind is read and verified")
    func unknownKind() throws {
        let signer = try Signer()
        let bytes = try signer.statement(of: .bundleReleased).bytes
        let text = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: "bundle.released@1", with: "bundle.released@2")
        let entry = try Entry(parsing: signer.signature(Array(text.utf8)).der)
        #expect(entry.statement.kind == .unknown("bundle.released@2"))
        try entry.verify(certificate: signer.certificate)
    }
}
