package import Custody

/// `Verification/disclosures.json`: the openings that the edition shows, by entry.
///
///     {"12":["WyJtT3loREF6c3Z5YjBjdVNnWE9XRkZRIiwidGl0bGUiLG51bGxd"],"13":[…]}
///
/// An object of arrays: the entry's leaf index in decimal, then its disclosures verbatim, in the order of the kind's fields.
/// Canonical JSON sorts members as text, "10" before "2"; there is no line feed. Nothing is opened here
/// (`docs/formats/bundle.md` § 3.4). `DisclosureGathering` writes such a file.
package struct DisclosureFile: Hashable, Sendable {
    /// The disclosures of each entry that has any, by leaf index; each array has at least one element.
    package let textsByEntry: [UInt64: [String]]

    /// The longest disclosure, in bytes: longer than any entry's commitments can mean anything by.
    package static let maximumTextLength = 16 * 1024 * 1024

    /// A file of these disclosures; an entry without any has no member.
    package init(textsByEntry: [UInt64: [String]]) throws(DisclosureFileError) {
        for (index, texts) in textsByEntry {
            guard index < CanonicalJSON.maximumInteger else { throw .malformedIndex(String(index)) }
            guard !texts.isEmpty else { throw .empty(entry: index) }
            for (position, text) in texts.enumerated() where !Self.isDisclosure(text) {
                throw .malformedDisclosure(entry: index, position: position)
            }
        }
        self.textsByEntry = textsByEntry
    }

    /// The disclosures of the entry with that leaf index, in field order; empty when the file has none.
    package func texts(ofEntry index: UInt64) -> [String] {
        textsByEntry[index] ?? []
    }

    private static func isDisclosure(_ text: String) -> Bool {
        guard (1...maximumTextLength).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

// MARK: - Bytes

extension DisclosureFile {
    /// Reads the file; any other spelling is refused.
    package init(parsing bytes: [UInt8]) throws(DisclosureFileError) {
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON(parsing: bytes)
        } catch {
            throw .notCanonical(error)
        }
        guard case .object(let members) = json else { throw .notAnObject }
        var textsByEntry: [UInt64: [String]] = [:]
        textsByEntry.reserveCapacity(members.count)
        for (name, value) in members {
            guard let index = UInt64(name), String(index).utf8.elementsEqual(name.utf8) else {
                throw .malformedIndex(name)
            }
            guard case .array(let elements) = value else { throw .notAnArray(entry: index) }
            var texts: [String] = []
            for (position, element) in elements.enumerated() {
                guard let text = element.stringValue else {
                    throw .malformedDisclosure(entry: index, position: position)
                }
                texts.append(text)
            }
            textsByEntry[index] = texts
        }
        try self.init(textsByEntry: textsByEntry)
    }
}

/// Why bytes are not a file of disclosures.
package enum DisclosureFileError: Error, Hashable {
    case notCanonical(CanonicalJSONError)
    case notAnObject
    /// A member whose name is not a leaf index in decimal.
    case malformedIndex(String)
    case notAnArray(entry: UInt64)
    /// An entry with no disclosure, which should not be named at all.
    case empty(entry: UInt64)
    /// An element that is not base64url text.
    case malformedDisclosure(entry: UInt64, position: Int)
}
