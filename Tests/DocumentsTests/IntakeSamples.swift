import Cryptography
import Custody
import Documents
import Testing
import Wording

// What intake learned of the invented bundle, and bundles that show nothing else.

extension Samples {
    /// What a telephone's screen capture shows of itself, with a name that nobody could have in a document's margin.
    static let seen = ObservedFacts(
        reading: .complete,
        looked: ["png", "exif"],
        observations: [
            ObservedFacts.Observation("file.kind", ["kind": .string("image")]),
            ObservedFacts.Observation(
                "image.dimensions",
                at: 16,
                ["height": .integer(2_532), "width": .integer(1_170)]
            ),
            ObservedFacts.Observation("location.present", at: 4_211, ["in": .string("EXIF")]),
            ObservedFacts.Observation(
                "software.named",
                ["in": .string("EXIF"), "text": .string("Exemple\u{202e} 1.0")]
            ),
            ObservedFacts.Observation("later.release", ["text": .string("x")]),
        ],
        reader: ObservedFacts.Reader(name: "scelle-observe", version: "0.1.0", magic: "544")
    )

    /// One file of each reason that was not received, and one behind a link.
    static let intake = IntakeRecord(
        notReceived: IntakeRecord.Reason.allCases.map { reason in
            IntakeRecord.Omission(name: ReceivedName(bytes: Array("Envoi/\(reason.rawValue).bin".utf8)), reason: reason)
        },
        links: [ReceivedName(bytes: Array("Envoi/raccourci.png".utf8))],
        rereadFromMemory: true
    )

    static let series = [
        SeriesSummary(declaredName: "Conversation", declaredCount: 4, pieces: [1, 2], missing: [3, 4], repeated: []),
        SeriesSummary(declaredName: "", declaredCount: 2, pieces: [2], missing: [], repeated: [1]),
    ]

    static let statements: SubmissionDeclaration.Statements = {
        var statements = SubmissionDeclaration.Statements()
        statements.recipient = "Maître Lefèvre"
        statements.names = ["IMG_0412.PNG", "Discussion WhatsApp avec Léa.txt"]
        statements.madeByPerson = .no("sa sœur")
        statements.capturedAt = "17 juin vers 18\u{a0}h\u{a0}20"
        statements.device = "iPhone 8, iOS 13.5"
        statements.platform = "Instagram"
        statements.account = "@camille.exemple"
        statements.state = "entières"
        statements.isStillVisible = .unknown
        statements.keepsOriginals = .yes
        statements.reported = "oui, le 18 juin"
        return statements
    }()

    func declaration(_ statements: SubmissionDeclaration.Statements) -> SubmissionDeclaration {
        SubmissionDeclaration(statements, ledger: full.origin, releve: Self.digest("relevé").hex)
    }

    /// The sheet of an item of which no copy was made.
    func digestOnlySheet(description: DeclaredValue = .notAsked) throws -> DigestOnlySheet {
        DigestOnlySheet(
            origin: full.origin,
            exhibit: try #require(ExhibitID("8b3e2f6a1cd46e5a0f7a9c23d4e5f607")),
            entry: try Self.entry(5, "2020-06-17T18:40:00+02:00", stamped),
            observedContent: ExhibitContent(size: 2_345_678, mediaType: nil, sha256: Self.digest("not copied")),
            declaredDescription: description,
            declaredLocation: .given("téléphone de Camille, dans le coffre du cabinet"),
            declaredHolder: .unknown,
            tool: tool
        )
    }

    /// The first piece, of which the program saw `facts`.
    func showing(
        _ facts: ObservedFacts?,
        in submissions: [SubmissionSummary]? = nil,
        handedOverAgain: [SubmissionID] = []
    ) throws -> WholeBundle {
        let piece = pieces[0]
        let shown = PieceSummary(
            number: piece.number,
            fileName: piece.fileName,
            exhibit: piece.exhibit,
            submission: piece.submission,
            handedOverAgain: handedOverAgain,
            entry: piece.entry,
            declared: piece.declared,
            observedName: piece.observedName,
            observedContent: piece.observedContent,
            observedFacts: facts,
            operations: piece.operations
        )
        return try Self.bundle(
            signer: signer,
            submissions: submissions ?? [submission],
            pieces: [shown],
            stamped: stamped,
            tool: tool
        )
    }

    /// Everything that the catalogue can say of a file, and an archive whose members were listed in part.
    func everyObservation() throws -> WholeBundle {
        let prefix = "observation."
        let names = ["algorithm", "brand", "charset", "chunk", "domain", "extension", "field", "in", "kind", "layout"]
        let more = ["make", "mediaType", "model", "offset", "selector", "text"]
        let strings = Dictionary(
            uniqueKeysWithValues: (names + more).map { ($0, ObservedFacts.Value.string("exemple")) }
        )
        let numbers = Dictionary(
            uniqueKeysWithValues: ["changed", "count", "height", "original", "size", "width"].map {
                ($0, ObservedFacts.Value.integer(12_345))
            }
        )
        return try showing(
            ObservedFacts(
                reading: .partial,
                looked: ["zip"],
                limits: ["members"],
                observations: Catalogue.embedded.keys.filter { $0.hasPrefix(prefix) }.map {
                    ObservedFacts.Observation(
                        String($0.dropFirst(prefix.count)),
                        strings.merging(numbers) { first, _ in first }
                    )
                },
                members: ObservedFacts.Members(count: 12, digest: Self.digest("members")),
                reader: Self.seen.reader
            )
        )
    }

    /// The first piece, handed over again in a second call that sealed nothing new.
    func twice() throws -> WholeBundle {
        let again = SubmissionSummary(
            id: try #require(SubmissionID("0b7de2f1a4c94e0d9f3b5a6c7d8e9f02")),
            entry: try Self.entry(6, "2020-06-18T08:30:00+02:00", stamped),
            signer: signer,
            declared: SubmissionSummary.DeclaredFacts(
                from: .given("Camille"),
                receivedVia: .given("courriel"),
                receivedAt: .notAsked,
                device: .notAsked,
                note: .notAsked
            ),
            releve: Self.digest("second relevé"),
            sealedCount: 0,
            alreadyHeldCount: 1,
            reread: .notRecorded,
            observedIntake: IntakeRecord(notReceived: [], links: []),
            tool: tool
        )
        return try showing(nil, in: [submission, again], handedOverAgain: [again.id])
    }
}
