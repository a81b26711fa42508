internal import Cryptography

/// An opaque name: 128 random bits as 32 lower-case hexadecimal digits, which says nothing about what it names.
///
///     6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5
///
/// `Subject` keeps the names of exhibits and of submissions apart; `docs/formats/statement.md` § 3 has the grammar.
package struct Identifier<Subject>: Hashable, Sendable {
    // Two big-endian words: a ledger of a million exhibits holds as many of them in memory, flat.
    private let words: (UInt64, UInt64)

    /// The 16 bytes.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian)) { Array($0) }
    }

    /// The number of random bytes.
    package static var byteCount: Int { 16 }

    /// A fresh name.
    package static func random() -> Identifier {
        Identifier(uncheckedBytes: [UInt8].random(count: byteCount))
    }

    /// Reads exactly 32 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        let id = text.utf8.withContiguousStorageIfAvailable { Identifier(digits: $0) }
        guard let id = id ?? Array(text.utf8).withUnsafeBufferPointer({ Identifier(digits: $0) }) else { return nil }
        self = id
    }

    /// Reads exactly 32 lower-case hexadecimal digits.
    package init?(digits: UnsafeBufferPointer<UInt8>) {
        guard digits.count == 2 * Self.byteCount else { return nil }
        func word(from start: Int) -> UInt64? {
            var word: UInt64 = 0
            for position in start..<start + Self.byteCount {
                guard let value = Self.value(ofDigit: digits[position]) else { return nil }
                word = word << 4 | value
            }
            return word
        }
        guard let first = word(from: 0), let second = word(from: Self.byteCount) else { return nil }
        words = (first, second)
    }

    /// Reads exactly 16 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(uncheckedBytes: Array(bytes))
    }

    private init(uncheckedBytes bytes: [UInt8]) {
        func word(from start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(from: 0), word(from: 8))
    }

    private static func value(ofDigit digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }

    /// The 32 digits.
    package var hex: String { bytes.hex }
}

extension Identifier {
    package static func == (left: Identifier, right: Identifier) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
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
