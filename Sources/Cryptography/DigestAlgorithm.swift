internal import COpenSSL

/// A digest algorithm that other people's signatures and time stamps may use: SHA-2, from 256 bits.
///
/// What this program writes itself is SHA-256 throughout, as a ``Digest``. SHA-1 and everything unknown is no case here,
/// so that no signature over it can be found good.
package enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// id-sha256 (RFC 5754 § 2.2).
    case sha256 = "2.16.840.1.101.3.4.2.1"
    /// id-sha384 (RFC 5754 § 2.3).
    case sha384 = "2.16.840.1.101.3.4.2.2"
    /// id-sha512 (RFC 5754 § 2.4).
    case sha512 = "2.16.840.1.101.3.4.2.3"

    /// The algorithm with this object identifier in dotted decimals; nil for every other.
    package init?(oid: String) {
        self.init(rawValue: oid)
    }

    /// The object identifier in dotted decimals.
    package var oid: String { rawValue }

    /// How many bytes a digest has.
    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    package func digest(of bytes: [UInt8]) -> [UInt8] {
        let algorithm =
            switch self {
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        return Self.digest(of: bytes, by: algorithm)
    }

    /// The digest of `bytes` by SHA-1: what an ESSCertID of RFC 2634 § 5.4.1 holds, and good for nothing else.
    static func sha1ForESSCertID(of bytes: [UInt8]) -> [UInt8] {
        digest(of: bytes, by: EVP_sha1())
    }

    private static func digest(of bytes: [UInt8], by algorithm: OpaquePointer?) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_Digest(bytes, bytes.count, &digest, &count, algorithm, nil) == 1 else {
            fatalError("libcrypto has no SHA-2 or no memory")
        }
        return Array(digest.prefix(Int(count)))
    }
}
