internal import CMagic

/// Tells media types by content, with libmagic: what `file --mime-type` says, whatever the file is called.
///
/// One reader belongs to one thread.
package final class MediaTypeReader {
    /// How much of a file is looked at: enough for every rule of libmagic's own database that finds a common type.
    package static let lookedAtByteCount = 128 * 1_024

    /// What is not known otherwise.
    package static let unknown = "application/octet-stream"

    private let cookie: magic_t?

    /// A reader with the system's database.
    package init() {
        cookie = Self.open()
    }

    private static func open() -> magic_t? {
        guard let cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_MIME_ENCODING | MAGIC_ERROR) else { return nil }
        if magic_load(cookie, nil) == 0 { return cookie }
        magic_close(cookie)
        return nil
    }

    deinit {
        if let cookie { magic_close(cookie) }
    }

    /// The release of libmagic, as its headers number it: `544`.
    package static var magicVersion: String { String(magic_version()) }

    /// What a file is that begins with `bytes`: `application/octet-stream` where libmagic does not know it.
    package func type(of bytes: [UInt8]) -> FoundType {
        // An empty buffer and an empty file have two names in libmagic; `file` gives the second.
        if bytes.isEmpty { return FoundType(mediaType: "inode/x-empty", charset: nil) }
        guard let cookie, let text = magic_buffer(cookie, bytes, bytes.count) else {
            return FoundType(mediaType: Self.unknown, charset: nil)
        }
        // `text/plain; charset=utf-8`
        let parts = String(cString: text).utf8.split(separator: UInt8(ascii: ";"), maxSplits: 1)
        let label = " charset=".utf8
        let charset =
            parts.count == 2 && parts[1].starts(with: label) ? Self.word(parts[1].dropFirst(label.count)) : nil
        return FoundType(
            mediaType: parts.first.flatMap(Self.word) ?? Self.unknown,
            charset: charset == "binary" || charset == "unknown-8bit" ? nil : charset
        )
    }

    /// The field's grammar has printable ASCII without spaces; a database of one's own could say anything.
    private static func word(_ text: Substring.UTF8View) -> String? {
        guard (1...255).contains(text.count), text.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(text)
    }
}

/// What libmagic takes a file for.
package struct FoundType: Hashable, Sendable {
    /// The media type, without parameters.
    package let mediaType: String
    /// The characters that a text is written in, `utf-8`; nil where libmagic sees no text.
    package let charset: String?
}
