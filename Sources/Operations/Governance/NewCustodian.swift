internal import Cryptography
internal import Custody
internal import LedgerStore

/// A certificate and a recipient that can be enrolled: each refusal has its name.
struct NewCustodian {
    let certificate: Certificate
    let recipient: AgeRecipient

    /// Checks what came in the file at `path` against the profile of entries, the clock and the case.
    init(
        _ certificate: Certificate,
        recipient: AgeRecipient,
        from path: String,
        in caseFile: CaseFile,
        at now: Instant
    ) throws {
        try Self.requireProfile(certificate, from: path)
        guard certificate.notBefore <= now, now <= certificate.notAfter else {
            throw OperationError(.certificateNotCurrent, ["path": path])
        }
        for member in try caseFile.governance().members {
            let known = try caseFile.openings.certificate(member.certificate)
            // A certificate anew over the same key is the same custodian: what was signed by one is signed by both.
            let isSame =
                member.certificate == certificate.fingerprint || known?.publicKey == certificate.publicKey
            guard isSame else { continue }
            let code: OperationError.Code = member.retirement == nil ? .custodianKeyEnrolled : .custodianKeyRetired
            throw OperationError(code, ["path": path])
        }
        self.certificate = certificate
        self.recipient = recipient
    }

    /// What can sign entries: RSA of 3072 bits or more, ECDSA on P-256 or P-384, with a subjectKeyIdentifier.
    private static func requireProfile(_ certificate: Certificate, from path: String) throws {
        guard certificate.subjectKeyIdentifier != nil else {
            throw OperationError(.certificateWithoutKeyIdentifier, ["path": path])
        }
        switch certificate.publicKey.algorithm {
        case .ecdsaP256, .ecdsaP384: break
        case .rsa(let bits) where bits >= 3_072: break
        case .ed25519: throw OperationError(.certificateOfEd25519, ["path": path])
        default: throw OperationError(.certificateOfOtherKey, ["path": path])
        }
    }
}
