internal import COpenSSL

/// Paths from a certificate to an anchor that was chosen outside the evidence (RFC 5280 § 6).
///
/// An anchor is an authority's certificate, a root or a pinned intermediate; an end-entity certificate among the
/// anchors anchors nothing. A path is judged at a given moment, never at the time of judging.
package enum CertificatePath {
    /// No path is longer, leaf and anchor included.
    static let maximumLength = 8

    /// So many signatures are tried in search of paths: injected certificates must not cost more than this.
    static let maximumAttempts = 256

    /// The path from `leaf` to one of `anchors`, both included, good at `moment` for `purpose`.
    ///
    /// `intermediates` may hold anything, in any order: a certificate that did not sign the one below it is passed over,
    /// whatever its name. With several paths the first good one is given; with none, the first one's fault.
    package static func build(
        leaf: Certificate,
        intermediates: [Certificate],
        anchors: [Certificate],
        at moment: Instant,
        purpose: CertificatePurpose
    ) throws(CertificatePathError) -> [Certificate] {
        try check(leaf: leaf, at: moment, purpose: purpose)
        var search = PathSearch(intermediates: intermediates, anchors: anchors)
        search.extend([leaf])
        var failure: CertificatePathError?
        for path in search.found {
            do throws(CertificatePathError) {
                try judge(path, at: moment, purpose: purpose)
                return path
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? search.forged.map(CertificatePathError.badSignature) ?? .noAnchor
    }

    /// What can be said of `leaf` without any anchor: its own use, and that it is valid at `moment`.
    package static func check(
        leaf: Certificate,
        at moment: Instant,
        purpose: CertificatePurpose
    ) throws(CertificatePathError) {
        try purpose.check(leaf: leaf)
        try checkValidity(of: leaf, at: moment)
    }

    /// Validity includes its first and its last second (RFC 5280 § 4.1.2.5).
    private static func checkValidity(of certificate: Certificate, at moment: Instant) throws(CertificatePathError) {
        let second = moment.secondsSince1970
        guard second >= certificate.notBefore.secondsSince1970 else { throw .notYetValid(certificate) }
        guard second <= certificate.notAfter.secondsSince1970 else { throw .expired(certificate) }
    }

    /// Judges one whole path, of which every signature is known to be good.
    private static func judge(
        _ path: [Certificate],
        at moment: Instant,
        purpose: CertificatePurpose
    ) throws(CertificatePathError) {
        for certificate in path { try checkValidity(of: certificate, at: moment) }
        for issuer in path.dropFirst().dropLast() { try purpose.check(issuer: issuer) }
        let (code, depth) = verify(path, purpose: purpose)
        guard code != X509_V_OK else { return }
        let certificate = path[min(max(depth, 0), path.count - 1)]
        switch code {
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            throw .weakAlgorithm(certificate)
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
            throw .unknownCriticalExtension(certificate)
        default:
            throw .refused(certificate, reason: String(cString: X509_verify_cert_error_string(Int(code))))
        }
    }

    /// libcrypto's verdict on a path that leaves it nothing to choose: its error code, and where in the path it lies.
    private static func verify(_ path: [Certificate], purpose: CertificatePurpose) -> (code: Int32, depth: Int) {
        let chain = path.map { certificate in
            certificate.withX509 { x509 in
                X509_up_ref(x509)
                return x509
            }
        }
        let store = X509_STORE_new()
        let untrusted = OPENSSL_sk_new_null()
        let context = X509_STORE_CTX_new()
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
            OPENSSL_sk_free(untrusted)
            chain.forEach { X509_free($0) }
            ERR_clear_error()
        }
        guard X509_STORE_add_cert(store, chain.last) == 1 else { return (X509_V_ERR_OUT_OF_MEM, 0) }
        for issuer in chain.dropFirst().dropLast() {
            guard OPENSSL_sk_push(untrusted, UnsafeRawPointer(issuer)) > 0 else { return (X509_V_ERR_OUT_OF_MEM, 0) }
        }
        guard X509_STORE_CTX_init(context, store, chain.first, untrusted) == 1,
            let parameters = X509_STORE_CTX_get0_param(context)
        else { return (X509_V_ERR_OUT_OF_MEM, 0) }
        // The dates were checked before, to the second and with both ends.
        let flags = UInt(X509_V_FLAG_PARTIAL_CHAIN) | UInt(X509_V_FLAG_NO_CHECK_TIME)
        guard X509_VERIFY_PARAM_set_flags(parameters, flags) == 1 else { return (X509_V_ERR_OUT_OF_MEM, 0) }
        // Level 2: RSA from 2048 bits, no SHA-1 or MD5 below the anchor.
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        if purpose == .timeStamping {
            guard X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN) == 1 else {
                return (X509_V_ERR_INVALID_PURPOSE, 0)
            }
        }
        if X509_verify_cert(context) == 1 { return (X509_V_OK, 0) }
        let code = X509_STORE_CTX_get_error(context)
        return (
            code == X509_V_OK ? X509_V_ERR_UNSPECIFIED : code, Int(X509_STORE_CTX_get_error_depth(context))
        )
    }
}

/// The search for paths whose every signature is good, depth first.
private struct PathSearch {
    let intermediates: [Certificate]
    let anchors: [Certificate]

    /// The paths found so far, leaf first, anchor last.
    private(set) var found: [[Certificate]] = []

    /// A certificate that names an anchor's name and key as its issuer's, yet is not signed by it.
    private(set) var forged: Certificate?

    private var attempts = 0

    init(intermediates: [Certificate], anchors: [Certificate]) {
        self.anchors = anchors.filter(\.isCertificateAuthority)
        let known = Set(anchors)
        var seen: Set<Certificate> = []
        self.intermediates = intermediates.filter { candidate in
            candidate.isCertificateAuthority && !known.contains(candidate) && seen.insert(candidate).inserted
        }
    }

    /// Finds every path that begins with `path`.
    mutating func extend(_ path: [Certificate]) {
        guard let child = path.last, path.count < CertificatePath.maximumLength else { return }
        for anchor in anchors {
            switch link(from: child, to: anchor) {
            case .signed: found.append(path + [anchor])
            case .forged: forged = forged ?? child
            case .unrelated: break
            }
        }
        for issuer in intermediates where !path.contains(issuer) {
            if link(from: child, to: issuer) == .signed { extend(path + [issuer]) }
        }
    }

    private enum Link {
        case signed
        case forged
        case unrelated
    }

    /// Whether `issuer` signed `child`: names and key identifiers first, then the signature.
    private mutating func link(from child: Certificate, to issuer: Certificate) -> Link {
        guard attempts < CertificatePath.maximumAttempts else { return .unrelated }
        return child.withX509 { child in
            issuer.withX509 { issuer in
                defer { ERR_clear_error() }
                guard X509_check_issued(issuer, child) == X509_V_OK else { return .unrelated }
                attempts += 1
                if X509_verify(child, X509_get0_pubkey(issuer)) == 1 { return .signed }
                // Without a key identifier it may be an older key of the same authority.
                return X509_get0_authority_key_id(child) == nil ? .unrelated : .forged
            }
        }
    }
}

/// Why no path could be accepted.
package enum CertificatePathError: Error, Hashable, Sendable {
    /// No path leads to any anchor.
    case noAnchor
    /// The certificate's validity ended before the moment.
    case expired(Certificate)
    /// The certificate's validity began after the moment.
    case notYetValid(Certificate)
    /// The certificate names an anchor and its key as issuer, but the anchor did not sign it.
    case badSignature(Certificate)
    /// An authority's certificate was used as a signer's.
    case leafIsAuthority(Certificate)
    /// keyUsage does not allow this use, or allows more than it may (RFC 5280 § 4.2.1.3).
    case keyUsage(Certificate)
    /// extendedKeyUsage is not what the purpose asks for.
    case extendedKeyUsage(ExtendedKeyUsageFault, Certificate)
    /// The certificate's key is too short, or it is signed over a weak digest: nothing can be said.
    case weakAlgorithm(Certificate)
    /// The certificate holds a critical extension that is not known here (RFC 5280 § 4.2).
    case unknownCriticalExtension(Certificate)
    /// Path length, name constraints, policies or form: refused for this reason, in libcrypto's words.
    case refused(Certificate, reason: String)
}

/// What is wrong with an extendedKeyUsage (RFC 5280 § 4.2.1.12, RFC 3161 § 2.3).
package enum ExtendedKeyUsageFault: String, Hashable, Sendable, CaseIterable {
    /// The extension is required and absent.
    case absent
    /// It does not name the purpose.
    case unsuitable
    /// It names other purposes beside the one.
    case notSole
    /// It is not marked critical.
    case notCritical
}
