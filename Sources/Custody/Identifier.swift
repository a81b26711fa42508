internal import Cryptography

/// An opaque name: 128 random bits as 32 lower-case hexadecimal digits, which says nothing about what it names.
///
///     6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5
///
/// `Subject` keeps the names of exhibits and of submissions apart; `docs/formats/statement.md` § 3 has the grammar.
package struct Identifier<Subject>: Hashable, Sendable {
    /// The 16 bytes.
    package let bytes: [UInt8]

    /// The number of random bytes.
    package static var byteCount: Int { 16 }

    /// A fresh name.
    package static func random() -> Identifier {
        Identifier(uncheckedBytes: .random(count: byteCount))
    }

    /// Reads exactly 32 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard let bytes = [UInt8](hex: text), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(uncheckedBytes bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The 32 digits.
    package var hex: String { bytes.hex }
}

extension Identifier: CustomStringConvertible {
    package var description: String { hex }
}

/// The name of an exhibit; its original is kept as `originals/<id>.age`.
package typealias ExhibitID = Identifier<ExhibitSubject>

/// The name of a submission: what one person handed over at one time.
package typealias SubmissionID = Identifier<SubmissionSubject>

/// The name of a place at which a case folder is kept; the first place of a ledger has its origin's digits.
package typealias PlaceID = Identifier<PlaceSubject>

/// Marks identifiers of exhibits.
package enum ExhibitSubject {}

/// Marks identifiers of submissions.
package enum SubmissionSubject {}

/// Marks identifiers of places.
package enum PlaceSubject {}
