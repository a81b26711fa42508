package import Cryptography

extension TimeStampToken {
    /// Says what the token proves about `imprint`: the checks of `docs/formats/timestamp.md` § 5, in that order.
    ///
    /// Trust comes from `anchors` alone; `additional` certificates only help to find the signer and the path. A fault
    /// outweighs a doubt: where both are there, the fault is told.
    package func verify(
        imprint: MessageImprint,
        anchors: [Certificate],
        additional: [Certificate] = []
    ) -> TimeStampOutcome {
        var doubt: TimeStampDoubt?
        do throws(TimeStampObjection) {
            // 1. The imprint.
            doubt = try doubtOfImprint(expected: imprint)
            // 2. Nothing critical that is not known here.
            doubt = doubt ?? info.criticalExtensions.first.map { .criticalExtension(oid: $0) }
            // 3 to 10. The signer.
            let signer = try signer(additional: additional)
            // 11. The path to an anchor, at genTime.
            let path = try path(from: signer, anchors: anchors, additional: additional)
            if let doubt { return .untrusted(doubt) }
            return .trusted(signer: signer, path: path, genTime: genTime, accuracy: accuracy)
        } catch {
            return switch error {
            case .fault(let fault): .broken(fault)
            case .doubt(let later): .untrusted(doubt ?? later)
            }
        }
    }

    /// Says what the token proves about a SHA-256 digest.
    package func verify(
        imprint: Digest,
        anchors: [Certificate],
        additional: [Certificate] = []
    ) -> TimeStampOutcome {
        verify(imprint: MessageImprint(imprint), anchors: anchors, additional: additional)
    }

    /// The certificate that signed the token, if it came with it and passes every check that needs no anchor; nil otherwise.
    package var signer: Certificate? {
        do throws(TimeStampObjection) {
            return try signer(additional: [])
        } catch {
            return nil
        }
    }

    /// Compares the imprint; a doubt when it cannot be compared.
    private func doubtOfImprint(expected: MessageImprint) throws(TimeStampObjection) -> TimeStampDoubt? {
        guard let algorithm = messageImprint.digestAlgorithm else {
            return .imprintAlgorithm(oid: messageImprint.algorithm)
        }
        guard algorithm == expected.digestAlgorithm else {
            return .otherImprintAlgorithm(oid: messageImprint.algorithm)
        }
        guard messageImprint.hashedMessage == expected.hashedMessage else {
            throw .fault(.otherImprint(found: messageImprint.hashedMessage, expected: expected.hashedMessage))
        }
        return nil
    }

    /// The certificate that signed, after every check of it that needs no anchor.
    private func signer(additional: [Certificate]) throws(TimeStampObjection) -> Certificate {
        // 3 to 8. Who signed.
        let signer: Certificate
        do throws(ReceivedSignatureError) {
            signer = try signedData.verifiedSigner(additional: additional)
        } catch {
            throw TimeStampObjection(error)
        }
        // 9. What its certificate is for, and when.
        do throws(CertificatePathError) {
            try CertificatePath.check(leaf: signer, at: genTime, purpose: .timeStamping)
        } catch {
            throw TimeStampObjection(error)
        }
        // 10. The name it goes by.
        if let tsa = info.tsa, !signer.isNamed(tsa) { throw .fault(.authorityNameMismatch(tsa.text)) }
        return signer
    }

    private func path(
        from signer: Certificate,
        anchors: [Certificate],
        additional: [Certificate]
    ) throws(TimeStampObjection) -> [Certificate] {
        do throws(CertificatePathError) {
            return try CertificatePath.build(
                leaf: signer,
                intermediates: certificates + additional,
                anchors: anchors,
                at: genTime,
                purpose: .timeStamping
            )
        } catch {
            throw TimeStampObjection(error)
        }
    }
}

// MARK: - At receipt

extension TimeStampResponse {
    /// The token, if it answers `request`: the checks of `docs/formats/timestamp.md` § 4, in that order.
    ///
    /// Nothing is trusted yet: no anchor is asked for, and no clock is read.
    package func accept(for request: TimeStampRequest) throws(TimeStampRefusal) -> TimeStampToken {
        // 1. A token was granted and is there.
        guard status == .granted || status == .grantedWithMods else {
            throw .notGranted(status, text: statusText, failure: failure)
        }
        guard let token else { throw .tokenMissing }
        // 2. It answers this request.
        guard let nonce = token.nonce else { throw .nonceMissing }
        guard nonce == request.nonce else { throw .nonceMismatch }
        // 3. Checks 1 to 10 of a stored token: without an anchor, that there is none is all that may be left to say.
        switch token.verify(imprint: request.imprint, anchors: []) {
        case .broken(let fault): throw .broken(fault)
        case .untrusted(.noAnchor), .trusted: return token
        case .untrusted(.signerCertificateAbsent): throw .certificateMissing
        case .untrusted(let doubt): throw .doubtful(doubt)
        }
    }
}

// MARK: - Objections

/// What ends a verification before a path is found.
private enum TimeStampObjection: Error {
    case fault(TimeStampFault)
    case doubt(TimeStampDoubt)

    init(_ error: ReceivedSignatureError) {
        self =
            switch error {
            case .notOneSigner(let count): .fault(.notOneSigner(count: count))
            case .noSignedAttributes: .fault(.noSignedAttributes)
            case .malformedAttribute(let oid): .fault(.malformedAttribute(oid: oid))
            case .noSigningCertificate: .fault(.noSigningCertificate)
            case .contentTypeMismatch(let oid): .fault(.contentTypeMismatch(oid: oid))
            case .unsupportedDigestAlgorithm(let oid): .doubt(.digestAlgorithm(oid: oid))
            case .unsupportedSignatureAlgorithm(let oid): .doubt(.signatureAlgorithm(oid: oid))
            case .unsupportedKey(let key): .doubt(.signerKey(key))
            case .messageDigestMismatch: .fault(.messageDigestMismatch)
            case .signerCertificateAbsent: .doubt(.signerCertificateAbsent)
            case .certificateMismatch: .fault(.signingCertificateMismatch)
            case .invalidSignature: .fault(.invalidSignature)
            }
    }

    init(_ error: CertificatePathError) {
        self =
            switch error {
            case .noAnchor: .doubt(.noAnchor)
            case .expired(let certificate): .fault(.expired(certificate))
            case .notYetValid(let certificate): .fault(.notYetValid(certificate))
            case .badSignature(let certificate): .fault(.forgedCertificate(certificate))
            case .leafIsAuthority: .fault(.signerIsAuthority)
            case .keyUsage(let certificate): .fault(.keyUsage(certificate))
            case .extendedKeyUsage(let fault, let certificate): .fault(.extendedKeyUsage(fault, certificate))
            case .weakAlgorithm(let certificate): .doubt(.weakCertificate(certificate))
            case .unknownCriticalExtension(let certificate): .doubt(.criticalCertificateExtension(certificate))
            case .refused(let certificate, let reason): .fault(.invalidPath(certificate, reason: reason))
            }
    }
}
