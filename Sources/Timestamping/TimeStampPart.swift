package import Cryptography

/// A part of a request, a response or a token, by the name that RFC 3161 gives it.
package enum TimeStampPart: String, Hashable, Sendable, CaseIterable {
    case request = "TimeStampReq"
    case response = "TimeStampResp"
    case status = "PKIStatusInfo"
    case statusString
    case failInfo
    case token = "TimeStampToken"
    case tstInfo = "TSTInfo"
    case version
    case policy
    case messageImprint
    case hashAlgorithm
    case hashedMessage
    case serialNumber
    case genTime
    case accuracy
    case ordering
    case nonce
    case tsa
    case extensions
    case certReq

    /// The clause that defines the part.
    package var clause: String {
        switch self {
        case .request, .certReq, .hashAlgorithm, .hashedMessage, .messageImprint: "RFC 3161 § 2.4.1"
        case .response, .status, .statusString, .failInfo, .token, .tstInfo, .version, .policy, .serialNumber, .genTime,
            .accuracy, .ordering, .nonce, .tsa, .extensions:
            "RFC 3161 § 2.4.2"
        }
    }
}

/// Why bytes are not a request, a response or a token.
package enum TimeStampFormatError: Error, Hashable, Sendable {
    /// The part is not one value in DER.
    case notDER(TimeStampPart)
    /// This many bytes follow the one value.
    case trailingBytes(count: Int)
    /// The part is required and absent.
    case missing(TimeStampPart)
    /// The part is not of the type, or not spelt in the one way, that its clause asks for.
    case malformed(TimeStampPart)
    /// The part holds something that its clause, or our profile of requests, has no place for.
    case unexpectedElement(in: TimeStampPart)
    /// The part has another version than 1: it may be well made, but not for this reader.
    case unknownVersion(of: TimeStampPart)
    /// A request's imprint is not over SHA-256.
    case unsupportedImprintAlgorithm(oid: String)
    /// The token's shell is not a CMS SignedData with its content inside.
    case notSignedData(CMSError)
    /// The token's content is not of type id-ct-TSTInfo (RFC 3161 § 2.4.2).
    case wrongContentType(oid: String)
    /// Everything reads well, yet printing it gives other bytes.
    case notCanonical(TimeStampPart)
}
