/// Why an age file, key or passphrase was refused.
package enum AgeError: Error, Hashable, Sendable {
    /// The text is not the recipient of an X25519 key.
    case malformedRecipient(AgeKeyFault)

    /// The text is not the identity of an X25519 key.
    case malformedIdentity(AgeKeyFault)

    /// Line `line` (from 1) of an identity file is neither a comment nor an identity.
    case malformedIdentityFile(line: Int, AgeKeyFault)

    /// The identity file holds comments only.
    case noIdentityInFile

    /// Nothing to encrypt to: no recipient, or an empty passphrase.
    case noRecipient

    /// No given identity opens a stanza of the header, or the file is not encrypted with a passphrase at all.
    case noMatchingIdentity

    /// The file is encrypted with a passphrase, but not with this one.
    case wrongPassphrase

    /// The ASCII armor around the file breaks its grammar.
    case malformedArmor(AgeArmorFault)

    /// The header breaks the grammar of the specification.
    case malformedHeader(AgeHeaderFault)

    /// The header was altered, or put together from several files: its MAC does not fit the file key.
    case headerMACMismatch

    /// The scrypt work factor, a power of two, lies above what the caller or this program accepts.
    case workFactorTooHigh(Int, maximum: Int)

    /// The machine could not lend scrypt the 2^`workFactor` KiB that it needs.
    case insufficientMemory(workFactor: Int)

    /// Chunk `chunk` (from 0) does not authenticate: altered, cut within, or followed by foreign bytes.
    case payloadCorrupt(chunk: UInt64)

    /// The file ends before its final chunk.
    case truncated

    /// The final chunk is empty although another one precedes it.
    case emptyFinalChunk

    /// Bytes follow the final chunk.
    case trailingData
}

/// Why a text is not the Bech32 form of an X25519 key.
package enum AgeKeyFault: Error, Hashable, Sendable {
    /// Not Bech32: no separator, or a character outside the alphabet.
    case notBech32

    /// A letter of the wrong case: recipients are lower case, identities upper case.
    case wrongCase

    /// Another kind of key: a plugin's, a post-quantum one, something else.
    case unknownPrefix

    /// The six last characters do not fit the others: most often a typing error.
    case wrongChecksum

    /// The key is not 32 bytes long, or its unused bits are not zero.
    case wrongLength

    /// A point of low order: whatever is encrypted to it, everyone can read.
    case lowOrderPoint
}

/// Why ASCII armor was refused.
package enum AgeArmorFault: Error, Hashable, Sendable {
    /// The text does not begin with `-----BEGIN AGE ENCRYPTED FILE-----` on a line of its own.
    case missingBeginLine

    /// There is no `-----END AGE ENCRYPTED FILE-----` on a line of its own.
    case missingEndLine

    /// A line that is not the last has other than 64 columns, or the last is empty or longer.
    case wrongLineLength

    /// A line is not canonical base64.
    case notBase64

    /// Something other than white space follows the end line.
    case trailingText
}

/// Why the header of an age file was refused.
package enum AgeHeaderFault: Error, Hashable, Sendable {
    /// The first line is not `age-encryption.org/v1`.
    case unknownVersion

    /// The header goes on beyond the limit that this program sets.
    case tooLong

    /// The file ends within the header or the 16 bytes of the payload nonce.
    case truncated

    /// The MAC line precedes any stanza.
    case noStanza

    /// A line is neither the beginning of a stanza nor the MAC line.
    case unexpectedLine

    /// An argument is empty or holds a character that is not visible ASCII.
    case malformedArgument

    /// A line of a stanza's body is longer than 64 columns or not canonical base64 without padding.
    case malformedBody

    /// The MAC line is not `--- ` and 43 digits of canonical base64.
    case malformedMAC

    /// What was understood, printed again, differs from what was read.
    case notCanonical

    /// An X25519 stanza has other than one argument, a 32-byte share and a 32-byte body.
    case malformedX25519Stanza

    /// An X25519 share of low order: the shared secret would be known to everyone.
    case lowOrderShare

    /// An scrypt stanza has other than a 16-byte salt, a decimal work factor and a 32-byte body.
    case malformedScryptStanza

    /// An scrypt stanza has company: whoever knows the passphrase must be the only possible author.
    case scryptNotAlone
}
