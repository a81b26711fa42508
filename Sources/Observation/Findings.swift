internal import Cryptography
internal import Custody

/// What has been seen of a file so far.
struct Findings {
    private(set) var observations: [ObservedFacts.Observation] = []
    private(set) var looked: Set<String> = []

    /// The limits that ended the reading of a part.
    var limits: Set<ReadingLimit> = []

    /// Whether a picture carried any metadata, and a colour profile.
    var hasMetadata = false
    var hasProfile = false

    /// The dimensions that a picture has, and those that its EXIF claims.
    var dimensions: (width: UInt64, height: UInt64)?
    var claimedDimensions: (width: UInt64, height: UInt64)?

    /// The lines of an archive's list.
    var members: [ArchiveMember]?

    /// Notes that a part of this program reads the file.
    mutating func look(with part: String) {
        looked.insert(part)
    }

    /// Notes an observation; of one too many, that there are more.
    mutating func note(_ code: String, at offset: UInt64? = nil, _ values: [String: ObservedFacts.Value] = [:]) {
        // A few places are left for what the parent sees in the name.
        guard observations.count < ObservedFacts.mostObservations - 16 else {
            limits.insert(.parts)
            return
        }
        observations.append(
            ObservedFacts.Observation(code, at: offset.map { min($0, Self.largest) }, values.mapValues(Self.bounded))
        )
    }

    private static let largest = CanonicalJSON.maximumInteger

    private static func bounded(_ value: ObservedFacts.Value) -> ObservedFacts.Value {
        guard case .integer(let integer) = value else { return value }
        return .integer(min(integer, largest))
    }

    /// Reads the file as what libmagic takes it for; a limit ends it where it stands.
    mutating func look(at source: ByteSource, of found: FoundType, _ types: MediaTypeReader) {
        if source.size == 0 { note("file.empty") }
        if let charset = found.charset { note("text.charset", ["charset": .text(charset.utf8)]) }
        do throws(ReadingLimit) {
            try read(source, as: found, types)
        } catch {
            limits.insert(error)
        }
        finishPicture(found)
        if source.size > 0 { note("file.kind", ["kind": .string(kind(of: found))]) }
    }

    /// What sort of thing a file is, in the words that a list of exhibits has for it.
    private func kind(of found: FoundType) -> String {
        let type = found.mediaType
        let main = type.prefix { $0 != "/" }
        if observations.contains(where: { $0.code == "export.layout" }) { return "conversation" }
        if found.mediaType.utf8.elementsEqual("application/zip".utf8) { return "archive" }
        if observations.contains(where: { $0.code == "archive.notListed" }) { return "archive" }
        switch main {
        case "image": return "image"
        case "video", "audio": return "recording"
        case "message": return "mail"
        case "text": return "document"
        default: return type == MediaTypeReader.unknown ? "unknown" : "document"
        }
    }

    private mutating func read(
        _ source: ByteSource,
        as found: FoundType,
        _ types: MediaTypeReader
    ) throws(ReadingLimit) {
        switch found.mediaType {
        case "image/png", "image/apng": try readPNG(source, types)
        case "image/jpeg": try readJPEG(source, types)
        case "image/webp": try readWebP(source, types)
        case "image/gif": try readGIF(source, types)
        case "image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif", "video/mp4",
            "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/x-m4a", "audio/mp4":
            try readBoxes(source)
        case "application/pdf": try readPDF(source, types)
        case "message/rfc822": try readMail(source)
        case "application/x-7z-compressed", "application/x-rar", "application/gzip", "application/x-bzip2",
            "application/x-xz", "application/zstd", "application/x-tar", "application/vnd.ms-cab-compressed":
            note("archive.notListed", ["mediaType": .text(found.mediaType.utf8)])
        default:
            if ZipReading.isZip(try source.bytes(at: 0, 4)) {
                try readZip(source, types)
            } else if found.charset != nil {
                try readText(source)
            }
        }
    }

    private mutating func finishPicture(_ found: FoundType) {
        guard found.mediaType.utf8.starts(with: "image/".utf8), dimensions != nil else { return }
        if !hasMetadata, !hasProfile { note("image.bare") }
        if let dimensions, let claimedDimensions, claimedDimensions != dimensions,
            claimedDimensions != (dimensions.height, dimensions.width)
        {
            let (width, height) = claimedDimensions
            note("exif.dimensionsDiffer", ["height": .integer(height), "width": .integer(width)])
        }
    }

    /// The field's value, and the lines of its list.
    func observed(by reader: ObservedFacts.Reader) -> (facts: ObservedFacts, list: [UInt8]) {
        let list = (members ?? []).flatMap { member -> [UInt8] in member.json.bytes + [0x0a] }
        let committed =
            list.isEmpty
            ? nil : ObservedFacts.Members(count: UInt64(members?.count ?? 0), digest: .init(of: list))
        let facts = ObservedFacts(
            reading: limits.isEmpty ? .complete : .partial,
            looked: looked,
            limits: Set(limits.map(\.rawValue)),
            observations: observations,
            members: committed,
            reader: reader
        )
        return (facts, list)
    }
}

// MARK: - What several formats have

extension Findings {
    /// Notes how large a picture is, and when that is the size of a telephone's screen.
    mutating func noteDimensions(_ width: UInt64, _ height: UInt64, at offset: UInt64?) {
        guard dimensions == nil, width > 0, height > 0 else { return }
        dimensions = (width, height)
        note("image.dimensions", at: offset, ["height": .integer(height), "width": .integer(width)])
        let screens: Set<[UInt64]> = [
            [640, 1_136], [750, 1_334], [828, 1_792], [1_080, 1_920], [1_125, 2_436], [1_170, 2_532], [1_179, 2_556],
            [1_206, 2_622], [1_242, 2_208], [1_242, 2_688], [1_284, 2_778], [1_290, 2_796], [1_320, 2_868],
        ]
        if screens.contains([min(width, height), max(width, height)]) { note("image.screenSize", at: offset) }
    }

    /// Notes the program that a file names, and when it is one that edits or converts pictures.
    mutating func noteSoftware(_ name: [UInt8], in place: String, at offset: UInt64?) {
        hasMetadata = true
        let text = Self.trimmed(Array(name.prefix { $0 != 0 }))
        guard !text.isEmpty else { return }
        note("software.named", at: offset, ["in": .string(place), "text": .text(text)])
        let lower = String(decoding: text.prefix(256), as: UTF8.self).lowercased()
        let editors = [
            "photoshop", "lightroom", "gimp", "pixelmator", "affinity", "snapseed", "picsart", "facetune", "canva",
            "paint",
            "inkscape", "remini", "meitu", "pixlr", "imagemagick", "irfanview", "xnview", "skitch", "snagit",
            "lightshot",
            "greenshot", "photopea", "krita", "acdsee", "photos 1", "capture one",
        ]
        if place != "pdf", editors.contains(where: { lower.contains($0) }) {
            note("software.editor", at: offset, ["text": .text(text)])
        }
    }

    /// Notes what follows the end that a format gives itself, and what libmagic takes it for.
    mutating func noteTrailing(in source: ByteSource, from end: UInt64, _ types: MediaTypeReader) throws(ReadingLimit) {
        guard end < source.size else { return }
        let found = types.type(of: try source.bytes(at: end, 4_096))
        note(
            "file.trailing",
            at: end,
            ["count": .integer(source.size - end), "mediaType": .text(found.mediaType.utf8)]
        )
    }
}
