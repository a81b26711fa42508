internal import Custody

/// What a received name tells beside the content: read here, for the process that reads files is told no names.
enum NameObservations {
    /// The endings that people's devices give to a media type; a type that is not here is never said to be misnamed.
    private static let endings: [String: Set<String>] = [
        "image/png": ["png"], "image/jpeg": ["jpg", "jpeg", "jpe", "jfif"], "image/gif": ["gif"],
        "image/webp": ["webp"], "image/heic": ["heic", "heif", "hif"], "image/heif": ["heic", "heif", "hif"],
        "image/avif": ["avif"], "image/tiff": ["tif", "tiff", "dng"], "image/bmp": ["bmp"],
        "image/svg+xml": ["svg"], "application/pdf": ["pdf"], "video/mp4": ["mp4", "m4v", "m4a", "mov"],
        "video/quicktime": ["mov", "qt", "mp4"], "video/webm": ["webm"], "video/3gpp": ["3gp", "3gpp"],
        "audio/mpeg": ["mp3"], "audio/ogg": ["ogg", "oga", "opus"], "audio/x-m4a": ["m4a"],
        "audio/x-wav": ["wav"], "application/x-7z-compressed": ["7z"], "application/x-rar": ["rar"],
        "application/gzip": ["gz", "tgz"], "application/x-tar": ["tar"],
        "application/zip": [
            "zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar", "apk", "asice", "asics", "kmz", "pages",
            "numbers", "key",
        ],
        "message/rfc822": ["eml"],
    ]

    /// Whether the ending of `name` is one that files of this type have; nothing when the type is not known.
    static func of(_ name: ReceivedName, mediaType: String?) -> [ObservedFacts.Observation] {
        guard let mediaType, let ending = ending(of: name.bytes), let expected = endings[mediaType] else { return [] }
        guard !expected.contains(where: { $0.utf8.elementsEqual(ending.utf8) }) else { return [] }
        let values: [String: ObservedFacts.Value] = ["extension": .string(ending), "mediaType": .string(mediaType)]
        return [ObservedFacts.Observation("name.extension", values)]
    }

    /// The ending of a name in lower case, nil when it has none of 1 to 8 letters and digits.
    private static func ending(of name: [UInt8]) -> String? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
        let isPlain = ending.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        return (1...8).contains(ending.utf8.count) && isPlain ? ending : nil
    }
}
