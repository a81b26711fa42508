internal import COpenSSL

/// An X.509 certificate (RFC 5280 § 4.1), its bytes kept as they came.
///
/// Reading one says nothing about trust: no signature is checked and no date is looked at.
package struct Certificate: Hashable, Sendable {
    /// The purposes that an extKeyUsage extension limits the key to (RFC 5280 § 4.2.1.12).
    package struct ExtendedKeyUsage: Hashable, Sendable {
        /// Whether the extension is marked critical.
        package let critical: Bool

        /// The key purposes, in dotted decimals, in their order.
        package let oids: [String]
    }

    /// The certificate, verbatim.
    package let der: [UInt8]

    /// SHA-256 over `der`: what an ESSCertIDv2 holds (RFC 5035 § 4) and what people compare.
    package let fingerprint: Digest

    /// The subject's key.
    package let publicKey: PublicKey

    /// The key identifier of the subjectKeyIdentifier extension (RFC 5280 § 4.2.1.2), if there is one.
    package let subjectKeyIdentifier: [UInt8]?

    /// The DER of the subject's Name, as it stands in the certificate.
    package let subject: [UInt8]

    /// The DER of the issuer's Name, as it stands in the certificate.
    package let issuer: [UInt8]

    /// The content octets of the serialNumber INTEGER: two's complement, big-endian, no leading octet to spare.
    package let serialNumber: [UInt8]

    /// The subject's first commonName.
    package let commonName: String?

    /// The subject's first organizationName.
    package let organization: String?

    /// Every string in subject, issuer and their alternative names: what must not turn up where no name may stand.
    package let names: [String]

    /// The first moment of validity.
    package let notBefore: Instant

    /// The last moment of validity.
    package let notAfter: Instant

    /// Whether basicConstraints says that the key may sign certificates (RFC 5280 § 4.2.1.9).
    package let isCertificateAuthority: Bool

    /// The purposes the key is limited to; nil when the extension is absent.
    package let extendedKeyUsage: ExtendedKeyUsage?

    /// Reads one certificate in DER: nothing after it, and no encoding but the one that libcrypto would write.
    package init(der: [UInt8]) throws(CertificateError) {
        guard let certificate = X509Reference(der: der) else { throw .notACertificate }
        defer { ERR_clear_error() }
        let x509 = certificate.pointer
        guard derEncoding({ i2d_X509(x509, $0) }) == der else { throw .notDER }
        // This call reads every known extension and remembers what it found.
        _ = X509_check_purpose(x509, -1, 0)
        let flags = X509_get_extension_flags(x509)
        guard flags & UInt32(EXFLAG_INVALID) == 0 else { throw .malformedExtension }
        guard let keyDER = derEncoding({ i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), $0) }),
            let publicKey = PublicKey(der: keyDER)
        else { throw .malformedPublicKey }
        guard let subject = X509_get_subject_name(x509), let issuer = X509_get_issuer_name(x509),
            let subjectDER = derEncoding({ i2d_X509_NAME(subject, $0) }),
            let issuerDER = derEncoding({ i2d_X509_NAME(issuer, $0) })
        else { throw .malformedName }
        guard let serial = X509_get0_serialNumber(x509),
            let serialDER = derEncoding({ i2d_ASN1_INTEGER(serial, $0) }), let serialNumber = shortContent(serialDER)
        else { throw .malformedSerialNumber }
        guard let notBefore = X509_get0_notBefore(x509).flatMap({ Instant(asn1Time: $0) }),
            let notAfter = X509_get0_notAfter(x509).flatMap({ Instant(asn1Time: $0) })
        else { throw .malformedValidity }

        self.der = der
        fingerprint = Digest(of: der)
        self.publicKey = publicKey
        subjectKeyIdentifier = X509_get0_subject_key_id(x509).map { bytes(of: $0) }
        self.subject = subjectDER
        self.issuer = issuerDER
        self.serialNumber = serialNumber
        commonName = firstString(NID_commonName, in: subject)
        organization = firstString(NID_organizationName, in: subject)
        names = strings(in: subject) + strings(in: issuer) + alternativeNames(of: x509)
        self.notBefore = notBefore
        self.notAfter = notAfter
        isCertificateAuthority = flags & UInt32(EXFLAG_CA) != 0
        extendedKeyUsage = try Self.extendedKeyUsage(of: x509)
    }

    private static func extendedKeyUsage(of x509: OpaquePointer) throws(CertificateError) -> ExtendedKeyUsage? {
        var critical: Int32 = 0
        guard let extensionValue = X509_get_ext_d2i(x509, NID_ext_key_usage, &critical, nil) else {
            // -1: no such extension; anything else: there is one, or there are two, that cannot be read.
            guard critical == -1 else { throw .malformedExtension }
            return nil
        }
        let purposes = OpaquePointer(extensionValue)
        defer { EXTENDED_KEY_USAGE_free(purposes) }
        var oids: [String] = []
        for position in 0..<OPENSSL_sk_num(purposes) {
            guard let oid = objectIdentifier(OPENSSL_sk_value(purposes, position).map(OpaquePointer.init)) else {
                throw .malformedExtension
            }
            oids.append(oid)
        }
        return ExtendedKeyUsage(critical: critical == 1, oids: oids)
    }

    package static func == (left: Certificate, right: Certificate) -> Bool {
        left.der == right.der
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(der)
    }

    /// Lends libcrypto's form of the certificate, decoded anew, to `body`.
    func withX509<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        guard let certificate = X509Reference(der: der) else {
            preconditionFailure("a certificate that was read once can be read again")
        }
        return try body(certificate.pointer)
    }
}

// MARK: - Text form

extension Certificate {
    /// The certificate as one PEM block (RFC 7468 § 5).
    package var pem: String {
        PEMBlock.text(label: "CERTIFICATE", bytes: der)
    }

    /// Reads a text that holds exactly one certificate.
    package init(pem: String) throws(CertificateError) {
        let certificates = try Self.all(inPEM: pem)
        guard let first = certificates.first, certificates.count == 1 else {
            throw .notOneCertificate(count: certificates.count)
        }
        self = first
    }

    /// Every certificate in `pem`, in order; a block of another kind is refused, for it was not meant to be handed over.
    package static func all(inPEM pem: String) throws(CertificateError) -> [Certificate] {
        guard let blocks = PEMBlock.all(in: pem) else { throw .malformedPEM }
        var certificates: [Certificate] = []
        for block in blocks {
            guard Array(block.label.utf8) == Array("CERTIFICATE".utf8) else {
                throw .unexpectedPEMBlock(label: block.label)
            }
            certificates.append(try Certificate(der: block.bytes))
        }
        return certificates
    }
}

/// Why bytes or a text are not a certificate, or why one cannot be made.
package enum CertificateError: Error, Hashable, Sendable {
    /// A PEM block is begun that cannot be read to its end.
    case malformedPEM
    /// A PEM block of another kind stands among the certificates.
    case unexpectedPEMBlock(label: String)
    /// A text was to hold one certificate and holds `count`.
    case notOneCertificate(count: Int)
    /// The bytes are not one X.509 certificate, or something follows it.
    case notACertificate
    /// The certificate is not in the one encoding that DER allows (X.690 § 10).
    case notDER
    /// The SubjectPublicKeyInfo cannot be read (RFC 5280 § 4.1.2.7).
    case malformedPublicKey
    /// Subject or issuer cannot be read (RFC 5280 § 4.1.2.4, 4.1.2.6).
    case malformedName
    /// The serial number cannot be read (RFC 5280 § 4.1.2.2).
    case malformedSerialNumber
    /// A date of validity cannot be read (RFC 5280 § 4.1.2.5).
    case malformedValidity
    /// An extension cannot be read, stands twice, or contradicts another (RFC 5280 § 4.2).
    case malformedExtension
    /// A name is empty, longer than 64 characters (RFC 5280, appendix A.1), or holds controls of lines or direction.
    case unusableName(String)
    /// The validity ends before it begins, or after the year 9999.
    case unusableValidity
    /// The key refused to sign.
    case signingFailed
}
