internal import Cryptography

/// One signature line of a note: who is said to have signed, and the signature, unchecked.
///
///     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
///
/// The grammar is `— <name> <base64(key ID ‖ signature)>`: an em dash (U+2014), one space, a name, one space. What the
/// signature holds is the key's affair: 64 bytes for an Ed25519 key, a time and 64 bytes for a witness's.
package struct NoteSignature: Sendable {
    /// The name of the key.
    package let name: String

    /// The first 32 bits of the key's digest.
    package let keyID: UInt32

    /// What follows the key ID; at least one byte.
    package let signature: [UInt8]

    /// The signature of the key `name`, `keyID`, which must be those of a vkey.
    init(of key: VerifierKey, signature: [UInt8]) {
        name = key.name
        keyID = key.keyID
        self.signature = signature
    }

    /// Whether the line claims to be by `key`.
    package func isNamed(_ key: VerifierKey) -> Bool {
        keyID == key.keyID && name.utf8.elementsEqual(key.name.utf8)
    }

    /// Whether the line is a true signature by `key` of a note with the given text.
    package func isValid(for key: VerifierKey, text: [UInt8]) -> Bool {
        guard isNamed(key) else { return false }
        switch key.algorithm {
        case .ed25519: return key.publicKey.isValidSignature(signature, over: text)
        case .cosignature: return Cosignature(self)?.isValid(for: key, text: text) ?? false
        }
    }
}

// MARK: - Text form

extension NoteSignature {
    /// What every signature line begins with.
    private static let prefix = "\u{2014} "

    /// The line, with its line feed.
    package var line: [UInt8] {
        Array("\(Self.prefix)\(name) \((VerifierKey.bytes(of: keyID) + signature).base64)\n".utf8)
    }

    /// Reads a line without its line feed; nil when it has another form.
    init?(line: ArraySlice<UInt8>) {
        guard line.starts(with: Self.prefix.utf8) else { return nil }
        let parts = line.dropFirst(Self.prefix.utf8.count)
            .split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self),
            VerifierKey.isValidName(name), let payload = [UInt8](base64Line: parts[1]), payload.count > 4
        else { return nil }
        self.name = name
        keyID = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(payload.dropFirst(4))
    }
}

// MARK: - Comparison

extension NoteSignature: Hashable {
    /// Compares as bytes: Swift's `==` on strings takes canonically equivalent names for one.
    package static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.keyID == right.keyID && left.signature == right.signature
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(signature)
    }
}
