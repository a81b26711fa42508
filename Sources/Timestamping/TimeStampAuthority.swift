package import Cryptography

/// Who made a token and under which policy, for people to read.
///
/// Whether the authority is a qualified one (eIDAS, article 42) cannot be read off a token: it is the caller's policy.
package struct TimeStampAuthority: Hashable, Sendable {
    /// The commonName of the signer's certificate, or else its organizationName.
    package let name: String?

    /// The organizationName of the signer's certificate.
    package let organization: String?

    /// SHA-256 of the signer's certificate.
    package let signer: Digest

    /// The policy, in dotted decimals.
    package let policy: String

    /// The token's serial number, in lower-case hexadecimal digits, as two's complement.
    package let serialNumber: String

    /// Describes `token`, signed with `signer`: the certificate that an outcome gives.
    package init(of token: TimeStampToken, signer: Certificate) {
        name = signer.commonName ?? signer.organization
        organization = signer.organization
        self.signer = signer.fingerprint
        policy = token.policy
        serialNumber = token.serialNumber.hex
    }
}
