import ASiC
import CourtBundle
import Cryptography
import Custody
import Testing

@Suite("Reading a bundle")
struct UncheckedBundleTests {
    /// Runs `body` with the sample, opened in each of its three forms.
    private func withThreeForms(_ body: (UncheckedBundle) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            for path in [forms.container, forms.extracted, forms.handOver] {
                try body(UncheckedBundle(opening: path))
            }
        }
    }

    @Test("the three forms have the same objects with the same bytes")
    func formsAgree() throws {
        try withTemporaryFolder { folder in
            let forms = try SampleBundle.writeThreeForms(in: folder)
            let container = try UncheckedBundle(opening: forms.container)
            let extracted = try UncheckedBundle(opening: forms.extracted)
            let handOver = try UncheckedBundle(opening: forms.handOver)
            guard case .container = container.openKind, case .extractedFolder = extracted.openKind,
                case .handOverFolder(forms.container, _) = handOver.openKind
            else {
                Issue.record("opened as something else")
                return
            }
            #expect(container.objects.count == SampleBundle.files.count + 2 + 6)
            for other in [extracted, handOver] {
                #expect(other.structuralFault == nil)
                #expect(other.unknownObjects.isEmpty)
                #expect(Set(other.objects.map(\.name)) == Set(container.objects.map(\.name)))
                for object in container.objects {
                    #expect(other.size(of: object.name) == object.size)
                    #expect(try other.digest(of: object.name) == container.digest(of: object.name))
                }
            }
        }
    }

    @Test("every object is found by what it is")
    func accessors() throws {
        try withThreeForms { bundle throws in
            let index = try bundle.index()
            #expect(index.pieces.map(\.name) == SampleBundle.names)
            #expect(try bundle.digestList().lines.map(\.digest) == SampleBundle.pieces.map { Digest(of: $0.bytes) })
            let disclosures = try bundle.disclosures()
            for (entry, texts) in try SampleBundle.disclosures().textsByEntry {
                #expect(try disclosures.texts(ofEntry: entry) == texts)
            }
            #expect(try disclosures.texts(ofEntry: 999).isEmpty)
            #expect(bundle.entryIndexes == [0, 1, 2])
            #expect(bundle.proofIndexes == [0, 2])
            #expect(bundle.checkpointSizes == [2, 3])
            #expect(bundle.cosignedSizes == [2])
            #expect(bundle.consistencyProofs.map(\.from) == [2])
            #expect(bundle.tokens.map(\.path) == ["Verification/checkpoints/2.4bf5122f344554c5.tst"])
            #expect(bundle.responses.map(\.authority) == [SampleBundle.token])
            #expect(bundle.lists.map(\.name) == ["exhibits"])
            #expect(try bundle.listLines(2, name: "exhibits") == SampleBundle.listLines)
            #expect(try bundle.certificates().map(\.digest) == [Digest(of: [2])])
            #expect(try bundle.signatureBytes() == SampleBundle.signature)
            #expect(try bundle.manifestBytes().map { try ASiCManifest(parsing: $0).references.count } == 23)
            // The sample's files hold their own paths.
            let found = try [
                bundle.entryBytes(1), bundle.proofBytes(2), bundle.checkpointBytes(3), bundle.cosignedBytes(2),
                bundle.consistencyBytes(from: 2), bundle.tokenBytes(size: 2, authority: SampleBundle.token),
                bundle.responseBytes(size: 2, authority: SampleBundle.token), bundle.certificatePEM(Digest(of: [2])),
            ].map { String(decoding: $0 ?? [], as: UTF8.self) }
            #expect(
                found == [
                    "Verification/entries/000001.p7m", "Verification/proofs/000002.tlog-proof",
                    "Verification/checkpoints/3", "Verification/checkpoints/2.cosigned",
                    "Verification/proofs/2-3.consistency", "Verification/checkpoints/2.4bf5122f344554c5.tst",
                    "Verification/checkpoints/2.4bf5122f344554c5.tsr",
                    "Verification/certificates/\(Digest(of: [2]).hex).pem",
                ]
            )
        }
    }

    @Test("a missing file is nil, or named where every bundle has it")
    func missing() throws {
        try withThreeForms { bundle throws in
            #expect(try bundle.entryBytes(7) == nil)
            #expect(try bundle.proofBytes(1) == nil)
            #expect(try bundle.consistencyBytes(from: 1) == nil)
            #expect(try bundle.listLines(0, name: "exhibits") == nil)
            #expect(try bundle.bytes(of: "nowhere", limit: 10) == nil)
            #expect(try bundle.bytes(of: "../nowhere", limit: 10) == nil)
            #expect(throws: BundleReadError.missing(path: "../nowhere")) { try bundle.digest(of: "../nowhere") }
        }
    }

    @Test("bytes are handed out up to a limit, pieces as a stream alone")
    func limits() throws {
        try withThreeForms { bundle throws in
            let path = BundleObject.piece(SampleBundle.names[0]).path
            #expect(try bundle.bytes(of: path, limit: 3) == Array("abc".utf8))
            let tooLarge = BundleReadError.unreadable(path: path, .tooLarge(name: path, size: 3, limit: 2))
            #expect(throws: tooLarge) { try bundle.bytes(of: path, limit: 2) }
            #expect(throws: BundleReadError.self) { try bundle.bytes(of: .piece(SampleBundle.names[0])) }
            #expect(try bundle.digest(of: path) == Digest(of: Array("abc".utf8)))
            #expect(
                try bundle.digest(of: BundleObject.piece(SampleBundle.names[1]).path)
                    == Digest(of: SampleBundle.pieces[1].bytes)
            )
        }
    }

    @Test("several threads hash one bundle at once")
    func threads() async throws {
        let folder = try TestFolder()
        try SampleBundle.write(SampleBundle.plan(), in: folder.path)
        let bundle = try UncheckedBundle(opening: folder.path + "/Dossier/Dossier.asice")
        let names = bundle.objects.map(\.name)
        let sequential = try names.map { try bundle.digest(of: $0) }
        let parallel = try await withThrowingTaskGroup(of: (Int, Digest).self) { group in
            for (position, name) in names.enumerated() {
                group.addTask { (position, try bundle.digest(of: name)) }
            }
            return try await group.reduce(into: [Int: Digest]()) { $0[$1.0] = $1.1 }
        }
        #expect(names.indices.map { parallel[$0] } == sequential)
        withExtendedLifetime(folder) {}
    }
}
