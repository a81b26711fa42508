package import Cryptography

/// The digest that a token bears witness to (RFC 3161 § 2.4.1).
///
///     MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
///
/// Ours is SHA-256 over the bytes of `checkpoints/<size>` or over a signature's octets. Other people's may be over any
/// algorithm; only those of SHA-2 can be compared.
package struct MessageImprint: Hashable, Sendable {
    /// hashAlgorithm, in dotted decimals.
    package let algorithm: String

    /// hashedMessage.
    package let hashedMessage: [UInt8]

    /// The imprint that is the SHA-256 digest of something.
    package init(_ digest: Digest) {
        algorithm = DigestAlgorithm.sha256.oid
        hashedMessage = digest.bytes
    }

    /// The imprint of `message`.
    package init(of message: [UInt8], by algorithm: DigestAlgorithm) {
        self.algorithm = algorithm.oid
        hashedMessage = algorithm.digest(of: message)
    }

    init(algorithm: String, hashedMessage: [UInt8]) {
        self.algorithm = algorithm
        self.hashedMessage = hashedMessage
    }

    /// The algorithm, if it is one of SHA-2.
    package var digestAlgorithm: DigestAlgorithm? { DigestAlgorithm(oid: algorithm) }

    /// The digest, if it is one of SHA-256.
    package var digest: Digest? { digestAlgorithm == .sha256 ? Digest(bytes: hashedMessage) : nil }
}
