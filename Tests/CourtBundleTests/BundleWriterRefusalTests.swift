import ASiC
import CourtBundle
import Cryptography
import Custody
import Synchronization
import Testing

@Suite("What a bundle is not written from")
struct BundleWriterRefusalTests {
    struct Unwilling: Error {}

    /// Writes, expects an error, and that nothing is left behind.
    private func refusal(
        of plan: BundlePlan,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> BundleWriterError? {
        try withTemporaryFolder { folder in
            let error = #expect(throws: BundleWriterError.self, sourceLocation: sourceLocation) {
                try SampleBundle.draft(of: plan, as: folder + "/Dossier")
            }
            let left = try TestFile.names(in: folder)
            #expect(left.isEmpty, sourceLocation: sourceLocation)
            return error
        }
    }

    private func piece(
        number: UInt64 = 1,
        size: UInt64 = 3,
        digest: Digest = Digest(of: Array("abc".utf8)),
        mediaType: String? = nil,
        open: @escaping @Sendable () throws -> BundlePlan.Piece.Reader = { SampleBundle.reader(of: Array("abc".utf8)) }
    ) -> BundlePlan.Piece {
        BundlePlan.Piece(
            name: PieceName(number: number, title: "a", receivedName: []),
            exhibit: SampleBundle.exhibits[0],
            size: size,
            digest: digest,
            mediaType: mediaType,
            open: { _ in try open() }
        )
    }

    @Test("the helper's piece is good as it stands")
    func good() throws {
        try withTemporaryFolder { folder in
            try SampleBundle.write(SampleBundle.plan(pieces: [piece()]), in: folder)
            #expect(try TestFile.read(folder + "/Dossier/Pieces/001_a") == Array("abc".utf8))
        }
    }

    @Test("a piece may come in more parts than a stack has room for calls")
    func manyParts() throws {
        let bytes = [UInt8](repeating: 0x61, count: 150_000)
        let long = piece(size: UInt64(bytes.count), digest: Digest(of: bytes)) {
            var given = 0
            return { buffer in
                guard given < 150_000 else { return 0 }
                given += 1
                buffer[0] = 0x61
                return 1
            }
        }
        try withTemporaryFolder { folder in
            try SampleBundle.write(SampleBundle.plan(pieces: [long]), in: folder)
            #expect(try TestFile.read(folder + "/Dossier/Pieces/001_a") == bytes)
        }
    }

    @Test("a piece whose bytes, or their number, are not what was sealed is named")
    func changedPieces() throws {
        let changed = [
            piece(digest: Digest(of: Array("abd".utf8))),
            piece(size: 2, digest: Digest(of: Array("ab".utf8))),
            piece(size: 4),
            piece { SampleBundle.reader(of: []) },
        ]
        for piece in changed {
            guard case .pieceChanged(let path) = try refusal(of: SampleBundle.plan(pieces: [piece])) else {
                Issue.record("refused for another reason")
                continue
            }
            #expect(path == "Pieces/001_a")
        }
    }

    @Test("a source that fails is named with its reason")
    func failingSources() throws {
        let plans = try [
            (SampleBundle.plan { if $0 == 1 { throw Unwilling() } else { [] } }, "Verification/entries/000001.p7m"),
            (SampleBundle.plan(pieces: [piece { throw Unwilling() }]), "Pieces/001_a"),
            (SampleBundle.plan(pieces: [piece { { _ in throw Unwilling() } }]), "Pieces/001_a"),
        ]
        for (plan, expected) in plans {
            guard case .sourceFailed(let path, let cause) = try refusal(of: plan) else {
                Issue.record("refused for another reason")
                continue
            }
            #expect(path == expected)
            #expect(cause is Unwilling)
        }
    }

    @Test("a bundle that nobody signs leaves nothing behind, and is not written while it is signed")
    func notSigned() throws {
        try withTemporaryFolder { folder in
            let wasOpened = Mutex(false)
            let piece = piece {
                wasOpened.withLock { $0 = true }
                return SampleBundle.reader(of: Array("abc".utf8))
            }
            let writer = try BundleWriter.begin(SampleBundle.plan(pieces: [piece]), as: folder + "/Dossier")
            #expect(try TestFile.names(in: folder).count == 1)
            #expect(!wasOpened.withLock { $0 })
            writer.discard()
            #expect(try TestFile.names(in: folder).isEmpty)
        }
    }

    @Test(
        "a bundle without a file that each has is not written",
        arguments: [
            .document(.readMe), .document(.inventory), .document(.attestation), .document(.traceability), .guide,
            .entry(2), .checkpoint(3),
        ] as [BundleObject]
    )
    func missing(object: BundleObject) throws {
        guard case .missing(let path) = try refusal(of: SampleBundle.plan(without: [object])) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(path == object.path)
    }

    @Test(
        "what a plan is not given",
        arguments: [
            .index, .digestList, .disclosures, .manifest, .signature, .piece(SampleBundle.names[0]),
            .entry(1), .inclusionProof(1), .list(entry: 2, name: "../x"), .list(entry: 2, name: ""),
            .consistencyProof(from: 3, to: 2),
        ] as [BundleObject]
    )
    func notPlanned(object: BundleObject) throws {
        var plan = try SampleBundle.plan()
        let error = #expect(throws: BundleWriterError.self) { try plan.add(object, bytes: []) }
        guard case .notPlanned = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test("no file is planned twice")
    func repeated() throws {
        var plan = try SampleBundle.plan()
        let error = #expect(throws: BundleWriterError.self) { try plan.add(.checkpoint(3), bytes: []) }
        guard case .repeated("Verification/checkpoints/3") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let entry = #expect(throws: BundleWriterError.self) { try plan.add(entries: [0]) { _ in [] } }
        guard case .repeated("Verification/entries/000000.p7m") = entry else {
            Issue.record("\(String(describing: entry))")
            return
        }
        var bare = try BundlePlan(
            origin: SampleBundle.origin,
            size: 3,
            prepared: 2,
            pieces: PlannedPieces(count: 0) { _ in throw Unwilling() },
            disclosures: SampleBundle.gatheredDisclosures()
        )
        let proof = #expect(throws: BundleWriterError.self) { try bare.add(proofs: [0, 2, 2]) { _ in [] } }
        guard case .repeated("Verification/proofs/000002.tlog-proof") = proof else {
            Issue.record("\(String(describing: proof))")
            return
        }
    }

    @Test("a file that our own reader would refuse is not written")
    func tooLarge() throws {
        let plan = try SampleBundle.plan { [UInt8](repeating: 0, count: $0 == 1 ? 65_536 : 1) }
        guard case .tooLarge(_, 65_536, 65_535) = try refusal(of: plan) else {
            Issue.record("refused for another reason")
            return
        }
    }

    @Test("more files than a manifest can refer to are refused before anything is written")
    func tooManyFiles() throws {
        var plan = try SampleBundle.plan(without: [.entry(0), .entry(1), .entry(2)], pieces: [])
        try plan.add(entries: Array(0..<1_000_000)) { _ in throw Unwilling() }
        guard case .bundleTooLarge("META-INF/ASiCManifest001.xml", let size, 1_000_000) = try refusal(of: plan) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(size == UInt64(1_000_000 + SampleBundle.proofs.count + SampleBundle.files.count + 1 + 3))
    }

    @Test("pieces that make no index, and media types that are none, are refused before anything is written")
    func refusedEarly() throws {
        guard case .index(.outOfOrder(1)) = try refusal(of: SampleBundle.plan(pieces: [piece(), piece()])) else {
            Issue.record("refused for another reason")
            return
        }
        let wasOpened = Mutex(false)
        let plan = try SampleBundle.plan(pieces: [
            piece(mediaType: "text/plain; charset=utf-8") {
                wasOpened.withLock { $0 = true }
                return SampleBundle.reader(of: [])
            }
        ])
        guard case .manifest(.mediaType) = try refusal(of: plan) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(!wasOpened.withLock { $0 })
    }

    @Test("a path that ends in no name is refused", arguments: ["", "/", ".", "..", "a/..", "./"])
    func notAName(path: String) throws {
        let error = #expect(throws: BundleWriterError.self) {
            try SampleBundle.draft(of: SampleBundle.plan(), as: path)
        }
        guard case .notAName = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test("a place that does not exist is an error of its own")
    func noParent() throws {
        try withTemporaryFolder { folder in
            let error = #expect(throws: BundleWriterError.self) {
                try SampleBundle.draft(of: SampleBundle.plan(), as: folder + "/none/Dossier")
            }
            guard case .cannotWrite = error else { Issue.record("\(String(describing: error))"); return }
        }
    }
}
