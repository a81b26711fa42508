package import Cryptography

/// Reads a manifest in the one spelling that `ASiCManifest.bytes` prints, and no other, as its bytes come: one look at each.
///
/// A manifest has three references an exhibit: nobody holds them all. What this gives nil for is read whole, as XML, by which alone
/// it is said what is wrong with it; what this reads prints the same bytes again, by construction: fixed text is compared, and
/// of each variable part only the spelling that is printed is taken.
package struct ManifestScanner {
    /// What a manifest says of one file; of use only while it is handed over.
    package struct Reference {
        /// The bytes of the file's name, printable ASCII; whether they are a name has not been asked.
        package let name: UnsafeBufferPointer<UInt8>

        /// Its media type, `type/subtype`.
        package let mediaType: String

        /// The SHA-256 that its bytes should have.
        package let digest: Digest
    }

    /// Fills the front of a buffer with the bytes that come next and returns their number, 0 at the end.
    package typealias Source = (UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int

    private let window = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.windowSize)
    private let source: Source
    private var position = 0
    private var end = 0
    private var isExhausted = false
    /// The media type read last: of ten thousand files, most have that of the one before.
    private var mediaType = ""

    private static let windowSize = 256 * 1024
    /// More than any reference has, whose name has 65,535 bytes at most.
    private static let longestReference = 96 * 1024

    /// Hands each reference to `body`, in the order of the manifest, until it returns false.
    ///
    /// - Returns: the signature that the manifest names, and its media type; nil when the manifest has another spelling than ours, or
    ///   `body` refused a reference: nothing that was handed over counts then.
    package static func scan(
        _ source: @escaping Source,
        reference body: (Reference) -> Bool
    ) throws(ContainerError) -> (signature: ObjectName, mediaType: String)? {
        var scanner = ManifestScanner(source: source)
        defer { scanner.window.deallocate() }
        return try scanner.manifest(body)
    }

    private init(source: @escaping Source) {
        self.source = source
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

    private mutating func manifest(
        _ body: (Reference) -> Bool
    ) throws(ContainerError) -> (signature: ObjectName, mediaType: String)? {
        try fill()
        // What is no name is for the reader of XML to say.
        guard takes(Self.head), let text = name(), let signature = try? ObjectName(bytes: text),
            takes(Self.mediaTypeAttribute), readMediaType()
        else { return nil }
        let signatureMediaType = mediaType
        guard takes(Self.signatureEnd) else { return nil }
        var count = 0
        while true {
            try fill()
            guard takes(Self.reference) else { break }
            guard let name = name(), takes(Self.mediaTypeAttribute), readMediaType(), takes(Self.method),
                let digest = digest(), takes(Self.referenceEnd),
                body(Reference(name: name, mediaType: mediaType, digest: digest))
            else { return nil }
            count += 1
        }
        guard (1...ManifestParser.maximumReferences).contains(count), takes(Self.tail), isExhausted, position == end
        else { return nil }
        return (signature, signatureMediaType)
    }

    /// Sees to it that a whole reference stands in the window, where so much is left.
    private mutating func fill() throws(ContainerError) {
        guard end - position < Self.longestReference, !isExhausted else { return }
        _ = window.update(fromContentsOf: window[position..<end])
        end -= position
        position = 0
        while end < window.count, !isExhausted {
            let free = UnsafeMutableBufferPointer(rebasing: window[end...])
            let count = try source(UnsafeMutableRawBufferPointer(free))
            isExhausted = count == 0
            end += count
        }
    }

    /// Steps over `text` when it stands here.
    private mutating func takes(_ text: [UInt8]) -> Bool {
        guard end - position >= text.count else { return false }
        let isThere = text.withUnsafeBufferPointer { $0.elementsEqual(window[position..<(position + text.count)]) }
        if isThere { position += text.count }
        return isThere
    }

    /// Reads up to the next quotation mark.
    private mutating func value() -> UnsafeBufferPointer<UInt8>? {
        let start = position
        while position < end, window[position] != UInt8(ascii: "\"") { position += 1 }
        guard position < end else { return nil }
        return UnsafeBufferPointer(rebasing: window[start..<position])
    }

    /// Reads a name that is printed as it stands: without a character that is percent-encoded.
    private mutating func name() -> UnsafeBufferPointer<UInt8>? {
        guard let text = value(), text.allSatisfy({ $0 == ObjectName.slash || ObjectName.isUnreserved($0) }) else {
            return nil
        }
        return text
    }

    /// Reads a media type in which nothing is escaped; false when there is none.
    private mutating func readMediaType() -> Bool {
        guard let text = value() else { return false }
        if mediaType.utf8.elementsEqual(text) { return true }
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "<") }) else {
            return false
        }
        mediaType = String(decoding: text, as: UTF8.self)
        return ASiCManifest.isMediaType(mediaType)
    }

    /// Reads the base64 of a digest, 44 digits.
    private mutating func digest() -> Digest? {
        guard end - position >= Digest.base64Count else { return nil }
        defer { position += Digest.base64Count }
        return Digest(base64Digits: UnsafeBufferPointer(rebasing: window[position..<(position + Digest.base64Count)]))
    }
}
