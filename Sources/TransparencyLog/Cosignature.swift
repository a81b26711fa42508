package import Cryptography

/// A witness's word that it has seen a checkpoint, and none before it that it contradicts (C2SP tlog-cosignature).
///
/// It is a signature line whose payload, after the key ID, is a time (64 bits, most significant byte first, seconds since
/// 1970) and 64 bytes of Ed25519 over:
///
///     cosignature/v1
///     time 1592409751
///     <the text of the checkpoint, with its last line feed>
package struct Cosignature: Hashable, Sendable {
    /// The signature line.
    package let line: NoteSignature

    /// When the witness says it signed, in seconds since 1970.
    package let secondsSince1970: UInt64

    /// The latest time that is read: the end of the year 9999, beyond which no date can be written down.
    private static let latest: UInt64 = 253_402_300_799

    /// The cosignature on a signature line; nil when its payload is no time and signature.
    package init?(_ line: NoteSignature) {
        guard line.signature.count == 72 else { return nil }
        let seconds = line.signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard seconds <= Self.latest else { return nil }
        self.line = line
        secondsSince1970 = seconds
    }

    /// Reads a signature line that ends in a line feed, as a witness's answer has it; nil when it is something else.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.last == lineFeed, let line = NoteSignature(line: bytes.dropLast()) else { return nil }
        self.init(line)
    }

    /// When the witness says it signed.
    package var time: Instant { Instant(secondsSince1970: Int64(secondsSince1970)) }

    /// Whether this is a true cosignature by the witness `key` of a checkpoint with the given text.
    package func isValid(for key: VerifierKey, text: [UInt8]) -> Bool {
        key.algorithm == .cosignature && line.isNamed(key)
            && key.publicKey.isValidSignature(
                Array(line.signature.dropFirst(8)),
                over: Self.message(secondsSince1970, text)
            )
    }

    /// What is signed.
    fileprivate static func message(_ seconds: UInt64, _ text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n".utf8) + text
    }
}

// MARK: - Signing

/// A private key and the name it cosigns checkpoints under.
package struct WitnessSigner: Sendable {
    /// The public side, to be handed out.
    package let verifierKey: VerifierKey

    private let key: Ed25519PrivateKey

    /// The key that cosigns as `name`; the standard wants it to be used for nothing else.
    ///
    /// - Throws: `VerifierKeyError.invalidName`.
    package init(name: String, key: Ed25519PrivateKey) throws(VerifierKeyError) {
        verifierKey = try VerifierKey(name: name, publicKey: key.publicKey, algorithm: .cosignature)
        self.key = key
    }

    /// The cosignature over a checkpoint at the given time, counted in whole seconds.
    ///
    /// It is for the caller to have checked that the checkpoint is consistent with the last one it cosigned, and to have
    /// stored it.
    ///
    /// - Precondition: `time` is from 1970 to 9999.
    package func cosign(_ checkpoint: Checkpoint, at time: Instant) -> Cosignature {
        guard let seconds = UInt64(exactly: time.secondsSince1970) else {
            preconditionFailure("a cosignature has a time from 1970 on")
        }
        let signature = key.sign(Cosignature.message(seconds, checkpoint.text))
        let payload = withUnsafeBytes(of: seconds.bigEndian) { [UInt8]($0) } + signature
        guard let cosignature = Cosignature(NoteSignature(of: verifierKey, signature: payload)) else {
            preconditionFailure("a cosignature has a time up to 9999")
        }
        return cosignature
    }
}
