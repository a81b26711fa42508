package import Cryptography

/// A signer, as the signing certificate names them; how far the name is to be believed is the reader's to find out.
package struct SignerSummary: Hashable, Sendable {
    /// The eIDAS class of an electronic signature (regulation (EU) 910/2014, articles 25 and 26).
    package enum Class: Int, Hashable, Sendable {
        case simple
        case advanced
        case qualified
    }

    /// The SHA-256 of the certificate's DER.
    package let certificate: Digest

    /// The common name in the certificate; nil when it has none.
    package let name: String?

    /// The organization in the certificate; nil when it has none.
    package let organization: String?

    /// The class of the signatures; `.simple` unless it was shown otherwise.
    package let signatureClass: Class

    /// The signer with this certificate.
    package init(certificate: Digest, name: String?, organization: String?, signatureClass: Class = .simple) {
        self.certificate = certificate
        self.name = name
        self.organization = organization
        self.signatureClass = signatureClass
    }
}
