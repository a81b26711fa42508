package import Cryptography

/// A time-stamp token (RFC 3161 § 2.4.2): a CMS SignedData over a TSTInfo, its bytes kept as they came.
///
/// Reading one checks its form alone. ``verify(imprint:anchors:additional:)`` says what it proves.
package struct TimeStampToken: Hashable, Sendable {
    /// The token, verbatim: what is stored as `.tst`, and whose SHA-256 names it.
    package let der: [UInt8]

    let info: TSTInfo
    let signedData: ReceivedSignedData

    /// Reads one token, and nothing after it.
    ///
    /// The shell may be BER; the TSTInfo in it must be DER, version 1.
    package init(parsing der: [UInt8]) throws(TimeStampFormatError) {
        let signedData: ReceivedSignedData
        do throws(CMSError) {
            signedData = try ReceivedSignedData(der)
        } catch {
            if case .trailingBytes(let count) = error { throw .trailingBytes(count: count) }
            throw .notSignedData(error)
        }
        guard Array(signedData.contentType.utf8) == Array(idCTTSTInfo.utf8) else {
            throw .wrongContentType(oid: signedData.contentType)
        }
        info = try TSTInfo(parsing: signedData.content)
        self.signedData = signedData
        self.der = der
    }

    package static func == (left: TimeStampToken, right: TimeStampToken) -> Bool {
        left.der == right.der
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(der)
    }
}

/// id-ct-TSTInfo (RFC 3161 § 2.4.2).
private let idCTTSTInfo = "1.2.840.113549.1.9.16.1.4"

// MARK: - What the authority says

extension TimeStampToken {
    /// SHA-256 over `der`: what statements hold of a token, and what its file is named after.
    package var fingerprint: Digest { Digest(of: der) }

    /// The time that the authority attests.
    package var genTime: Instant { info.genTime }

    /// By how many microseconds `genTime` may be wrong, either way; nil when the authority does not say.
    package var accuracy: Int64? { info.accuracy }

    /// The content octets of the token's serial number, a signed INTEGER.
    package var serialNumber: [UInt8] { info.serialNumber }

    /// The policy under which the token was made, in dotted decimals.
    package var policy: String { info.policy }

    /// What is stamped.
    package var messageImprint: MessageImprint { info.messageImprint }

    /// What is stamped, if it is a SHA-256 digest; nil for any other algorithm.
    package var imprint: Digest? { info.messageImprint.digest }

    /// The content octets of the nonce, if there is one.
    package var nonce: [UInt8]? { info.nonce }

    /// Whether every two tokens of this authority can be ordered by their genTime alone.
    package var ordering: Bool { info.ordering }

    /// How the token names its authority, for people; nil when it does not.
    package var authorityName: String? { info.tsa?.text }

    /// The certificates that came with the token; anyone can add to them.
    package var certificates: [Certificate] { signedData.certificates }
}
