import Cryptography
import Custody

/// An invented ledger, with fixed keys and salts: what the examples of `docs/formats` are made of.
///
/// The ledger key's seed is the SHA-256 of "scelle example ledger", the custodian's P-256 scalar that of "scelle example
/// custodian"; a digest of something that is not shown is the SHA-256 of a few words that say what it stands for.
enum Samples {
    static let origin = "scelle.invalid/35070c897639a9d63b9360394e86bdd3"
    static let vkey = origin + "+a2378918+AYxctXjl8vvNnWdOKF+0UfYG9zyrwOTO1uCS35vBOwJR"
    static let recipient = "age1z429r29zmrjja92f43zth9w6rt6kue6l8khgh8wa344wt4ue3d9qn5umz5"
    static let tool = Tool(name: "scelle", version: "0.1.0", platform: "linux-x86_64")

    /// The custodian's certificate, whose common name is "Exemple Maître Lefèvre".
    static let certificatePEM = """
        -----BEGIN CERTIFICATE-----
        MIIBgzCCASmgAwIBAgIQccymQ846HbkS/wNss+kZXTAKBggqhkjOPQQDAjAjMSEw
        HwYDVQQDDBhFeGVtcGxlIE1hw650cmUgTGVmw6h2cmUwHhcNMjAwNjAxMDAwMDAw
        WhcNMjUwNjAxMDAwMDAwWjAjMSEwHwYDVQQDDBhFeGVtcGxlIE1hw650cmUgTGVm
        w6h2cmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQOYd5Jantj10uLYY2KzgWg
        riMJynke1+klVt+bbMDJajW8Mq6akObiBbZxtatQU/XM+RFv4vvY8BmYMfmBk6fC
        oz8wPTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIGwDAdBgNVHQ4EFgQUUjJC
        +66kFNesGuIWMNWy2ipkf3owCgYIKoZIzj0EAwIDSAAwRQIhAJRDaKBuUZXkN/vn
        /9B4P7P0Cur04ZAcROwacwBe3+THAiAh0Dpl+7IUZBZ7RO5GyEr2pxhHDihTzvDv
        Y29kdCz8rA==
        -----END CERTIFICATE-----

        """

    /// The SHA-256 of the certificate's DER.
    static let actorHex = "895db88b213669e0cbf88b1a1a092030f54e5a17a37c664f3a7a20573e204109"

    /// The example custodian's acceptance of its own enrolment: base64url of a detached CMS, made once.
    static let acceptance = [
        "MIIBeQYJKoZIhvcNAQcCoIIBajCCAWYCAQMxDTALBglghkgBZQMEAgEwCwYJKoZIhvcNAQcBMYIBQzCCAT8CAQOAFFIyQvuu",
        "pBTXrBriFjDVstoqZH96MAsGCWCGSAFlAwQCAaCBwDAYBgkqhkiG9w0BCQMxCwYJKoZIhvcNAQcBMBwGBgQAjUUCATESDBBh",
        "cHBsaWNhdGlvbi9qc29uMBwGCSqGSIb3DQEJBTEPFw0yMDA2MTcxNjIyMzFaMC8GCSqGSIb3DQEJBDEiBCD6yFo2fJpDO7BU",
        "cMPd31WAKYxufPSVceKs-C48W5On1jA3BgsqhkiG9w0BCRACLzEoMCYwJDAiBCCJXbiLITZp4Mv4ixoaCSAw9U5aF6N8Zk86",
        "eiBXPiBBCTAKBggqhkjOPQQDAgRIMEYCIQCeC4nBmsNuU4FSUtoLhuwTIiOLggiHy8dJbW7_mmg1SwIhAPmeKPesgFx16dPS",
        "tg5JJyEI88w1HcLXj4JMa6Zhk6s7",
    ].joined()

    static func digest(_ words: String) -> Digest { Digest(of: Array(words.utf8)) }

    static func actor() throws -> Digest { try unwrap(Digest(hex: actorHex)) }

    static func time(_ text: String = "2020-06-17T18:22:31+02:00") throws -> DeclaredTime {
        try unwrap(DeclaredTime(text))
    }

    static func exhibit(_ text: String = "6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5") throws -> ExhibitID {
        try unwrap(ExhibitID(text))
    }

    static func submission() throws -> SubmissionID {
        try unwrap(SubmissionID("0b7de2f1a4c94e0d9f3b5a6c7d8e9f01"))
    }

    static let stamp = RecordedTimestamps.Stamp(
        authority: digest("authority"),
        query: digest("query"),
        response: digest("response"),
        token: digest("token")
    )

    static let head = StampedHead(size: 2, root: digest("root at 2"), tokens: [digest("token")])

    // MARK: - Openings

    /// What was said and seen, by kind; a field that is not here was not asked.
    static func values(of kind: StatementKind) throws -> [String: CanonicalJSON] {
        let content = ExhibitContent(size: 5, mediaType: "image/png", sha256: digest("hello"))
        switch kind {
        case .custodianEnrolled:
            return ["name": DeclaredValue.given("Maître Lefèvre").json]
        case .submissionReceived:
            let bounds = try time("2020-06-17T18:00:00+02:00")...time("2020-06-17T18:00:59+02:00")
            let received = DeclaredDate.given(.init(text: "17/06/2020 18:00", bounds: bounds, zone: "Europe/Paris"))
            return [
                "from": DeclaredValue.given("Camille (pseudonyme)").json, "receivedAt": received.json,
                "device": DeclaredValue.unknown.json, "minorImagery": DeclaredValue.given("no").json,
                "releve": .string(digest("relevé").base64url),
                "intake": IntakeRecord(
                    notReceived: [.init(name: ReceivedName(bytes: Array("vidéo.mp4".utf8)), reason: .unreadable)],
                    links: []
                ).json,
            ]
        case .exhibitSealed:
            return [
                "content": content.json, "name": ReceivedName(bytes: Array("Capture é.png".utf8)).json,
                "title": DeclaredValue.given("Conversation du 14 juin").json,
                "platform": DeclaredValue.given("TikTok").json,
                "url": DeclaredValue.unknown.json,
            ]
        case .exhibitReferenced:
            let referenced = ExhibitContent(size: 5, mediaType: nil, sha256: digest("hello"))
            return ["content": referenced.json, "location": DeclaredValue.given("clé USB scellée").json]
        case .exhibitErased:
            return ["ground": DeclaredValue.given("demande de la personne").json]
        case .bundlePrepared:
            return ["recipient": DeclaredValue.given("Tribunal judiciaire de Lyon").json]
        case .bundleReleased:
            return ["container": .string(digest("container").base64url)]
        default:
            return [:]
        }
    }

    /// The disclosures of the kind's fields; the salt is the first half of the SHA-256 of the field's name.
    static func disclosures(of kind: StatementKind) throws -> [Disclosure] {
        let values = try values(of: kind)
        return (kind.shape?.commitments ?? []).map { field in
            Disclosure(
                salt: Array(digest(field.name).bytes.prefix(16)),
                name: field.name,
                value: values[field.name] ?? .null
            )
        }
    }

    // MARK: - Statements

    /// One statement of every kind, in the table's order.
    static func statements() throws -> [Statement] {
        try StatementShape.table.map { try statement(of: $0.kind) }
    }

    static func statement(
        of kind: StatementKind,
        actor: Digest? = nil,
        declaredAt: DeclaredTime? = nil
    ) throws -> Statement {
        let shape = try unwrap(kind.shape)
        let index: UInt64 = kind == .ledgerOpened ? 0 : kind == .custodianEnrolled ? 1 : 12
        let lists = [
            "exhibits": ListLines([try exhibitHead()]).list, "pieces": ListLines([try pieceNumber()]).list,
        ]
        return try Statement(
            origin: origin,
            index: index,
            kind: kind,
            declaredAt: try declaredAt ?? time(),
            actor: try actor ?? self.actor(),
            tool: tool,
            after: index == 12 ? head : nil,
            governance: index == 0 ? nil : digest("governing entry"),
            exhibit: shape.required.contains(.exhibit) ? try exhibit() : nil,
            submission: shape.required.contains(.submission) ? try submission() : nil,
            previous: shape.required.contains(.previous) ? digest("previous entry") : nil,
            facts: try facts(of: kind),
            lists: lists.filter { shape.lists.contains($0.key) },
            commitments: Dictionary(uniqueKeysWithValues: try disclosures(of: kind).map { ($0.name, $0.commitment) })
        )
    }

    static func exhibitHead() throws -> ExhibitHead {
        ExhibitHead(exhibit: try exhibit(), head: digest("sealing entry"))
    }

    static func pieceNumber() throws -> PieceNumber {
        PieceNumber(exhibit: try exhibit(), number: 1)
    }

    private static func facts(of kind: StatementKind) throws -> Facts? {
        switch kind {
        case .ledgerOpened: .ledgerKey(vkey: vkey)
        case .ledgerRekeyed: .ledgerKey(vkey: vkey, recovery: recipient)
        case .ledgerKeyCompromised: .keyCompromise(KeyCompromise(vkey: vkey, since: 9))
        case .ledgerMoved:
            .move(
                LedgerMove(
                    place: try unwrap(PlaceID("4d2c9b7a61e84f03a5b8c7d6e5f40312")),
                    reason: .copied,
                    size: 12,
                    root: digest("root at 12")
                )
            )
        case .custodianEnrolled:
            .enrolment(
                Enrolment(
                    certificate: try actor(),
                    recipient: recipient,
                    role: .admin,
                    acceptance: try unwrap([UInt8](base64url: acceptance))
                )
            )
        case .custodianRetired: .retirement(Retirement(certificate: try actor(), reason: .superseded, since: 12))
        case .timestampRecorded: .timestamps(RecordedTimestamps(size: 9, root: digest("root at 9"), stamps: [stamp]))
        case .bundlePrepared: .bundle(.complete)
        default: nil
        }
    }

    /// Why a sample could not be made.
    struct Missing: Error {}

    static func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }
}
