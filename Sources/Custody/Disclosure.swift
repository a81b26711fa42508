package import Cryptography

/// What opens one commitment: a field's name and value under a salt (RFC 9901 § 4.2.1, the form for object properties).
///
/// The text is base64url of the canonical JSON `[salt, name, value]`:
///
///     ["mOyhDAzsvyb0cuSgXOWFFQ","title",null]
///     WyJtT3loREF6c3Z5YjBjdVNnWE9XRkZRIiwidGl0bGUiLG51bGxd
///
/// Nobody can guess a value from its commitment without the salt; nobody can open a commitment to another value. The text
/// is kept verbatim, travels as far as a bundle's edition allows, and is what an erasure destroys
/// (`docs/formats/disclosure.md`).
package struct Disclosure: Hashable, Sendable {
    /// 16 to 64 random bytes, fresh for every entry and field.
    package let salt: [UInt8]

    /// The field: its member name under `commitments`.
    package let name: String

    /// The value, `null` where the question was not put.
    package let value: CanonicalJSON

    /// The commitment: the SHA-256 of the text's ASCII (RFC 9901 § 4.2.3), so that no reader has to print JSON again.
    package let commitment: Digest

    /// How many bytes a fresh salt has: 128 bits.
    package static let saltByteCount = 16

    /// Opens `name` as `value`, under a fresh salt.
    package init(name: String, value: CanonicalJSON) {
        self.init(salt: .random(count: Self.saltByteCount), name: name, value: value)
    }

    /// Opens `name` as `value` under a salt of 16 to 64 bytes that was drawn elsewhere.
    package init(salt: [UInt8], name: String, value: CanonicalJSON) {
        precondition(Self.saltByteCounts.contains(salt.count), "a salt of \(salt.count) bytes")
        let text = Self.json(salt: salt, name: name, value: value).bytes.base64url
        self.init(salt: salt, name: name, value: value, commitment: Self.commitment(toText: text))
    }

    private init(salt: [UInt8], name: String, value: CanonicalJSON, commitment: Digest) {
        self.salt = salt
        self.name = name
        self.value = value
        self.commitment = commitment
    }

    fileprivate static let saltByteCounts = saltByteCount...64
}

// MARK: - Text

extension Disclosure {
    /// base64url, without padding, of the canonical JSON.
    package var text: String { Self.json(salt: salt, name: name, value: value).bytes.base64url }

    /// The digest of any SD-JWT disclosure, given its text.
    package static func commitment(toText text: String) -> Digest {
        let digest = text.utf8.withContiguousStorageIfAvailable { Digest(of: UnsafeRawBufferPointer($0)) }
        return digest ?? Digest(of: Array(text.utf8))
    }

    private static func json(salt: [UInt8], name: String, value: CanonicalJSON) -> CanonicalJSON {
        .array([.string(salt.base64url), .string(name), value])
    }

    /// Reads the text; `docs/formats/disclosure.md` § 5 numbers the checks.
    package init(parsing text: String) throws(DisclosureError) {
        guard let bytes = [UInt8](base64url: text) else { throw .notBase64url }
        // The text is the only one of these bytes, so that its digest is the commitment.
        let commitment = Self.commitment(toText: text)
        if let (salt, name) = Self.unasked(bytes) {
            self.init(salt: salt, name: name, value: .null, commitment: commitment)
            return
        }
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON(parsing: bytes, nulls: .allowed)
        } catch {
            throw .notCanonical(error)
        }
        guard case .array(let parts) = json, parts.count == 3 else { throw .notThreeParts }
        guard let salt = parts[0].stringValue.flatMap({ [UInt8](base64url: $0) }),
            Self.saltByteCounts.contains(salt.count)
        else { throw .malformedSalt }
        guard let name = parts[1].wordValue else { throw .malformedName }
        self.init(salt: salt, name: name, value: parts[2], commitment: commitment)
    }

    /// Salt and name of `["…","…",null]`, which most disclosures are, read without a tree; nil for any other bytes, and they
    /// are then read as JSON.
    private static func unasked(_ bytes: [UInt8]) -> (salt: [UInt8], name: String)? {
        guard bytes.starts(with: #"["#.utf8), bytes.suffix(7).elementsEqual(#"",null]"#.utf8) else { return nil }
        let inner = bytes.dropFirst(1).dropLast(7)
        let quote = UInt8(ascii: "\"")
        guard inner.first == quote, let end = inner.dropFirst().firstIndex(of: quote),
            inner[end...].starts(with: #"",""#.utf8)
        else { return nil }
        let salt = [UInt8](base64url: String(decoding: inner[(inner.startIndex + 1)..<end], as: UTF8.self))
        let name = inner[(end + 3)...]
        // A word without a quotation mark or a backslash is its own spelling.
        guard let salt, saltByteCounts.contains(salt.count), !name.isEmpty,
            name.allSatisfy({ (0x21...0x7e).contains($0) && $0 != quote && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return (salt, String(decoding: name, as: UTF8.self))
    }
}

/// Why a text is not a disclosure, or does not open what it claims to.
package enum DisclosureError: Error, Hashable {
    case notBase64url
    case notCanonical(CanonicalJSONError)
    case notThreeParts
    case malformedSalt
    case malformedName
    /// The statement commits no field of this name.
    case notCommitted(field: String)
    /// The statement commits the field to something else.
    case commitmentMismatch(field: String, calculated: Digest, committed: Digest)
    /// The value is not of the field's grammar.
    case malformedValue(ShapeError)
    /// Two disclosures for one field, or one that stands before a field it should follow.
    case outOfOrder(field: String)
    /// The kind commits no such field, or is not known.
    case unknownField(String)
    /// A field that always has a value was given none.
    case missingValue(field: String)
}
