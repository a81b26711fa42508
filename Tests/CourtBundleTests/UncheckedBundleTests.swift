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
            #expect(
                container.objects.count == SampleBundle.files.count + SampleBundle.entries.count
                    + SampleBundle.proofs.count + 2 + 6
            )
            for other in [extracted, handOver] {
                #expect(other.structuralFault == nil)
                #expect(other.unknownObjects.isEmpty)
                #expect(Set(other.objects.map(\.name)) == Set(container.objects.map(\.name)))
                for (position, object) in container.objects.enumerated() {
                    let found = try #require(other.position(of: object.name))
                    #expect(other.objects[found] == object)
                    #expect(try other.digest(at: found) == container.digest(at: position))
                }
            }
        }
    }

    @Test("every object is found by what it is")
    func accessors() throws {
        try withThreeForms { bundle throws in
            let index = try bundle.index()
            #expect(index.pieces.map(\.name) == SampleBundle.names)
            #expect(try bundle.digestLines().map(\.digest) == SampleBundle.pieces.map { Digest(of: $0.bytes) })
            let disclosures = try bundle.disclosures()
            for (entry, texts) in try SampleBundle.disclosures().textsByEntry {
                #expect(try disclosures.texts(ofEntry: entry) == texts)
            }
            #expect(try disclosures.texts(ofEntry: 999).isEmpty)
            #expect(bundle.entryIndexes == [0, 1, 2])
            #expect(bundle.checkpointSizes == [2, 3])
            #expect(bundle.cosignedSizes == [2])
            #expect(bundle.consistencyProofs.map(\.from) == [2])
            #expect(bundle.tokens.map(\.path) == ["Verification/checkpoints/2.4bf5122f344554c5.tst"])
            #expect(bundle.responses.map(\.authority) == [SampleBundle.token])
            #expect(bundle.lists.map(\.name) == ["exhibits"])
            var lines: [[UInt8]] = []
            let isList = try bundle.readList(2, name: "exhibits") { lines.append($0) }
            #expect(isList && lines.flatMap { $0 + [0x0A] } == SampleBundle.listLines.bytes)
            #expect(try bundle.certificates().map(\.digest) == [Digest(of: [2])])
            #expect(try bundle.signatureBytes() == SampleBundle.signature)
            let manifest = try #require(try bundle.manifestBytes())
            let references = try ASiCManifest(parsing: manifest).references
            #expect(references.count == 23)
            var found: [ASiCManifest.Reference] = []
            let read = try #require(
                try bundle.readManifest { reference in
                    guard let name = try? ObjectName(bytes: reference.name) else { return false }
                    found.append(.init(name: name, mediaType: reference.mediaType, digest: reference.digest))
                    return true
                }
            )
            #expect(found == references)
            #expect(read.signature.text == BundleObject.signature.path)
            #expect(read.digest == Digest(of: manifest))
            #expect(try bundle.readManifest { _ in false } == nil)
            // The sample's files hold their own paths.
            let paths = try [
                bundle.entryBytes(1), bundle.proofBytes(2), bundle.checkpointBytes(3), bundle.cosignedBytes(2),
                bundle.consistencyBytes(from: 2), bundle.tokenBytes(size: 2, authority: SampleBundle.token),
                bundle.responseBytes(size: 2, authority: SampleBundle.token), bundle.certificatePEM(Digest(of: [2])),
            ].map { String(decoding: $0 ?? [], as: UTF8.self) }
            #expect(
                paths == [
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
            let isList = try bundle.readList(0, name: "exhibits") { _ in }
            #expect(!isList)
            #expect(try bundle.bytes(of: .token(size: 9, authority: SampleBundle.token)) == nil)
            for path in ["nowhere", "../nowhere", "", "mimetype", "Pieces", "verification/bundle.json", "é"] {
                #expect(bundle.position(of: path) == nil, "\(path)")
            }
        }
    }

    @Test("bytes are handed out up to a limit, pieces as a stream alone")
    func limits() throws {
        try withThreeForms { bundle throws in
            #expect(throws: BundleReadError.self) { try bundle.bytes(of: .piece(SampleBundle.names[0])) }
            for (name, piece) in zip(SampleBundle.names, SampleBundle.pieces) {
                let position = try #require(bundle.position(of: .piece(name)))
                #expect(bundle.objects[position].name.text == BundleObject.piece(name).path)
                #expect(bundle.objects.size(at: position) == UInt64(piece.bytes.count))
                #expect(try bundle.digest(at: position) == Digest(of: piece.bytes))
            }
        }
        try withTemporaryFolder { folder in
            let path = try SampleBundle.writeThreeForms(in: folder).extracted
            for (entry, size) in [(8, 65_535), (9, 65_536)] {
                let name = "/Verification/entries/00000\(entry).p7m"
                try TestFile.write([UInt8](repeating: 1, count: size), to: path + name)
            }
            let bundle = try UncheckedBundle(opening: path)
            #expect(try bundle.entryBytes(8)?.count == 65_535)
            let name = "Verification/entries/000009.p7m"
            let tooLarge = BundleReadError.unreadable(path: name, .tooLarge(name: name, size: 65_536, limit: 65_535))
            #expect(throws: tooLarge) { try bundle.entryBytes(9) }
        }
    }

    @Test("several threads hash one bundle at once")
    func threads() async throws {
        let folder = try TestFolder()
        try SampleBundle.write(SampleBundle.plan(), in: folder.path)
        let bundle = try UncheckedBundle(opening: folder.path + "/Dossier/Dossier.asice")
        let positions = bundle.objects.indices
        let sequential = try positions.map { try bundle.digest(at: $0) }
        let parallel = try await withThrowingTaskGroup(of: (Int, Digest).self) { group in
            for position in positions {
                group.addTask { (position, try bundle.digest(at: position)) }
            }
            return try await group.reduce(into: [Int: Digest]()) { $0[$1.0] = $1.1 }
        }
        #expect(positions.map { parallel[$0] } == sequential)
        withExtendedLifetime(folder) {}
    }
}

extension UncheckedBundle {
    /// All lines of the list of digests.
    func digestLines() throws(BundleReadError) -> [DigestList.Line] {
        var lines: [DigestList.Line] = []
        try readDigestList { lines.append($0) }
        return lines
    }
}
