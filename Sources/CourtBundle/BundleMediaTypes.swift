/// The media types that the manifest states; a verdict never rests on them.
extension BundleObject {
    /// The media type of bytes of which nothing is known (RFC 2046 § 4.5.1).
    static let anyMediaType = "application/octet-stream"

    /// The media type of an object of this kind; a piece has its own, which its exhibit states.
    var mediaType: String {
        switch self {
        case .document, .digestList, .guide, .inclusionProof, .consistencyProof, .checkpoint, .cosignedCheckpoint,
            .list:
            "text/plain"
        case .index, .disclosures: "application/json"
        case .entry: "application/pkcs7-mime"
        case .response: "application/timestamp-reply"
        case .token: "application/vnd.etsi.timestamp-token"
        case .certificate: "application/x-x509-user-cert"
        case .manifest: "text/xml"
        case .signature: "application/pkcs7-signature"
        case .piece: Self.anyMediaType
        }
    }
}
