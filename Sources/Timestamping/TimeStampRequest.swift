package import Cryptography
internal import SwiftASN1

/// What is sent to an authority (RFC 3161 § 2.4.1), specified in `docs/formats/timestamp.md`.
///
///     TimeStampReq ::= SEQUENCE  {
///        version           INTEGER  { v1(1) },
///        messageImprint    MessageImprint,        -- SHA-256, parameters NULL, as openssl ts -query writes them
///        reqPolicy         TSAPolicyId OPTIONAL,  -- never
///        nonce             INTEGER OPTIONAL,      -- always
///        certReq           BOOLEAN DEFAULT FALSE, -- always TRUE
///        extensions        [0] IMPLICIT Extensions OPTIONAL }  -- never
package struct TimeStampRequest: Hashable, Sendable {
    /// The digest to be stamped.
    package let imprint: Digest

    /// The content octets of the nonce, a positive INTEGER: what tells this answer from any other.
    package let nonce: [UInt8]

    /// A request to stamp `imprint`.
    ///
    /// `nonce` is a number, most significant octet first; by default a random one of 128 bits less its sign.
    package init(imprint: Digest, nonce: [UInt8] = .random(count: 16)) {
        self.imprint = imprint
        let significant = nonce.drop { $0 == 0 }
        self.nonce = (significant.first ?? 0x80) >= 0x80 ? [0] + significant : Array(significant)
    }

    /// The request, as it is sent and stored.
    package var der: [UInt8] {
        var serializer = DER.Serializer()
        serializer.appendConstructedNode(identifier: .sequence) { request in
            request.append(integer: 1)
            request.appendConstructedNode(identifier: .sequence) { messageImprint in
                messageImprint.serializeRawBytes(sha256Identifier)
                messageImprint.append(.octetString, octets: imprint.bytes)
            }
            request.append(.integer, octets: nonce)
            request.append(.boolean, octets: [0xFF])
        }
        return serializer.serializedBytes
    }

    /// Reads a request as this program writes it: what a stored token is compared with.
    package init(parsing der: [UInt8]) throws(TimeStampFormatError) {
        var fields = try DERFields(parsing: der, as: .request)
        guard try fields.take(.version).smallInteger(of: .version) == 1 else { throw .unknownVersion(of: .request) }

        var imprintFields = try DERFields(of: fields.take(.messageImprint), as: .messageImprint)
        var algorithm = try DERFields(of: imprintFields.take(.hashAlgorithm), as: .hashAlgorithm)
        let oid = try algorithm.take(.hashAlgorithm).objectIdentifier(of: .hashAlgorithm)
        guard DigestAlgorithm(oid: oid) == .sha256 else { throw .unsupportedImprintAlgorithm(oid: oid) }
        let hashed = try imprintFields.take(.hashedMessage).octets(tagged: .octetString, of: .hashedMessage)
        guard let imprint = Digest(bytes: hashed) else { throw .malformed(.hashedMessage) }
        try imprintFields.end()

        guard let nonceNode = fields.take(ifTagged: .integer) else { throw .missing(.nonce) }
        let nonce = try nonceNode.integerOctets(of: .nonce)
        guard nonce[0] < 0x80 else { throw .malformed(.nonce) }
        guard let certReq = fields.take(ifTagged: .boolean) else { throw .missing(.certReq) }
        guard try certReq.octets(tagged: .boolean, of: .certReq) == [0xFF] else { throw .malformed(.certReq) }
        try fields.end()

        self.init(imprint: imprint, nonce: nonce)
        guard self.der == der else { throw .notCanonical(.request) }
    }
}

/// The AlgorithmIdentifier of SHA-256 with parameters NULL (RFC 5754 § 2 accepts it, and the oldest authorities ask for it).
private let sha256Identifier: [UInt8] = [
    0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
]
