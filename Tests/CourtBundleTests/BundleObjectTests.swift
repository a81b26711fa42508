import ASiC
import CourtBundle
import Cryptography
import Testing

@Suite("The layout")
struct BundleObjectTests {
    static let digest = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"

    static let objects: [(path: String, object: BundleObject)] = [
        ("00_LISEZ-MOI.txt", .document(.readMe)),
        ("01_Bordereau.txt", .document(.inventory)),
        ("02_Attestation_de_scellement.txt", .document(.attestation)),
        ("03_Fiche_de_tracabilite.txt", .document(.traceability)),
        ("EMPREINTES.sha256", .digestList),
        ("Pieces/001_Capture_conversation.txt", .piece(SampleBundle.names[0])),
        ("Pieces/002_Message_vocal_ete.ogg", .piece(SampleBundle.names[1])),
        ("Verification/bundle.json", .index),
        ("Verification/entries/000000.p7m", .entry(0)),
        ("Verification/entries/000012.p7m", .entry(12)),
        ("Verification/entries/1234567.p7m", .entry(1_234_567)),
        ("Verification/proofs/000012.tlog-proof", .inclusionProof(12)),
        ("Verification/proofs/17-40.consistency", .consistencyProof(from: 17, to: 40)),
        ("Verification/checkpoints/2", .checkpoint(2)),
        ("Verification/checkpoints/17", .checkpoint(17)),
        ("Verification/checkpoints/17.4bf5122f344554c5.tsr", .response(size: 17, authority: SampleBundle.token)),
        ("Verification/checkpoints/17.4bf5122f344554c5.tst", .token(size: 17, authority: SampleBundle.token)),
        ("Verification/checkpoints/17.cosigned", .cosignedCheckpoint(17)),
        ("Verification/certificates/\(digest).pem", .certificate(Digest(of: [1]))),
        ("Verification/disclosures.json", .disclosures),
        ("Verification/lists/000002.exhibits", .list(entry: 2, name: "exhibits")),
        ("Verification/COMMENT_VERIFIER.txt", .guide),
        ("META-INF/ASiCManifest001.xml", .manifest),
        ("META-INF/signature001.p7s", .signature),
    ]

    @Test("each object has its path, and each path its object", arguments: objects)
    func paths(path: String, object: BundleObject) throws {
        #expect(object.path == path)
        #expect(BundleObject(try ObjectName(path)) == object)
    }

    @Test("the order of the objects is that of this table")
    func order() {
        let objects = Self.objects.map(\.object)
        #expect(objects.reversed().sorted() == objects)
    }

    @Test("pieces, checkpoints and entries are in the order of their numbers, not of their digits")
    func numericOrder() {
        let ten = PieceName(number: 1000, title: "a", receivedName: [])
        let nine = PieceName(number: 999, title: "b", receivedName: [])
        #expect(BundleObject.piece(nine) < .piece(ten))
        #expect(BundleObject.checkpoint(9) < .checkpoint(10))
        #expect(BundleObject.entry(999_999) < .entry(1_000_000))
        #expect(BundleObject.cosignedCheckpoint(9) < .checkpoint(10))
    }

    @Test("only what is streamed is too large for memory")
    func limits() {
        for (_, object) in Self.objects {
            switch object {
            case .piece, .document, .digestList, .manifest: #expect(object.sizeLimit == nil)
            default: #expect(object.sizeLimit ?? 0 >= 65_535)
            }
        }
    }

    @Test(
        "each of these is no file of the profile",
        arguments: [
            "mimetype", "00_lisez-moi.txt", "00_LISEZ-MOI.pdf", "04_Autre.txt", "EMPREINTES.sha512", "VERIFIER.html",
            "Pieces/Capture.png", "Pieces/001_a/b.png", "Pieces/0001_a.png", "pieces/001_a.png", "Piece/001_a.png",
            "Verification/Bundle.json", "Verification/entries/12.p7m", "Verification/entries/0000012.p7m",
            "Verification/entries/+00012.p7m", "Verification/entries/000012.p7s", "Verification/entries/000012",
            "Verification/entries/99999999999999999999.p7m", "Verification/proofs/12.tlog-proof",
            "Verification/proofs/40-17.consistency", "Verification/proofs/17-17.consistency",
            "Verification/proofs/017-40.consistency", "Verification/proofs/17-40-50.consistency",
            "Verification/proofs/17.consistency", "Verification/checkpoints/017", "Verification/checkpoints/",
            "Verification/checkpoints/17.txt", "Verification/checkpoints/17.4bf5122f344554c.tst",
            "Verification/checkpoints/17.4BF5122F344554C5.tst", "Verification/checkpoints/17.4bf5122f344554c5.tsq",
            "Verification/certificates/\(digest.uppercased()).pem", "Verification/certificates/anchor.pem",
            "Verification/certificates/\(digest).crt", "Verification/lists/2.exhibits", "Verification/lists/000002.",
            "Verification/lists/000002.ex-hibits", "Verification/lists/000002.exhibits.txt", "Verification/other/1",
            "Verification/entries/deep/000012.p7m", "META-INF/ASiCManifest002.xml", "META-INF/signature002.p7s",
            "META-INF/manifest.xml",
        ]
    )
    func refuses(path: String) {
        let name = try? ObjectName(path)
        #expect(name.flatMap { BundleObject($0) } == nil)
    }
}
