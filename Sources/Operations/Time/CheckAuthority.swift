package import Cryptography
internal import Timestamping

/// Tries an authority, with the digest of random bytes, and tells what it is.
package enum CheckAuthority {
    /// An authority as its answer shows it; nothing of this is trust.
    package struct CheckedAuthority: Sendable {
        /// The host that was asked.
        package let host: String
        /// The time that it attests.
        package let genTime: Instant
        /// By how many microseconds that may be wrong; nil when it does not say.
        package let accuracy: Int64?
        /// The policy of its stamps, in dotted decimals.
        package let policy: String
        /// The token's serial number, hexadecimal.
        package let serialNumber: String
        /// The certificate that signs.
        package let signer: Certificate
        /// The certificates from the signer upwards, as far as the token and the roots carried along lead.
        package let path: [Certificate]
        /// The eIDAS class, in words, where the authority is one that the program knows; otherwise nobody has said.
        package let authorityClass: String?
        /// Whether the path ends in the root that the program carries for this authority.
        package let endsInKnownRoot: Bool
    }

    /// Asks the authority that `typed`, the name of a public one or a URL, names.
    package static func run(
        _ typed: String,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> CheckedAuthority {
        try await OperationError.mapping {
            let address = try AuthorityAddress(typed: typed)
            let known = try PublicAuthority.all().first { $0.url.utf8.elementsEqual(address.url.utf8) }
            progress(.contacting(host: address.host))
            let imprint = Digest(of: .random(count: 32))
            let stamp: AcceptedStamp
            do throws(AuthorityFailure) {
                stamp = try await client.stamp(TimeStampRequest(imprint: imprint), at: address)
            } catch {
                throw OperationError(error, from: address)
            }
            guard let signer = stamp.token.signer else {
                throw OperationError(.answerUnreadable, ["authority": address.name])
            }
            let root = known?.root.map { [$0] } ?? []
            let path = Self.path(from: signer, through: stamp.token.certificates + root)
            return CheckedAuthority(
                host: address.host,
                genTime: stamp.token.genTime,
                accuracy: stamp.token.accuracy,
                policy: stamp.token.policy,
                serialNumber: stamp.token.serialNumber.hex,
                signer: signer,
                path: path,
                authorityClass: known?.authorityClass,
                endsInKnownRoot: isTrusted(stamp.token, imprint: imprint, anchors: root)
            )
        }
    }

    /// The certificates above `signer`, by their names alone: something to show, not something to trust.
    private static func path(from signer: Certificate, through others: [Certificate]) -> [Certificate] {
        var path = [signer]
        while let last = path.last, last.issuer != last.subject,
            let above = others.first(where: { $0.subject == last.issuer && !path.contains($0) })
        {
            path.append(above)
        }
        return path
    }

    private static func isTrusted(_ token: TimeStampToken, imprint: Digest, anchors: [Certificate]) -> Bool {
        guard !anchors.isEmpty, case .trusted = token.verify(imprint: imprint, anchors: anchors) else { return false }
        return true
    }
}
