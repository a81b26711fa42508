import CourtBundle
import Cryptography
import Custody

// Checks signatureTimeStamp, bundleSignature, exhibitContent and pieceNumber: what a bundle adds to its ledger.

extension LedgerExamination {
    /// The edition that `bundle.prepared` declares.
    var edition: BundleEdition? {
        guard case .bundle(let edition) = preparation?.facts else { return nil }
        return edition
    }

    /// The bundle's signature as far as it can be read.
    mutating func readSignature(of bundle: UncheckedBundle) -> CAdESSignature? {
        let subject = Subject.file(BundleObject.signature.path)
        let der: [UInt8]
        do {
            guard let bytes = try bundle.signatureBytes() else {
                report.fail(.bundleSignature, subject, Cause(.signatureMissing))
                return nil
            }
            der = bytes
        } catch {
            report.fail(.bundleSignature, subject, Cause(.unreadable, ["path": BundleObject.signature.path]))
            return nil
        }
        do {
            return try CAdESSignature(parsing: der)
        } catch {
            report.fail(.bundleSignature, subject, Cause(.signatureMalformed, ["reason": "\(error)"]))
            return nil
        }
    }

    /// The signature's own tokens: the bundle was signed no later than they say.
    mutating func examineSignatureTimeStamp(_ signature: CAdESSignature?) {
        let subject = Subject.file(BundleObject.signature.path)
        guard let signature else { return }
        guard !signature.signatureTimeStamps.isEmpty else {
            return report.doubt(.signatureTimeStamp, subject, Cause(.noSignatureTimeStamp))
        }
        let imprint = Digest(of: signature.signatureValue)
        var authorities: [Digest: Instant] = [:]
        var forgery: Cause?
        for der in signature.signatureTimeStamps {
            switch judge(der, over: imprint) {
            case .trusted(let genTime, _, let authority):
                let known = authorities[authority.root.fingerprint]
                authorities[authority.root.fingerprint] = min(known ?? genTime, genTime)
            case .doubtful(let cause):
                report.doubt(.signatureTimeStamp, .token(Digest(of: der)), cause, required: false)
            case .broken(let cause):
                report.fail(
                    .signatureTimeStamp,
                    .token(Digest(of: der)),
                    cause,
                    required: cause.code == .tokenOfAnotherImprint
                )
                if cause.code == .tokenForged { forgery = cause }
            }
        }
        let times = authorities.values.sorted()
        guard times.count >= policy.timeQuorum else {
            // A forged token beside enough good ones is a finding; where the quorum is not met, it is why.
            if let forgery { return report.fail(.signatureTimeStamp, subject, forgery) }
            return report.doubt(
                .signatureTimeStamp,
                subject,
                Cause(times.isEmpty ? .noTrustedToken : .quorumNotMet, ["quorum": String(policy.timeQuorum)])
            )
        }
        signatureTime = times[policy.timeQuorum - 1]
        report.pass(.signatureTimeStamp)
    }

    /// The manifest is signed by the custodian who prepared the bundle, and by nobody else.
    mutating func examineBundleSignature(_ signature: CAdESSignature?, manifest: Digest?) {
        let subject = Subject.file(BundleObject.signature.path)
        guard let signature, let manifest else { return }
        guard let preparation else {
            return report.doubt(.bundleSignature, subject, Cause(.notPrepared))
        }
        guard signature.signingCertificateDigest == preparation.actor else {
            return report.fail(.bundleSignature, subject, Cause(.signedByAnother))
        }
        guard let certificate = certificates[preparation.actor] else {
            return report.doubt(
                .bundleSignature,
                subject,
                Cause(.certificateMissing, ["certificate": preparation.actor.hex])
            )
        }
        // EN 319 122-1 § 5.1 table 1 (a): the signing certificate is inside. The signature does not cover it, so it must be
        // the one that the signed digest names, byte for byte.
        guard signature.certificates.first == certificate else {
            return report.fail(.bundleSignature, subject, Cause(.signedByAnother))
        }
        do {
            try signature.verify(contentDigest: manifest, certificate: certificate)
        } catch {
            return report.fail(.bundleSignature, subject, Cause(.signatureBroken, ["reason": "\(error)"]))
        }
        if let doubt = doubtOfPeriod(of: certificate, attested: signatureTime) {
            report.doubt(.bundleSignature, subject, doubt)
        } else {
            report.pass(.bundleSignature)
        }
    }

    /// Each piece is the exhibit that was sealed, byte for byte, under the number that was frozen.
    ///
    /// `found` gives the digest and the length that the file at a path has; nil when it is not there or cannot be read.
    mutating func examinePieces(of index: BundleIndex, found: (String) -> (digest: Digest, size: UInt64)?) {
        for piece in index.pieces {
            let path = piece.path
            examineContent(of: piece, at: path, found: found(path))
            let number = exhibits.number(of: piece.exhibit)
            if number == piece.number {
                report.pass(.pieceNumber)
                continue
            }
            let subject = Subject.piece(number: piece.number, path: path)
            if number != nil {
                report.fail(.pieceNumber, subject, Cause(.numberDiffers, ["path": path]))
            } else if edition == .extract {
                // The lists that number the pieces name other exhibits too.
                report.exempt(.pieceNumber, subject, Cause(.withheldByEdition))
            } else {
                report.doubt(.pieceNumber, subject, Cause(.listMissing, ["list": PieceNumber.listName]))
            }
        }
        examineAbsentPieces(of: index)
    }

    private mutating func examineContent(
        of piece: BundleIndex.Piece,
        at path: String,
        found: (digest: Digest, size: UInt64)?
    ) {
        var subject: Subject { .piece(number: piece.number, path: path) }
        guard let standing = exhibits.standing(of: piece.exhibit), case .sealed = standing.state else {
            return report.fail(.exhibitContent, subject, Cause(.contentDiffersFromSealed, ["path": path]))
        }
        guard let content = exhibits.content(of: piece.exhibit) else {
            return report.doubt(.exhibitContent, subject, Cause(.contentNotOpened, ["path": path]))
        }
        guard let found else {
            return report.fail(.exhibitContent, subject, Cause(.missing, ["path": path]))
        }
        guard found.digest == content.sha256, found.size == content.size else {
            let code: Cause.Code = found.size < content.size ? .truncated : .contentDiffersFromSealed
            return report.fail(.exhibitContent, subject, Cause(code, ["path": path]))
        }
        report.pass(.exhibitContent)
    }

    /// A complete bundle holds every sealed exhibit that is not erased; what is digest-only or erased is named.
    private mutating func examineAbsentPieces(of index: BundleIndex) {
        var present = MetExhibits()
        for piece in index.pieces.indices { _ = present.insert(index.pieces.exhibit(at: piece), in: exhibits) }
        for position in exhibits.standingPositions where !present.contains(at: position) {
            let exhibit = exhibits[position].exhibit
            guard let standing = exhibits.standing(at: position) else { continue }
            let subject = Subject.entry(standing.entry)
            switch standing.state {
            case .referenced:
                report.exempt(.exhibitContent, subject, Cause(.digestOnly, ["exhibit": exhibit.hex]))
                report.exempt(.pieceNumber, subject, Cause(.digestOnly, ["exhibit": exhibit.hex]))
            case .erased(let tombstone):
                report.exempt(.exhibitContent, subject, Cause(.erased, ["tombstone": String(tombstone)]))
                report.exempt(.pieceNumber, subject, Cause(.erased, ["tombstone": String(tombstone)]))
            case .sealed:
                report.doubt(.exhibitContent, subject, Cause(.pieceMissing, ["exhibit": exhibit.hex]))
            }
        }
    }

    /// Fills in what a reader wants to know beside the outcomes.
    mutating func summarize(_ index: BundleIndex, digestList: Digest?) {
        report.summary.origin = index.origin
        report.summary.treeSize = index.size
        report.summary.edition = edition?.rawValue
        report.summary.digestListDigest = digestList
        report.summary.pieces = ReportedPieces(of: index) { exhibit in
            let position = exhibits.position(of: exhibit)
            let entry = position.flatMap { exhibits.standing(at: $0)?.entry }
            let traits = entry.flatMap { entries.traits(at: $0) }
            let known = traits == nil ? nil : entry
            return ReportedPieces.Sealing(
                entry: known ?? 0,
                digest: position.flatMap { exhibits.content(at: $0)?.sha256 },
                bounds: traits.map { bounds(ofEntryAt: known ?? 0, $0, in: coverage) }
                    ?? VerificationReport.TimeBounds()
            )
        }
    }
}
