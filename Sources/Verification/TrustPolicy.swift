package import Cryptography
package import TransparencyLog

/// Whom and what a verifier trusts: it comes from outside the bundle, always.
///
/// The text form is TOML and is specified in docs/formats/trust-policy.md. Whatever the policy says, content, identity,
/// ledger, disclosure and one trusted token for every entry and for the bundle's signature are required; a policy can
/// only add.
package struct TrustPolicy: Sendable {
    /// Signing certificates, or authorities that issue them, that the verifier knows by other means.
    package var signers: [Signer]
    /// Time-stamping authorities.
    package var authorities: [Authority]
    /// How many distinct authorities must have attested each time; at least 1.
    package var timeQuorum: Int
    /// The ledger that is expected, if one is.
    package var ledger: Ledger?
    /// Witnesses and how many of them must have cosigned the head.
    package var witnesses: [Witness]
    /// How many of `witnesses` must have cosigned the head; 0 when none is needed.
    package var witnessQuorum: Int
    /// Whether every signing certificate needs revocation data.
    package var requiresRevocation: Bool

    /// A policy; quorums below their least value are raised to it.
    package init(
        signers: [Signer] = [],
        authorities: [Authority] = [],
        timeQuorum: Int = 1,
        ledger: Ledger? = nil,
        witnesses: [Witness] = [],
        witnessQuorum: Int = 0,
        requiresRevocation: Bool = false
    ) {
        self.signers = signers
        self.authorities = authorities
        self.timeQuorum = max(1, timeQuorum)
        self.ledger = ledger
        self.witnesses = witnesses
        self.witnessQuorum = max(0, witnessQuorum)
        self.requiresRevocation = requiresRevocation
    }

    /// A signer pinned by certificate or by fingerprint.
    package struct Signer: Hashable, Sendable {
        /// The SHA-256 of the certificate's DER.
        package var fingerprint: Digest
        /// The certificate, when it was given whole; needed for a chain to it.
        package var certificate: Certificate?
        /// The name by which the verifier knows the signer.
        package var name: String?
        /// From this moment on nothing it signed is trusted.
        package var compromisedSince: Instant?

        package init(
            fingerprint: Digest,
            certificate: Certificate? = nil,
            name: String? = nil,
            compromisedSince: Instant? = nil
        ) {
            self.fingerprint = fingerprint
            self.certificate = certificate
            self.name = name
            self.compromisedSince = compromisedSince
        }
    }

    /// A time-stamping authority: the root its certificates chain to.
    package struct Authority: Hashable, Sendable {
        /// The name by which the verifier knows the authority.
        package var name: String
        /// The certificate that every path of the authority ends in.
        package var root: Certificate
        /// The class in words, such as « non qualifié »; the policy's own claim, printed as such.
        package var authorityClass: String
        /// From this moment on no token of it is trusted.
        package var compromisedSince: Instant?

        package init(name: String, root: Certificate, authorityClass: String, compromisedSince: Instant? = nil) {
            self.name = name
            self.root = root
            self.authorityClass = authorityClass
            self.compromisedSince = compromisedSince
        }
    }

    /// The ledger that the verifier expects.
    package struct Ledger: Hashable, Sendable {
        /// One of the ledger's keys, if that is what is known of it.
        package var key: VerifierKey?
        /// The ledger's name, if that is what is known of it.
        package var origin: String?

        package init(key: VerifierKey? = nil, origin: String? = nil) {
            self.key = key
            self.origin = origin
        }
    }

    /// A witness whose cosignature counts.
    package struct Witness: Hashable, Sendable {
        /// The witness's key.
        package var key: VerifierKey
        /// From this moment on no cosignature of it counts.
        package var compromisedSince: Instant?

        package init(key: VerifierKey, compromisedSince: Instant? = nil) {
            self.key = key
            self.compromisedSince = compromisedSince
        }
    }
}
