internal import ArgumentParser
internal import Cryptography
internal import Operations

/// Whom the verifier trusts: it comes from outside the bundle, always.
struct TrustOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A trust policy, instead of what 'scelle trust' keeps.", valueName: "policy"))
    var trust: String?

    @Option(
        help: ArgumentHelp(
            "The SHA-256 of a signer's certificate, typed from paper. May be repeated.",
            valueName: "fingerprint"
        ),
        transform: TrustOptions.fingerprint
    )
    var signer: [Digest] = []

    @Option(
        help: ArgumentHelp(
            "A checkpoint of the same ledger known from elsewhere: a note, a receipt, another bundle. May be repeated.",
            valueName: "file"
        )
    )
    var checkpoint: [String] = []

    /// Whom the verification trusts.
    var choice: TrustChoice { TrustChoice(policyFile: trust, signers: signer) }

    /// Reads 64 hexadecimal digits; spaces, colons and case do not count, as they are printed in many ways.
    static func fingerprint(_ typed: String) throws -> Digest {
        let digits = typed.lowercased().filter { !$0.isWhitespace && $0 != ":" }
        guard let digest = Digest(hex: digits) else {
            throw ValidationError("'\(typed.printable)' is not a fingerprint: 64 hexadecimal digits.")
        }
        return digest
    }
}
