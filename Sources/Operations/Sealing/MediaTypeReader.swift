internal import CMagic

/// Tells media types by content, with libmagic: what `file --mime-type` says, whatever the file is called.
///
/// One reader belongs to one thread.
final class MediaTypeReader {
    /// How much of a file is looked at: enough for every rule of libmagic's own database that finds a common type.
    static let lookedAtByteCount = 128 * 1_024

    private let cookie: magic_t?

    /// A reader with the system's database.
    init() {
        cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR)
        if let cookie, magic_load(cookie, nil) != 0 { isUsable = false }
    }

    private var isUsable = true

    deinit {
        if let cookie { magic_close(cookie) }
    }

    /// The media type of a file that begins with `bytes`; `application/octet-stream` where libmagic does not know it.
    func mediaType(of bytes: [UInt8]) -> String {
        let unknown = "application/octet-stream"
        guard let cookie, isUsable, let text = magic_buffer(cookie, bytes, bytes.count) else { return unknown }
        let type = String(cString: text)
        // The field's grammar has printable ASCII without spaces; a database of one's own could say anything.
        let isWord = !type.isEmpty && type.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isWord ? type : unknown
    }
}
