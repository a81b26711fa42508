package import Cryptography

/// Who may sign from now on: the facts of `custodian.enrolled`.
package struct Enrolment: Hashable, Sendable {
    /// What a custodian may do.
    package enum Role: String, CaseIterable, Hashable, Sendable {
        /// Enrols and retires others as well.
        case admin
        /// Seals, transfers and bundles.
        case custodian
    }

    /// The SHA-256 of the signing certificate's DER.
    package let certificate: Digest

    /// The age recipient to which content keys are wrapped.
    package let recipient: String

    /// What they may do from now on.
    package let role: Role

    /// The detached CMS by which the new key agrees to `EnrolmentTerms`, in DER.
    package let acceptance: [UInt8]

    /// The facts of one enrolment.
    package init(certificate: Digest, recipient: String, role: Role, acceptance: [UInt8]) {
        self.certificate = certificate
        self.recipient = recipient
        self.role = role
        self.acceptance = acceptance
    }

    var json: CanonicalJSON {
        .object([
            "certificate": .digest(certificate), "recipient": .string(recipient), "role": .string(role.rawValue),
            "acceptance": .string(acceptance.base64url),
        ])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        certificate = try members.take("certificate", as: \.digestValue)
        recipient = try members.take("recipient", as: \.wordValue)
        role = try members.take("role") { $0.stringValue.flatMap(Role.init(rawValue:)) }
        acceptance = try members.take("acceptance") { json in
            json.wordValue.flatMap { [UInt8](base64url: $0) }
        }
        try members.finish()
    }
}
