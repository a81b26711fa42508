package import Cryptography

/// The public side of a key that signs notes: a *vkey* (C2SP signed-note), with the name it signs under.
///
///     example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
///
/// The grammar is `<name>+<8 hexadecimal digits of the key ID>+<base64(type ‖ public key)>`. The base64 may hold a `+`,
/// the name may not.
package struct VerifierKey: Sendable {
    /// What a key signs.
    package enum Algorithm: UInt8, Hashable, Sendable {
        /// The text of the note itself.
        case ed25519 = 0x01

        /// A time and the text (C2SP tlog-cosignature): a witness's key.
        case cosignature = 0x04
    }

    /// The name the key signs under; for the key of a ledger, its origin.
    package let name: String

    /// What the key signs.
    package let algorithm: Algorithm

    /// The key.
    package let publicKey: Ed25519PublicKey

    /// The first 32 bits of SHA-256 over name, line feed, type and key: it tells keys of one name apart.
    package let keyID: UInt32

    /// The vkey for a key and the name it signs under.
    ///
    /// - Throws: `VerifierKeyError.invalidName`.
    package init(
        name: String,
        publicKey: Ed25519PublicKey,
        algorithm: Algorithm = .ed25519
    ) throws(VerifierKeyError) {
        guard Self.isValidName(name) else { throw .invalidName }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        let digest = Digest(of: Array(name.utf8) + [lineFeed, algorithm.rawValue] + publicKey.bytes)
        keyID = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The four bytes of a key ID, most significant first.
    static func bytes(of keyID: UInt32) -> [UInt8] {
        withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) }
    }

    /// Whether `name` can stand in a vkey and on a signature line: not empty, no Unicode space, no `+`, no control.
    static func isValidName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }
}

// MARK: - Origin

extension VerifierKey {
    /// The origin of the ledger whose first key is `key`: `scelle.invalid/` and 32 hexadecimal digits.
    ///
    /// The digits are the first half of the SHA-256 of the 32 raw bytes, so that no other key can claim the origin.
    package static func ledgerOrigin(for key: Ed25519PublicKey) -> String {
        "scelle.invalid/" + [UInt8](Digest(of: key.bytes).bytes.prefix(16)).hex
    }
}

// MARK: - Text form

extension VerifierKey: CustomStringConvertible {
    /// The vkey, on one line without its end.
    package var description: String {
        "\(name)+\(Self.bytes(of: keyID).hex)+\(([algorithm.rawValue] + publicKey.bytes).base64)"
    }

    /// Reads a vkey; its key ID must be the one that name and key give, and any other spelling is refused.
    package init(parsing text: String) throws(VerifierKeyError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = String(parts[0]), let id = String(parts[1]), let key = String(parts[2])
        else { throw .malformed }
        guard Self.isValidName(name) else { throw .invalidName }
        guard let keyID = [UInt8](hex: id), keyID.count == 4 else { throw .malformedKeyID }
        guard let typed = [UInt8](base64: key), let type = typed.first else { throw .malformedKey }
        guard let algorithm = Algorithm(rawValue: type) else { throw .unsupportedAlgorithm(type) }
        guard let publicKey = Ed25519PublicKey(bytes: Array(typed.dropFirst())) else { throw .malformedKey }
        try self.init(name: name, publicKey: publicKey, algorithm: algorithm)
        guard Self.bytes(of: self.keyID) == keyID else { throw .wrongKeyID(calculated: Self.bytes(of: self.keyID).hex) }
    }
}

// MARK: - Comparison

extension VerifierKey: Hashable {
    /// Compares as bytes: Swift's `==` on strings takes canonically equivalent names for one.
    package static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.algorithm == right.algorithm && left.publicKey == right.publicKey
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(algorithm)
        hasher.combine(publicKey)
    }
}

/// Why a text is not a vkey, or a name not one that can sign.
package enum VerifierKeyError: Error, Hashable {
    /// There are not three parts between plus signs.
    case malformed

    /// The name is empty or has a space, a plus sign or a control character in it.
    case invalidName

    /// The key ID is not eight lower-case hexadecimal digits.
    case malformedKeyID

    /// The key is not canonical base64 of a type and 32 bytes.
    case malformedKey

    /// The type is neither Ed25519 (0x01) nor the Ed25519 cosignature (0x04).
    case unsupportedAlgorithm(UInt8)

    /// The key ID is not the one that name and key give.
    case wrongKeyID(calculated: String)
}
