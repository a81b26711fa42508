import ASiC
import Cryptography
import Custody
import Documents
import Foundation
import Testing
import TransparencyLog
import Wording

/// An extracted bundle of two pieces, put together file by file, with the guide inside: what the guide is run on.
struct DemonstrationBundle {
    /// `bundle/`, and beside it `signer.pem` and `root.pem`, what the reader knows from elsewhere.
    let folder: Folder

    private let authority: DemonstrationAuthority
    private let key = SigningKey.generateP256()
    private let certificate: Certificate
    private let ledger: NoteSigner
    private let origin: String
    private let exhibits = [ExhibitID.random(), ExhibitID.random()]
    private let submission = SubmissionID.random()
    private var entries: [Entry] = []
    private var disclosures: [String: CanonicalJSON] = [:]

    private static let declaredAt = "2020-06-17T18:24:10+02:00"
    private static let pieces: [(name: String, bytes: [UInt8])] = [
        ("Pieces/001_Capture.png", Array("first".utf8)), ("Pieces/002_Discussion.txt", Array("second".utf8)),
    ]

    init() throws {
        folder = try Folder()
        authority = try DemonstrationAuthority()
        let since = try #require(Instant.parse(rfc3339: "2020-01-01T00:00:00Z")?.instant)
        certificate = try Certificate.selfSigned(
            for: key,
            commonName: "DÉMONSTRATION",
            organization: nil,
            notBefore: since,
            years: 100
        )
        let ledgerKey = Ed25519PrivateKey.generate()
        origin = VerifierKey.ledgerOrigin(for: ledgerKey.publicKey)
        ledger = try NoteSigner(name: origin, key: ledgerKey)
        try makeEntries()
        try writeFiles()
        try sign()
        try folder.write(certificate.pem, to: "signer.pem")
        try folder.write(try authority.root, to: "root.pem")
    }

    /// Runs the guide as a reader would.
    func check(signer: String = "signer.pem", root: String = "root.pem") throws -> Folder.Result {
        try folder.run(
            "sh",
            "Verification/COMMENT_VERIFIER.txt",
            in: "bundle",
            environment: ["SIGNER": "../" + signer, "ROOT": "../" + root]
        )
    }
}

// MARK: - Entries

extension DemonstrationBundle {
    private mutating func makeEntries() throws {
        try add(.ledgerOpened, facts: .ledgerKey(vkey: ledger.verifierKey.description))
        let enrolment = Enrolment(
            certificate: certificate.fingerprint,
            recipient: AgeIdentity.generate().recipient.description,
            role: .admin,
            acceptance: [1, 2, 3]
        )
        try add(.custodianEnrolled, facts: .enrolment(enrolment))
        for (exhibit, piece) in zip(exhibits, Self.pieces) {
            let content = ExhibitContent(
                size: UInt64(piece.bytes.count),
                mediaType: "text/plain",
                sha256: Digest(of: piece.bytes)
            )
            let name = ReceivedName(bytes: Array(piece.name.utf8))
            try add(.exhibitSealed, exhibit: exhibit, values: ["content": content.json, "name": name.json])
        }
        let heads = zip(exhibits, entries.suffix(2)).map { ExhibitHead(exhibit: $0, head: $1.leafHash) }
        let releve = CanonicalJSON.string(Digest(of: []).base64url)
        try add(.submissionReceived, lists: [ExhibitHead.listName: ListLines(heads).list], values: ["releve": releve])
        try add(.bundlePrepared, facts: .bundle(.complete), lists: [ExhibitHead.listName: ListLines(heads).list])
    }

    private mutating func add(
        _ kind: StatementKind,
        exhibit: ExhibitID? = nil,
        facts: Facts? = nil,
        lists: [String: EntryList] = [:],
        values: [String: CanonicalJSON] = [:]
    ) throws {
        let openings = try Openings(of: kind, values: values)
        let shape = try #require(kind.shape)
        let statement = try Statement(
            origin: origin,
            index: UInt64(entries.count),
            kind: kind,
            declaredAt: try #require(DeclaredTime(Self.declaredAt)),
            actor: certificate.fingerprint,
            tool: Tool(name: "scelle", version: "0.1.0", platform: "test"),
            governance: entries.isEmpty ? nil : entries[0].leafHash,
            exhibit: exhibit,
            submission: shape.required.contains(.submission) ? submission : nil,
            facts: facts,
            lists: lists,
            commitments: openings.commitments
        )
        if !openings.texts.isEmpty {
            disclosures[String(entries.count)] = .array(openings.texts.map { .string($0) })
        }
        entries.append(try Entry.sign(statement, key: key, certificate: certificate))
    }
}

// MARK: - Files

extension DemonstrationBundle {
    private func writeFiles() throws {
        for piece in Self.pieces { try put(piece.name, piece.bytes) }
        let lines = Self.pieces.map { "\(Digest(of: $0.bytes).hex)  \($0.name)\n" }
        try put("EMPREINTES.sha256", Array(lines.joined().utf8))
        try put("Verification/COMMENT_VERIFIER.txt", Array(VerificationGuide().text(in: .french).utf8))
        try put("Verification/certificates/\(certificate.fingerprint.hex).pem", Array(certificate.pem.utf8))
        try put("Verification/disclosures.json", CanonicalJSON.object(disclosures).bytes)
        try put("Verification/bundle.json", index.bytes)
        // Two heads, so that entries are proven against different ones.
        for size in [entries.count - 1, entries.count] {
            let stamped = try #require(try head(size).stampedBytes(ledgerKeys: [ledger.verifierKey]))
            try put("Verification/checkpoints/\(size)", stamped)
            try put("Verification/checkpoints/\(size).0123456789abcdef.tst", authority.stamp(stamped))
        }
        let tree = MerkleTree(leafHashes: entries.map(\.leafHash))
        for (position, entry) in entries.enumerated() {
            let size = max(position + 1, entries.count - 1)
            let inclusion = try InclusionProof(leafIndex: UInt64(position), treeSize: UInt64(size), from: tree)
            try put("Verification/entries/00000\(position).p7m", entry.der)
            try put(
                "Verification/proofs/00000\(position).tlog-proof",
                LogProof(inclusion, checkpoint: try head(size)).bytes
            )
        }
    }

    private func put(_ path: String, _ bytes: [UInt8]) throws {
        try folder.write(bytes, to: "bundle/" + path)
    }

    private var index: CanonicalJSON {
        let pieces = zip(exhibits, Self.pieces).enumerated().map { position, pair in
            CanonicalJSON.object([
                "exhibit": .string(pair.0.hex), "number": .integer(UInt64(position + 1)), "path": .string(pair.1.name),
            ])
        }
        return .object([
            "origin": .string(origin), "pieces": .array(pieces), "prepared": .integer(UInt64(entries.count - 1)),
            "profile": .integer(1), "size": .integer(UInt64(entries.count)),
        ])
    }

    private func head(_ size: Int) throws -> SignedCheckpoint {
        let tree = MerkleTree(leafHashes: entries.map(\.leafHash))
        let root = try rootHash(size: UInt64(size), from: tree)
        return try SignedCheckpoint(
            Checkpoint(origin: origin, treeSize: UInt64(size), rootHash: root),
            signers: [ledger]
        )
    }

    /// Lists what is in the folder, and signs the list with a time stamp over the signature.
    func sign() throws {
        let found = try folder.run("find", ".", "-type", "f", "!", "-path", "./META-INF/*", in: "bundle").output
        let names = found.split(separator: "\n").map { String($0.dropFirst(2)) }.filter { $0 != "mimetype" }
        let references = try names.sorted().map { name in
            ASiCManifest.Reference(
                name: try ObjectName(name),
                mediaType: "application/octet-stream",
                digest: Digest(of: try folder.read("bundle/" + name))
            )
        }
        let manifest = try ASiCManifest(signature: ObjectName("META-INF/signature001.p7s"), references: references)
        let signature = try CAdESSignature.sign(
            manifest.bytes,
            form: .detached,
            key: key,
            certificate: certificate,
            including: [certificate],
            signingTime: try #require(DeclaredTime(Self.declaredAt)).instant,
            mimeType: "text/xml"
        )
        let token = try authority.stamp(signature.signatureValue)
        try put("mimetype", Array("application/vnd.etsi.asic-e+zip".utf8))
        try put("META-INF/ASiCManifest001.xml", manifest.bytes)
        try put("META-INF/signature001.p7s", try signature.adding(signatureTimeStamp: token).der)
    }
}
