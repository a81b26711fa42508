package import Cryptography

/// Tells which identities there are, without their passphrases.
package enum ListIdentities {
    /// Every identity, in the order of their names.
    package static func run(in surroundings: Surroundings) throws -> [StoredIdentity] {
        try OperationError.mapping {
            let store = try IdentityStore(in: surroundings)
            return try store.names().map { try store.identity(named: $0) }
        }
    }
}

/// Gives what others need of an identity: nothing of it is secret.
package enum ExportIdentity {
    /// What is handed out, on paper or by mail.
    package struct Exported: Hashable, Sendable {
        /// The name of the identity.
        package let name: String
        /// The certificate, as PEM.
        package let certificatePEM: String
        /// SHA-256 of the certificate: what a verifier types from paper.
        package let fingerprint: Digest
        /// What content keys are wrapped to, `age1…`.
        package let recipient: String
    }

    /// The public side of the identity `name`, or of the only one.
    package static func run(name: String?, in surroundings: Surroundings) throws -> Exported {
        try OperationError.mapping {
            let identity = try IdentityStore(in: surroundings).chosen(name)
            return Exported(
                name: identity.name,
                certificatePEM: identity.certificate.pem,
                fingerprint: identity.certificate.fingerprint,
                recipient: "\(identity.recipient)"
            )
        }
    }
}
