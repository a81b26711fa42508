import Cryptography
import Custody
import Documents
import Testing
import Wording

/// One fixed bundle, as an association would hand it over; all of it is invented.
struct Samples {
    let tool = Tool(name: "scelle", version: "0.1.0", platform: "linux-x86_64")
    let signer: SignerSummary
    let submission: SubmissionSummary
    let stamped: AttestedTime
    let pieces: [PieceSummary]

    /// The bundle with every field filled.
    let full: WholeBundle

    init() throws {
        stamped = AttestedTime(
            genTime: try #require(Instant.parse(rfc3339: "2020-06-17T16:25:02Z")?.instant).adding(
                microseconds: 250_000
            ),
            accuracy: 1_500_000,
            authority: "DÉMONSTRATION – Horodatage",
            serialNumber: "04a1f3"
        )
        signer = SignerSummary(
            certificate: Self.digest("certificate"),
            name: "Maître Lefèvre",
            organization: "Cabinet Lefèvre"
        )
        let tool = tool
        let signer = signer
        let stamped = stamped
        let submissionID = try #require(SubmissionID("0b7de2f1a4c94e0d9f3b5a6c7d8e9f01"))
        submission = SubmissionSummary(
            id: submissionID,
            entry: try Self.entry(4, "2020-06-17T18:24:10+02:00", stamped),
            signer: signer,
            declared: SubmissionSummary.DeclaredFacts(
                from: .given("Camille"),
                receivedVia: .given("WhatsApp"),
                receivedAt: .given(
                    try Self.words("17/06/2020", "2020-06-17T00:00:00+02:00", "2020-06-17T23:59:59+02:00")
                ),
                device: .given("iPhone 8, iOS 13.5"),
                note: .given("Remise en présence de sa mère.")
            ),
            releve: Self.digest("relevé"),
            sealedCount: 2,
            reread: .inMemory,
            observedIntake: Self.intake,
            routeStripsMetadata: true,
            tool: tool
        )
        pieces = [
            PieceSummary(
                number: 1,
                fileName: "001_Capture_conversation.png",
                exhibit: try #require(ExhibitID("6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5")),
                submission: submissionID,
                entry: try Self.entry(2, "2020-06-17T18:23:58+02:00", stamped),
                declared: try Self.facts(title: .given("Capture de la conversation")),
                observedName: ReceivedName(bytes: Array("IMG_0412.PNG".utf8)),
                observedContent: ExhibitContent(size: 1_234_567, mediaType: "image/png", sha256: Self.digest("one")),
                observedFacts: Self.seen,
                observedPages: 1,
                operations: try Self.operations(of: 2, signer, stamped, tool)
            ),
            PieceSummary(
                number: 2,
                fileName: "002_Discussion_WhatsApp.txt",
                exhibit: try #require(ExhibitID("7a2d1e5f0bc35d409e6f8b12c3d4e5f6")),
                submission: submissionID,
                entry: try Self.entry(3, "2020-06-17T18:24:01+02:00", stamped),
                declared: try Self.facts(title: .unknown),
                observedName: ReceivedName(bytes: Array("Discussion WhatsApp avec Léa.txt".utf8)),
                observedContent: ExhibitContent(size: 980, mediaType: "text/plain", sha256: Self.digest("two")),
                observedPages: 3,
                operations: try Self.operations(of: 3, signer, stamped, tool)
            ),
        ]
        full = try Self.bundle(
            signer: signer,
            submissions: [submission],
            pieces: pieces,
            series: Self.series,
            stamped: stamped,
            tool: tool
        )
    }

    /// The bundle of `pieces`, stamped or not.
    static func bundle(
        caseFile: CaseHeading = Samples.heading,
        signer: SignerSummary,
        submissions: [SubmissionSummary],
        pieces: [PieceSummary],
        series: [SeriesSummary] = [],
        stamped: AttestedTime?,
        tool: Tool
    ) throws -> WholeBundle {
        let summary = BundleSummary(
            caseFile: caseFile,
            origin: "scelle.invalid/56475aa75463474c0285df5dbf2bcab7",
            treeSize: 8,
            rootHash: digest("root"),
            prepared: try entry(7, "2020-06-18T09:00:00+02:00", stamped),
            edition: .complete,
            declaredRecipient: .given("Tribunal judiciaire d'Exempleville, pôle pénal"),
            signer: signer,
            submissions: submissions,
            pieces: PieceTotals(pieces),
            series: series,
            digestList: digest("EMPREINTES.sha256"),
            isTimeStamped: stamped != nil,
            tool: tool
        )
        return WholeBundle(summary: summary, pieces: pieces)
    }

    static let heading: CaseHeading = {
        var heading = CaseHeading()
        heading.declaredReference = .given("2020-0042")
        heading.declaredCourt = .given("tribunal judiciaire d'Exempleville, 3e chambre")
        heading.declaredRollNumber = .given("20/01234")
        heading.declaredProsecutionNumber = .given("20170000042")
        heading.declaredInvestigationNumber = .given("JI 7/20/3")
        heading.declaredPoliceNumber = .given("2020/004242")
        heading.declaredClaimant = .given("Camille, partie civile")
        heading.declaredOpponent = .given("X")
        heading.declaredCounsel = .given("Me Lefèvre, avocat au barreau d'Exempleville, toque 42")
        heading.declaredCapacity = .given("avocat")
        return heading
    }()

    static func entry(_ index: UInt64, _ declaredAt: String, _ attested: AttestedTime?) throws -> EntrySummary {
        EntrySummary(
            index: index,
            leafHash: digest("leaf \(index)"),
            declaredAt: try #require(DeclaredTime(declaredAt)),
            attested: attested,
            notBefore: attested == nil ? nil : Instant.parse(rfc3339: "2020-06-17T09:00:00Z")?.instant
        )
    }

    static func facts(title: DeclaredValue) throws -> PieceSummary.DeclaredFacts {
        PieceSummary.DeclaredFacts(
            title: title,
            platform: .given("Instagram"),
            account: .given("@exemple_vedette"),
            url: .given("https://reseau.exemple.invalid/@exemple_vedette/une-adresse-bien-trop-longue-pour-une-ligne"),
            capturedAt: .given(
                try words("17 juin vers 18\u{a0}h\u{a0}20", "2020-06-17T18:15:00+02:00", "2020-06-17T18:25:00+02:00")
            ),
            publishedAt: .unknown,
            visibility: .given("privé"),
            state: .given("entière"),
            series: .given("1/2"),
            note: .notAsked
        )
    }

    static func words(_ text: String, _ from: String, _ upTo: String) throws -> DeclaredDate.Words {
        let start = try #require(DeclaredTime(from))
        let end = try #require(DeclaredTime(upTo))
        return DeclaredDate.Words(text: text, bounds: start...end, zone: "Europe/Paris")
    }

    private static func operations(
        of index: UInt64,
        _ signer: SignerSummary,
        _ stamped: AttestedTime,
        _ tool: Tool
    ) throws -> [CustodyOperation] {
        [
            CustodyOperation(
                entry: try entry(index, "2020-06-17T18:24:01+02:00", stamped),
                kind: .exhibitSealed,
                signer: signer,
                observedBefore: .calculated,
                observedAfter: .identical,
                tool: tool
            ),
            CustodyOperation(
                entry: try entry(5, "2020-06-17T18:24:30+02:00", stamped),
                kind: .unknown("custody.consulted@1"),
                signer: signer,
                declaredFrom: .given("Maître Lefèvre"),
                declaredTo: .given("Maître Martin, avocate"),
                declaredReason: .given("préparation de la plainte"),
                declaredPlace: .given("au cabinet, sur écran"),
                declaredRemarks: .given("aucune copie"),
                observedBefore: .identical,
                observedAfter: .identical,
                tool: tool
            ),
        ]
    }

    static func digest(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }
}

// MARK: - Every document

extension Samples {
    /// Every document of `bundle`, by the name of its golden file.
    static func texts(of bundle: WholeBundle, in language: Language) throws -> [(name: String, text: String)] {
        [
            ("00_LISEZ-MOI", ReadMe(bundle).text(in: language)),
            ("01_Bordereau", WholeBordereau(bundle).text(in: language)),
            ("02_Attestation_de_scellement", try WholeAttestation(bundle).text(in: language)),
            ("03_Fiche_de_tracabilite", WholeTraceabilitySheet(bundle).text(in: language)),
        ]
    }
}

extension Samples {
    /// Every text that this module writes, everything filled, by the name of its golden file.
    func everyText(in language: Language) throws -> [(name: String, text: String)] {
        let head = ReceiptHead(
            origin: full.origin,
            ledgerKey: Self.digest("ledger key"),
            entries: 2...4,
            sealedCount: 2,
            declaredAt: submission.entry.declaredAt,
            attested: stamped,
            releve: Self.digest("relevé"),
            releveFileName: "releve.sha256",
            reread: .inMemory,
            tool: tool
        )
        let line = Array("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX".utf8)
        let page = RecoveryPage(
            origin: full.origin,
            identity: try AgeIdentity(parsing: SecretBytes(line)),
            declaredAt: full.summary.prepared.declaredAt
        )
        return try Self.texts(of: full, in: language) + [
            ("COMMENT_VERIFIER", VerificationGuide().text(in: language)),
            ("recepisse", head.text(in: language)),
            ("cle_de_secours", String(decoding: page.text(in: language).copy, as: UTF8.self)),
            ("fiche_empreinte_seule", try digestOnlySheet().text(in: language)),
            ("declaration-de-remise", declaration(Self.statements).text(in: language)),
            ("conseils-de-capture", CaptureAdvice().text(in: language)),
            ("non-recus", try #require(NotReceivedList(Self.intake)).text(in: language)),
        ]
    }
}

// MARK: - Other bundles

extension Samples {
    /// Every text, and the documents of bundles that lack what a bundle may lack.
    func everyVariant(in language: Language) throws -> [(name: String, text: String)] {
        try everyText(in: language)
            + [bare, unstampedHead, extract, qualified, complaint, everyObservation, twice]
            .flatMap { try Self.texts(of: $0(), in: language) }
            + [("declaration, blank", declaration(SubmissionDeclaration.Statements()).text(in: language))]
    }

    /// Nothing described, nothing asked, two calls that no third party stamped.
    func bare() throws -> WholeBundle {
        let signer = SignerSummary(certificate: Self.digest("certificate"), name: nil, organization: nil)
        let submissions = try ["0b7de2f1a4c94e0d9f3b5a6c7d8e9f01", "0b7de2f1a4c94e0d9f3b5a6c7d8e9f02"].map { id in
            SubmissionSummary(
                id: try #require(SubmissionID(id)),
                entry: try Self.entry(4, "2020-12-01T00:05:00+01:00", nil),
                signer: signer,
                declared: SubmissionSummary.DeclaredFacts(
                    from: .unknown,
                    receivedVia: .notAsked,
                    receivedAt: .notAsked,
                    device: .notAsked,
                    note: .given(" \u{a0} ")
                ),
                releve: Self.digest("relevé"),
                sealedCount: 1,
                reread: .notRecorded,
                tool: tool
            )
        }
        let facts = PieceSummary.DeclaredFacts(
            title: .given("  "),
            platform: .notAsked,
            account: .notAsked,
            url: .notAsked,
            capturedAt: .notAsked,
            publishedAt: .notAsked,
            visibility: .notAsked,
            state: .notAsked,
            series: .notAsked,
            note: .notAsked
        )
        let piece = PieceSummary(
            number: 1,
            fileName: "001_\(String(repeating: "x", count: 76))",
            exhibit: pieces[0].exhibit,
            submission: submissions[0].id,
            entry: try Self.entry(2, "2020-12-01T00:05:00+01:00", nil),
            declared: facts,
            observedName: nil,
            observedContent: ExhibitContent(size: 0, mediaType: nil, sha256: Self.digest("")),
            operations: [
                CustodyOperation(
                    entry: try Self.entry(3, "2020-12-01T00:05:00+01:00", nil),
                    kind: .unknown("custody.sniffed@9"),
                    signer: signer,
                    tool: tool
                )
            ]
        )
        return try Self.bundle(
            caseFile: CaseHeading(),
            signer: signer,
            submissions: submissions,
            pieces: [piece],
            stamped: nil,
            tool: tool
        )
    }

    /// The full bundle, of which neither the head nor the signature could be stamped.
    func unstampedHead() throws -> WholeBundle {
        try Self.bundle(signer: signer, submissions: [submission], pieces: pieces, stamped: nil, tool: tool)
    }

    /// The second piece alone, what else its submission held being withheld.
    func extract() throws -> WholeBundle {
        let withheld = SubmissionSummary(
            id: submission.id,
            entry: submission.entry,
            signer: signer,
            declared: nil,
            releve: nil,
            sealedCount: 2,
            reread: .fromMedium,
            tool: tool
        )
        let summary = BundleSummary(
            caseFile: Self.heading,
            origin: full.origin,
            treeSize: 8,
            rootHash: full.summary.rootHash,
            prepared: full.summary.prepared,
            edition: .extract,
            declaredRecipient: .notAsked,
            signer: signer,
            submissions: [withheld],
            pieces: PieceTotals([pieces[1]]),
            digestList: full.summary.digestList,
            isTimeStamped: true,
            tool: tool
        )
        return WholeBundle(summary: summary, pieces: [pieces[1]])
    }

    /// Stamped by an authority that a trusted list shows, and by one that states no accuracy.
    func qualified() throws -> WholeBundle {
        let stamp = AttestedTime(
            genTime: stamped.genTime,
            accuracy: nil,
            authority: "Autorité d'Exempleville",
            serialNumber: "01",
            stampClass: .qualified
        )
        let sealed = SubmissionSummary(
            id: submission.id,
            entry: try Self.entry(4, "2020-06-17T18:24:10+02:00", stamp),
            signer: signer,
            declared: submission.declared,
            releve: submission.releve,
            sealedCount: 2,
            reread: .fromMedium,
            tool: tool
        )
        return try Self.bundle(signer: signer, submissions: [sealed], pieces: pieces, stamped: stamp, tool: tool)
    }

    /// Pieces enclosed with a complaint.
    func complaint() throws -> WholeBundle {
        var heading = Self.heading
        heading.purpose = .complaint
        return try Self.bundle(
            caseFile: heading,
            signer: signer,
            submissions: [submission],
            pieces: [],
            stamped: stamped,
            tool: tool
        )
    }
}
