/// A stanza of a kind that this program opens, its fields read and their lengths checked.
enum AgeRecipientStanza {
    /// An ephemeral X25519 share, and the file key wrapped under what it shares with the recipient.
    case x25519(share: [UInt8], wrappedKey: [UInt8])

    /// The salt and cost of a passphrase, and the file key wrapped under it.
    case scrypt(salt: [UInt8], workFactor: Int, wrappedKey: [UInt8])
}

extension AgeRecipientStanza {
    private static let x25519Kind = "X25519"
    private static let scryptKind = "scrypt"
    private static let scryptSaltLength = 16
    private static let wrappedKeyLength = ageFileKeyLength + ChaCha20Poly1305.tagLength

    /// The stanzas of `header` that are of a known kind, in order; the others are grease or for other programs.
    static func known(in header: AgeHeader) throws(AgeError) -> [AgeRecipientStanza] {
        do throws(AgeHeaderFault) {
            var known: [AgeRecipientStanza] = []
            for stanza in header.stanzas {
                if stanza.isOfKind(x25519Kind) {
                    known.append(try readX25519(stanza))
                } else if stanza.isOfKind(scryptKind) {
                    // Otherwise a recipient could pass off their own file as one by the passphrase's holder.
                    guard header.stanzas.count == 1 else { throw .scryptNotAlone }
                    known.append(try readScrypt(stanza))
                }
            }
            return known
        } catch {
            throw .malformedHeader(error)
        }
    }

    private static func readX25519(_ stanza: AgeStanza) throws(AgeHeaderFault) -> AgeRecipientStanza {
        guard stanza.arguments.count == 2, let share = base64(stanza.arguments[1]),
            share.count == AgePrimitives.keyLength, stanza.body.count == wrappedKeyLength
        else { throw .malformedX25519Stanza }
        return .x25519(share: share, wrappedKey: stanza.body)
    }

    private static func readScrypt(_ stanza: AgeStanza) throws(AgeHeaderFault) -> AgeRecipientStanza {
        guard stanza.arguments.count == 3, let salt = base64(stanza.arguments[1]), salt.count == scryptSaltLength,
            let workFactor = decimal(stanza.arguments[2]), stanza.body.count == wrappedKeyLength
        else { throw .malformedScryptStanza }
        return .scrypt(salt: salt, workFactor: workFactor, wrappedKey: stanza.body)
    }

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        [UInt8](base64Unpadded: String(decoding: text, as: UTF8.self))
    }

    /// A positive number of at most three decimal digits without a leading zero.
    private static func decimal(_ text: [UInt8]) -> Int? {
        guard (1...3).contains(text.count), text[0] != UInt8(ascii: "0"),
            text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

// MARK: - X25519

extension AgeRecipientStanza {
    /// `fileKey` wrapped for `recipient` under a fresh ephemeral key.
    static func wrap(_ fileKey: SecretBytes, for recipient: AgeRecipient) throws(AgeError) -> AgeStanza {
        let ephemeral = X25519Key.generate()
        let share = ephemeral.publicKey
        guard let shared = ephemeral.sharedSecret(with: recipient.publicKey) else {
            throw .malformedRecipient(.lowOrderPoint)
        }
        let key = x25519WrapKey(shared: shared, share: share, recipient: recipient)
        return AgeStanza([x25519Kind, share.base64Unpadded], body: ChaCha20Poly1305.seal(fileKey, key: key))
    }

    /// The file key that the first of `identities` to fit finds in the X25519 stanzas among `stanzas`.
    static func unwrap(
        _ stanzas: [AgeRecipientStanza],
        with identities: [AgeIdentity]
    ) throws(AgeError) -> SecretBytes {
        for identity in identities {
            for case .x25519(let share, let wrappedKey) in stanzas {
                guard let shared = identity.key.sharedSecret(with: share) else {
                    throw .malformedHeader(.lowOrderShare)
                }
                let key = x25519WrapKey(shared: shared, share: share, recipient: identity.recipient)
                if let fileKey = ChaCha20Poly1305.open(wrappedKey, key: key) { return fileKey }
            }
        }
        throw .noMatchingIdentity
    }

    private static func x25519WrapKey(shared: SecretBytes, share: [UInt8], recipient: AgeRecipient) -> SecretBytes {
        AgePrimitives.hkdf(shared, salt: share + recipient.publicKey, info: "age-encryption.org/v1/X25519")
    }
}

// MARK: - scrypt

extension AgeRecipientStanza {
    /// `fileKey` wrapped under `passphrase`, stretched with a fresh salt.
    static func wrap(
        _ fileKey: SecretBytes,
        passphrase: SecretBytes,
        workFactor: Int
    ) throws(AgeError) -> AgeStanza {
        guard passphrase.count > 0 else { throw .noRecipient }
        let salt = [UInt8].random(count: scryptSaltLength)
        let key = try scryptWrapKey(passphrase: passphrase, salt: salt, workFactor: workFactor)
        return AgeStanza(
            [scryptKind, salt.base64Unpadded, String(workFactor)],
            body: ChaCha20Poly1305.seal(fileKey, key: key)
        )
    }

    /// The file key that `passphrase` finds in the one scrypt stanza, if there is one.
    static func unwrap(
        _ stanzas: [AgeRecipientStanza],
        passphrase: SecretBytes,
        maximumWorkFactor: Int
    ) throws(AgeError) -> SecretBytes {
        for case .scrypt(let salt, let workFactor, let wrappedKey) in stanzas {
            // Before any work: the cost is the file's claim, and its memory would be ours.
            guard workFactor <= maximumWorkFactor else {
                throw .workFactorTooHigh(workFactor, maximum: maximumWorkFactor)
            }
            let key = try scryptWrapKey(passphrase: passphrase, salt: salt, workFactor: workFactor)
            guard let fileKey = ChaCha20Poly1305.open(wrappedKey, key: key) else { throw .wrongPassphrase }
            return fileKey
        }
        throw .noMatchingIdentity
    }

    private static func scryptWrapKey(
        passphrase: SecretBytes,
        salt: [UInt8],
        workFactor: Int
    ) throws(AgeError) -> SecretBytes {
        try AgePrimitives.scrypt(
            passphrase: passphrase,
            salt: Array("age-encryption.org/v1/scrypt".utf8) + salt,
            workFactor: workFactor
        )
    }
}

/// The length of a file key, in bytes.
let ageFileKeyLength = 16
