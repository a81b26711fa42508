/// A text and the signatures of its signers (C2SP signed-note v1.0.0), unchecked until `verifiedSigners` is asked.
///
///     This is an example message.
///
///     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
package struct SignedNote: Hashable, Sendable {
    /// The most bytes a note may have: 1 MiB holds a thousand lines of a kilobyte; a checkpoint needs some hundred.
    package static let maximumByteCount = 1 << 20

    /// The most signatures a note may have; the standard asks for sixteen at least, and each known one costs a check.
    package static let maximumSignatureCount = 1000

    /// What is signed: one line or more, with the last line feed.
    package let text: [UInt8]

    /// The signature lines, in order, unchecked; at least one.
    package let signatures: [NoteSignature]

    /// A note with these parts.
    ///
    /// - Throws: `NoteError`, when the note would not read back as it is.
    package init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        guard text.last == lineFeed else { throw .noLineFeedAtEnd }
        guard !signatures.isEmpty else { throw .noSignatureLine }
        try self.init(parsing: text + [lineFeed] + signatures.flatMap(\.line))
    }

    /// The note that `signers` sign, in that order.
    ///
    /// - Throws: `NoteError`, when `text` cannot be the text of a note.
    package init(text: [UInt8], signers: [NoteSigner]) throws(NoteError) {
        try self.init(text: text, signatures: signers.map { $0.sign(text) })
    }
}

// MARK: - Text form

extension SignedNote {
    /// The whole note: text, empty line, signature lines.
    package var bytes: [UInt8] {
        text + [lineFeed] + signatures.flatMap(\.line)
    }

    /// Reads a note, to the letter of the standard; any other spelling of it is refused.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLarge(byteCount: bytes.count) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == lineFeed }) else { throw .controlCharacter }
        guard bytes.last == lineFeed else { throw .noLineFeedAtEnd }
        guard let textEnd = Self.lastEmptyLine(in: bytes) else { throw .noEmptyLine }

        var lines = LineReader(bytes[(textEnd + 1)...])
        var signatures: [NoteSignature] = []
        while let line = lines.next() {
            guard signatures.count < Self.maximumSignatureCount else { throw .tooManySignatures }
            guard let signature = NoteSignature(line: line) else {
                throw .malformedSignatureLine(number: signatures.count + 1)
            }
            signatures.append(signature)
        }
        guard !signatures.isEmpty else { throw .noSignatureLine }
        text = Array(bytes[..<textEnd])
        self.signatures = signatures
    }

    /// Where the last empty line stands: the position of its line feed, which follows another.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == lineFeed && bytes[$0 - 1] == lineFeed }
    }
}

// MARK: - Verification

extension SignedNote {
    /// The keys among `keys` that signed the note, each once, in the order of the lines.
    ///
    /// A line whose name and key ID are unknown is ignored. A known one that does not hold rejects the whole note, also
    /// beside good ones: someone changed it, or the key is not who it says.
    ///
    /// - Throws: `NoteError.invalidSignature`, `.noKnownSignature`, or `.ambiguousKey` when two of `keys` have one name
    ///   and key ID.
    package func verifiedSigners(among keys: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
        var signers: [VerifierKey] = []
        for (position, signature) in signatures.enumerated() {
            let named = Set(keys.filter { signature.isNamed($0) })
            guard let key = named.first else { continue }
            guard named.count == 1 else { throw .ambiguousKey(name: key.name) }
            guard signature.isValid(for: key, text: text) else {
                throw .invalidSignature(line: position + 1, name: key.name)
            }
            if !signers.contains(key) { signers.append(key) }
        }
        guard !signers.isEmpty else { throw .noKnownSignature }
        return signers
    }
}

/// Why bytes are not a signed note, or why none of the given keys vouches for it.
package enum NoteError: Error, Hashable {
    /// The note has more than `SignedNote.maximumByteCount` bytes.
    case tooLarge(byteCount: Int)

    /// The bytes are not UTF-8.
    case notUTF8

    /// There is a control character other than the line feed.
    case controlCharacter

    /// The text, or the note, does not end in a line feed.
    case noLineFeedAtEnd

    /// No empty line parts text from signatures.
    case noEmptyLine

    /// No signature line follows the last empty line.
    case noSignatureLine

    /// The given line, counted from 1 after the empty line, is not a signature line.
    case malformedSignatureLine(number: Int)

    /// There are more than `SignedNote.maximumSignatureCount` signature lines.
    case tooManySignatures

    /// A known key's signature, on the given line, does not hold.
    case invalidSignature(line: Int, name: String)

    /// Two of the keys to check with have one name and key ID.
    case ambiguousKey(name: String)

    /// None of the keys to check with signed the note.
    case noKnownSignature
}
