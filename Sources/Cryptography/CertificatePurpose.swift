internal import COpenSSL

/// What the certificate at the end of a path is used for.
package enum CertificatePurpose: Hashable, Sendable {
    /// Time stamps: extendedKeyUsage is critical and names timeStamping alone (RFC 3161 § 2.3).
    case timeStamping
    /// Signatures over documents and statements.
    case signing

    /// The key purposes (RFC 5280 § 4.2.1.12) of which a certificate that is limited at all must name one.
    fileprivate var suitable: Set<String> {
        switch self {
        case .timeStamping: [KeyPurpose.timeStamping]
        case .signing: [KeyPurpose.emailProtection, KeyPurpose.documentSigning, KeyPurpose.adobe, KeyPurpose.microsoft]
        }
    }

    /// Checks what `leaf` says of its own use; no path and no date is looked at.
    func check(leaf: Certificate) throws(CertificatePathError) {
        guard !leaf.isCertificateAuthority else { throw .leafIsAuthority(leaf) }
        try checkKeyUsage(of: leaf)
        switch (self, leaf.extendedKeyUsage) {
        case (.timeStamping, nil):
            throw .extendedKeyUsage(.absent, leaf)
        case (.timeStamping, let usage?):
            guard usage.oids.contains(KeyPurpose.timeStamping) else { throw .extendedKeyUsage(.unsuitable, leaf) }
            guard usage.oids.count == 1 else { throw .extendedKeyUsage(.notSole, leaf) }
            guard usage.critical else { throw .extendedKeyUsage(.notCritical, leaf) }
        case (.signing, _):
            try check(issuer: leaf)
        }
    }

    /// Checks that a certificate with an extendedKeyUsage has one that takes in this purpose.
    ///
    /// RFC 5280 leaves open what the extension means in an authority's certificate; that it limits what is issued below
    /// is how authorities use it and how verifiers read it.
    func check(issuer: Certificate) throws(CertificatePathError) {
        guard let usage = issuer.extendedKeyUsage else { return }
        guard usage.oids.contains(where: { suitable.contains($0) || $0 == KeyPurpose.any }) else {
            throw .extendedKeyUsage(.unsuitable, issuer)
        }
    }

    /// keyUsage, where there is one, must allow signatures; a time-stamping key's must allow nothing else.
    private func checkKeyUsage(of leaf: Certificate) throws(CertificatePathError) {
        let usage = leaf.withX509 { X509_get_key_usage($0) }
        guard usage != UInt32.max else { return }
        let signatures = UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)
        guard usage & signatures != 0, self == .signing || usage & ~signatures == 0 else { throw .keyUsage(leaf) }
    }
}

/// Key purposes, in dotted decimals.
private enum KeyPurpose {
    /// anyExtendedKeyUsage (RFC 5280 § 4.2.1.12).
    static let any = "2.5.29.37.0"
    /// id-kp-emailProtection (RFC 5280 § 4.2.1.12): what certificates for CMS signatures usually name.
    static let emailProtection = "1.3.6.1.5.5.7.3.4"
    /// id-kp-timeStamping (RFC 3161 § 2.3).
    static let timeStamping = "1.3.6.1.5.5.7.3.8"
    /// id-kp-documentSigning (RFC 9336).
    static let documentSigning = "1.3.6.1.5.5.7.3.36"
    /// Adobe's authentic documents trust.
    static let adobe = "1.2.840.113583.1.1.5"
    /// Microsoft's document signing.
    static let microsoft = "1.3.6.1.4.1.311.10.3.12"
}
