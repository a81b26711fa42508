package import Cryptography

/// A time as a computer's clock showed it: whole seconds and the offset from UTC that was in force.
///
///     2020-06-17T18:22:31+02:00
///
/// RFC 3339 with a numeric offset; `Z` and `-00:00` are refused, so that one moment at one offset has one spelling.
package struct DeclaredTime: Hashable, Sendable {
    /// The moment, in whole seconds.
    package let instant: Instant

    /// Minutes east of UTC, −1439…1439.
    package let offsetMinutes: Int

    /// The second in which `instant` lies, at an offset; nil when it has no four-digit year or the offset is a day or more.
    package init?(_ instant: Instant, offsetMinutes: Int) {
        let second = Instant(secondsSince1970: instant.secondsSince1970)
        guard abs(offsetMinutes) < 24 * 60,
            (0...9999).contains(second.calendarTime(offsetMinutes: offsetMinutes).year)
        else { return nil }
        self.instant = second
        self.offsetMinutes = offsetMinutes
    }

    /// Reads RFC 3339 with whole seconds and an offset `±hh:mm`.
    package init?(_ text: String) {
        guard let (instant, offsetMinutes) = Instant.parse(rfc3339: text) else { return nil }
        self.init(instant, offsetMinutes: offsetMinutes)
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// Reads the bytes of what `description` spells.
    init?(digits: UnsafeBufferPointer<UInt8>) {
        // With 25 bytes there is an offset; of two spellings of the offset 0, `+00:00` is the one.
        guard digits.count == 25, let (instant, offsetMinutes) = Instant.parse(rfc3339: digits),
            offsetMinutes != 0 || digits[19] == UInt8(ascii: "+")
        else { return nil }
        self.init(instant, offsetMinutes: offsetMinutes)
    }
}

extension DeclaredTime: CustomStringConvertible {
    package var description: String { instant.rfc3339(offsetMinutes: offsetMinutes) }
}

extension DeclaredTime: Comparable {
    /// Earlier moments first; the same moment at two offsets is ordered by offset, so that equality is that of spellings.
    package static func < (left: DeclaredTime, right: DeclaredTime) -> Bool {
        (left.instant, left.offsetMinutes) < (right.instant, right.offsetMinutes)
    }
}
