import Cryptography
import Custody
import Documents
import Testing
import Wording

@Suite("what documents say")
struct DocumentTests {
    @Test(
        "all documents print the digest of EMPREINTES.sha256 and the signer's fingerprint",
        arguments: Language.allCases
    )
    func ties(language: Language) throws {
        let bundle = try Samples().full
        let say = Phrasebook(language)
        let fingerprint = say.grouped(fingerprint: bundle.summary.signer.certificate.hex)
        for (name, text) in try Samples.texts(of: bundle, in: language) {
            #expect(text.contains(say.grouped(digest: bundle.summary.digestList.hex)), "\(name)")
            #expect(text.contains(say.grouped(digest: bundle.summary.rootHash.hex)), "\(name)")
            let printed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(printed.contains(fingerprint), "\(name)")
            #expect(text.contains("scelle 0.1.0 (linux-x86_64)"), "\(name)")
        }
    }

    @Test("no attestation of a time without a third party's, and every document says that there is none")
    func withoutTime() throws {
        let samples = try Samples()
        let claim = "Chaque fichier existait au plus tard"
        for (name, text) in try Samples.texts(of: samples.bare(), in: .french) {
            #expect(flat(text).contains("cet ensemble n'est pas horodaté par un tiers"), "\(name)")
            #expect(!flat(text).contains(claim), "\(name)")
        }
        let attestation = try flat(WholeAttestation(samples.bare()).text(in: .french))
        #expect(attestation.contains("Aucun horodatage par un tiers n'a été obtenu."))
        #expect(attestation.contains("aucune date n'est attestée"))
        #expect(!attestation.contains("article 41"))
        // The pieces have their time; the bundle's own head has none.
        let unstampedHead = try flat(WholeAttestation(samples.unstampedHead()).text(in: .french))
        #expect(unstampedHead.contains("cet ensemble n'est pas horodaté par un tiers"))
        #expect(unstampedHead.contains(claim))
        let stamped = try flat(WholeAttestation(samples.full).text(in: .french))
        #expect(stamped.contains(claim) && !stamped.contains("n'est pas horodaté par un tiers"))
    }

    @Test("« qualifié » is said only of a time stamp that was shown to be so")
    func classes() throws {
        let samples = try Samples()
        let qualified = try flat(WholeAttestation(samples.qualified()).text(in: .french))
        #expect(qualified.contains("Horodatage : qualifié "))
        #expect(qualified.contains("L'horodatage est qualifié au sens de l'article 42"))
        #expect(qualified.contains("précision non indiquée par l'autorité"))
        let usual = try flat(WholeAttestation(samples.full).text(in: .french))
        #expect(usual.contains("Horodatage : non qualifié "))
        #expect(usual.contains("il ne bénéficie pas de la présomption de l'article 41, paragraphe 2"))
        #expect(usual.contains("Nature de la signature électronique : simple "))
    }

    @Test(
        "the words of a signature's class are the law's",
        arguments: [
            (SignerSummary.Class.simple, "simple"), (.advanced, "avancée"), (.qualified, "qualifiée"),
        ]
    )
    func signatureClasses(signatureClass: SignerSummary.Class, word: String) throws {
        let samples = try Samples()
        let signer = SignerSummary(
            certificate: Samples.digest("certificate"),
            name: nil,
            organization: nil,
            signatureClass: signatureClass
        )
        let submission = SubmissionSummary(
            id: samples.submission.id,
            entry: samples.submission.entry,
            signer: signer,
            declared: nil,
            releve: nil,
            sealedCount: 0,
            reread: .fromMedium,
            tool: samples.tool
        )
        let bundle = try Samples.bundle(
            signer: signer,
            submissions: [submission],
            pieces: [],
            stamped: nil,
            tool: samples.tool
        )
        let text = try WholeAttestation(bundle).text(in: .french)
        #expect(flat(text).contains("Nature de la signature électronique : \(word) "))
    }

    @Test("not asked, unknown and withheld are three answers")
    func answers() throws {
        let samples = try Samples()
        let bare = flat(WholeTraceabilitySheet(try samples.bare()).text(in: .french))
        #expect(bare.contains("Déclarant(e) : inconnu "))
        #expect(bare.contains("Mode de remise : non demandé "))
        #expect(bare.contains("Observation sur la remise (déclarée) : (vide) "))
        let extract = flat(WholeTraceabilitySheet(try samples.extract()).text(in: .french))
        #expect(extract.contains("Déclarant(e) : non communiqué dans cette édition "))
        let attestation = try flat(WholeAttestation(samples.bare()).text(in: .french))
        #expect(attestation.contains("remis le [non demandé] par [inconnu], selon le mode suivant : [non demandé]."))
    }

    @Test("the hand-over is an operation on each piece of it, in its place")
    func handOver() throws {
        let text = WholeTraceabilitySheet(try Samples().full).text(in: .french)
        let operations = text.matches(of: /Opération\u{a0}: ([A-Z]+)\n/).map { String($0.1) }
        #expect(operations == ["SCELLEMENT", "REMISE", "CONSULTATION", "SCELLEMENT", "REMISE", "CONSULTATION"])
        #expect(text.matches(of: /Nombre d'opérations\u{a0}: 3\n/).count == 2)
    }

    @Test("heads that nobody described are empty labels")
    func emptyHeads() throws {
        let text = WholeBordereau(try Samples().bare()).text(in: .french)
        for label in ["Juridiction", "N°\u{a0}RG", "POUR", "CONTRE", "Avocat"] {
            #expect(text.contains("\n\(label)\u{a0}:\n"), "\(label)")
        }
    }

    @Test("an extract keeps its numbers, and counts what it does not show")
    func extract() throws {
        let samples = try Samples()
        let bundle = try samples.extract()
        #expect(
            flat(WholeBordereau(bundle).text(in: .french)).contains(
                "1 pièce(s), numérotée(s) de 2 à 2, soit 3 page(s)."
            )
        )
        #expect(
            try flat(WholeAttestation(bundle).text(in: .french)).contains(
                "Fichiers scellés : 2, dont 1 dans cet ensemble"
            )
        )
        let gap = try Samples.bundle(
            signer: samples.signer,
            submissions: [],
            pieces: [samples.pieces[0], try renumbered(samples.pieces[1], 4)],
            stamped: samples.stamped,
            tool: samples.tool
        )
        #expect(flat(WholeBordereau(gap).text(in: .french)).contains("2 pièce(s), numérotée(s) 1, 4, soit 4 page(s)."))
    }

    @Test("each call of sealing has its declaration and its relevé")
    func calls() throws {
        let text = try WholeAttestation(Samples().bare()).text(in: .french)
        #expect(text.contains("Scellement 1 sur 2\n") && text.contains("Scellement 2 sur 2\n"))
        let releve = Phrasebook(.french).grouped(digest: Samples.digest("relevé").hex)
        #expect(text.matches(of: try Regex(releve)).count == 4)
        #expect(flat(text).contains("le premier décembre deux mille vingt à 0 h 05 (heure de Paris, UTC+1"))
    }

    @Test("« relu en mémoire » is said where it was so, and only there")
    func reread() throws {
        let samples = try Samples()
        #expect(try flat(WholeAttestation(samples.full).text(in: .french)).contains("a été relue en mémoire"))
        #expect(try !flat(WholeAttestation(samples.bare()).text(in: .french)).contains("relue"))
        #expect(try flat(WholeAttestation(samples.extract()).text(in: .french)).contains("relue depuis le support"))
    }

    @Test("nobody's words can begin a line of a document, or turn it around")
    func foreignWords() throws {
        let samples = try Samples()
        let claim = "Résultat\u{a0}: CONFORME"
        var heading = Samples.heading
        heading.declaredClaimant = .given("X\n\(claim)\r\n\(claim)\u{2028}\(claim)\u{202e}emrofnoc\u{7}")
        let bundle = try Samples.bundle(
            caseFile: heading,
            signer: SignerSummary(certificate: Samples.digest("c"), name: "Y\n" + claim, organization: "\u{202e}Z"),
            submissions: [],
            pieces: [],
            stamped: nil,
            tool: samples.tool
        )
        for (name, text) in try Samples.texts(of: bundle, in: .french) {
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix(claim) }, "\(name)")
            #expect(!text.unicodeScalars.contains { [0x202e, 0x2028, 0x7, 0xd].contains($0.value) }, "\(name)")
        }
    }

    @Test("a receipt's head can stand before the armor, and names no file")
    func receiptHead() throws {
        for (name, text) in try Samples().everyText(in: .french) where name == "recepisse" {
            #expect(text.hasSuffix("\n\n"))
            #expect(!text.contains("-----BEGIN") && !text.contains("-----END"))
            #expect(!text.contains("IMG_0412") && !text.contains("Camille"))
        }
    }

    @Test("the recovery page is an identity file", arguments: Language.allCases)
    func recoveryPage(language: Language) throws {
        let identity = AgeIdentity.generate()
        let page = RecoveryPage(
            origin: "scelle.invalid/56475aa75463474c0285df5dbf2bcab7",
            identity: identity,
            declaredAt: try #require(DeclaredTime("2020-06-17T18:24:10+02:00"))
        )
        let found = try AgeIdentity.identities(inFile: page.text(in: language))
        #expect(found.map(\.recipient) == [identity.recipient])
    }

    /// The text on one line, every kind of space an ordinary one.
    private func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func renumbered(_ piece: PieceSummary, _ number: UInt64) throws -> PieceSummary {
        PieceSummary(
            number: number,
            fileName: piece.fileName,
            exhibit: piece.exhibit,
            submission: piece.submission,
            entry: piece.entry,
            declared: piece.declared,
            observedName: piece.observedName,
            observedContent: piece.observedContent,
            observedPages: piece.observedPages,
            operations: []
        )
    }
}
