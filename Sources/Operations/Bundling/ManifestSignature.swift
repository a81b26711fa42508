internal import Cryptography
internal import Custody
internal import Timestamping

/// The signature over a bundle's manifest, with the tokens that authorities gave over it (CAdES-B-T; B-B without any).
struct ManifestSignature {
    /// The detached CAdES signature.
    let der: [UInt8]
    /// Whether any authority stamped it.
    let isStamped: Bool
    /// What authorities failed to do.
    let failures: [AuthorityTrouble]

    /// The media type of what is signed, as the mime-type attribute has it (EN 319 122-1 § 5.2.5).
    private static let mimeType = "text/xml"

    /// Signs the manifest that has this digest, and has the signature stamped by every authority that answers.
    static func make(
        over manifest: Digest,
        by custodian: Custodian,
        authorities: [AuthorityAddress],
        client: AuthorityClient,
        comparing clocks: ClockComparison,
        at time: Instant,
        progress: @escaping ProgressListener
    ) async throws -> ManifestSignature {
        var signature = try sign(manifest, by: custodian, at: time)
        // EN 319 122-1 § 5.3: the imprint is over the signature value alone.
        let answers = await StampHead.ask(
            authorities,
            toStamp: Digest(of: signature.signatureValue),
            client: client,
            comparing: clocks,
            progress: progress
        )
        var failures = answers.compactMap(AuthorityTrouble.init)
        for answer in answers {
            guard case .success(let stamp) = answer.result else { continue }
            do {
                signature = try signature.adding(signatureTimeStamp: stamp.token.der)
            } catch {
                failures.append(
                    AuthorityTrouble(
                        authority: stamp.authority.name,
                        error: OperationError(.answerUnreadable, ["authority": stamp.authority.name])
                    )
                )
            }
        }
        return ManifestSignature(
            der: signature.der,
            isStamped: !signature.signatureTimeStamps.isEmpty,
            failures: failures
        )
    }

    /// The signature over another manifest, stamped by nobody; what authorities failed to do stays told.
    func replaced(over manifest: Digest, by custodian: Custodian, at time: Instant) throws -> ManifestSignature {
        ManifestSignature(
            der: try Self.sign(manifest, by: custodian, at: time).der,
            isStamped: false,
            failures: failures
        )
    }

    private static func sign(
        _ manifest: Digest,
        by custodian: Custodian,
        at time: Instant
    ) throws -> CAdESSignature {
        let certificate = custodian.identity.certificate
        return try CAdESSignature.sign(
            detached: manifest,
            key: try custodian.signingKey(),
            certificate: certificate,
            including: [certificate],
            signingTime: time,
            mimeType: mimeType
        )
    }
}
