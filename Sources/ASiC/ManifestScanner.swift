internal import Cryptography

/// Reads a manifest in the one spelling that `ASiCManifest.bytes` prints, and no other: one look at each byte.
///
/// A manifest has three references an exhibit. What this gives nil for is read as XML, by which alone it is said what is wrong
/// with it; what this reads prints the same bytes again, by construction: fixed text is compared, and of each variable part
/// only the spelling that is printed is taken.
struct ManifestScanner {
    typealias Content = (signature: ObjectName, mediaType: String, references: [ASiCManifest.Reference])

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// The media type read last: of ten thousand files, most have that of the one before.
    private var mediaType = ""

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// What the manifest says; nil when it has another spelling than ours, or says what none can.
    static func scan(_ bytes: [UInt8]) -> Content? {
        bytes.withUnsafeBufferPointer { buffer -> Content? in
            var scanner = ManifestScanner(buffer)
            return scanner.manifest()
        }
    }

    private static let head = [UInt8](
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <asic:ASiCManifest xmlns:asic="\(ASiCManifest.namespace)" xmlns:ds="\(ASiCManifest.signatureNamespace)">
         <asic:SigReference URI="
        """.utf8
    )
    private static let mediaTypeAttribute = [UInt8](#"" MimeType=""#.utf8)
    private static let signatureEnd = [UInt8]("\"/>\n".utf8)
    private static let reference = [UInt8](" <asic:DataObjectReference URI=\"".utf8)
    private static let method = [UInt8](
        "\">\n  <ds:DigestMethod Algorithm=\"\(ManifestDigestAlgorithm.sha256.uri)\"/><ds:DigestValue>".utf8
    )
    private static let referenceEnd = [UInt8]("</ds:DigestValue>\n </asic:DataObjectReference>\n".utf8)
    private static let tail = [UInt8]("</asic:ASiCManifest>\n".utf8)

    private mutating func manifest() -> Content? {
        guard takes(Self.head), let signature = name(), takes(Self.mediaTypeAttribute), readMediaType() else {
            return nil
        }
        let signatureMediaType = mediaType
        guard takes(Self.signatureEnd) else { return nil }
        var references: [ASiCManifest.Reference] = []
        while takes(Self.reference) {
            guard let name = name(), takes(Self.mediaTypeAttribute), readMediaType(), takes(Self.method),
                let digest = digest(), takes(Self.referenceEnd)
            else { return nil }
            references.append(ASiCManifest.Reference(name: name, mediaType: mediaType, digest: digest))
        }
        guard takes(Self.tail), position == bytes.count else { return nil }
        return (signature, signatureMediaType, references)
    }

    /// Steps over `text` when it stands here.
    private mutating func takes(_ text: [UInt8]) -> Bool {
        guard bytes.count - position >= text.count else { return false }
        let isThere = text.withUnsafeBufferPointer { text in
            UnsafeBufferPointer(rebasing: bytes[position..<(position + text.count)]).elementsEqual(text)
        }
        if isThere { position += text.count }
        return isThere
    }

    /// Reads up to the next quotation mark.
    private mutating func value() -> UnsafeBufferPointer<UInt8>? {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
        guard position < bytes.count else { return nil }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// Reads a name that is printed as it stands: without a character that is percent-encoded.
    private mutating func name() -> ObjectName? {
        guard let text = value(), text.allSatisfy({ $0 == ObjectName.slash || ObjectName.isUnreserved($0) }) else {
            return nil
        }
        // What is no name is for the reader of XML to say.
        return try? ObjectName(bytes: text)
    }

    /// Reads a media type in which nothing is escaped; false when there is none.
    private mutating func readMediaType() -> Bool {
        guard let text = value() else { return false }
        if mediaType.utf8.elementsEqual(text) { return true }
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "<") }) else {
            return false
        }
        mediaType = String(decoding: text, as: UTF8.self)
        return true
    }

    /// Reads the base64 of a digest, 44 digits.
    private mutating func digest() -> Digest? {
        guard bytes.count - position >= Digest.base64Count else { return nil }
        defer { position += Digest.base64Count }
        return Digest(base64Digits: UnsafeBufferPointer(rebasing: bytes[position..<(position + Digest.base64Count)]))
    }
}
