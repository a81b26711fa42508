internal import Cryptography
internal import Operations

/// An identity as `identity new|list|export --json` print it.
struct IdentityJSON: Encodable {
    let name: String
    let fingerprint: String
    let recipient: String
    let certificate: String

    init(_ identity: StoredIdentity) {
        name = identity.name
        fingerprint = identity.certificate.fingerprint.hex
        recipient = "\(identity.recipient)"
        certificate = identity.certificate.pem
    }

    init(_ exported: ExportIdentity.Exported) {
        name = exported.name
        fingerprint = exported.fingerprint.hex
        recipient = exported.recipient
        certificate = exported.certificatePEM
    }
}
