internal import Custody

/// WebP and GIF: dimensions, metadata, and what follows the end.
extension Findings {
    /// WebP (RFC 9649).
    mutating func readWebP(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "webp")
        guard let size = try source.exactly(4, at: 4)?.little(4, at: 0) else { return }
        let end = 8 + size
        var at: UInt64 = 12
        var chunks = 0
        while at < end {
            chunks += 1
            guard chunks <= 4_096 else { throw .parts }
            guard let head = try source.exactly(8, at: at), let length = head.little(4, at: 4) else { break }
            guard at + 8 + length <= source.size else { break }
            let data = try source.bytes(at: at + 8, Int(min(length, 1 << 20)))
            if head.has("VP8 "), data.count >= 10, let width = data.little(2, at: 6), let height = data.little(2, at: 8)
            {
                noteDimensions(width & 0x3fff, height & 0x3fff, at: at)
            } else if head.has("VP8L"), let bits = data.little(4, at: 1) {
                noteDimensions((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, at: at)
            } else if head.has("EXIF") {
                try readEXIF(data.has("Exif\0\0") ? Array(data[6...]) : data, at: at + 8)
            } else if head.has("XMP ") {
                try readXMP(data, at: at + 8)
            } else if head.has("ICCP") {
                hasProfile = true
            }
            at += 8 + length + length % 2
        }
        if at < end { note("file.truncated", at: source.size) }
        try noteTrailing(in: source, from: min(end + end % 2, source.size), types)
    }

    /// GIF89a.
    mutating func readGIF(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "gif")
        guard let head = try source.exactly(13, at: 0) else {
            note("file.truncated", at: source.size)
            return
        }
        noteDimensions(head.little(2, at: 6) ?? 0, head.little(2, at: 8) ?? 0, at: 6)
        func table(_ flags: UInt8) -> UInt64 { flags & 0x80 != 0 ? 3 << (UInt64(flags & 7) + 1) : 0 }
        var at = 13 + table(head[10])
        var blocks = 0
        while let kind = try source.exactly(1, at: at)?.first {
            switch kind {
            case 0x3b:
                try noteTrailing(in: source, from: at + 1, types)
                return
            case 0x21: at += 2
            case 0x2c:
                guard let image = try source.exactly(10, at: at) else { break }
                at += 11 + table(image[9])
            default:
                note("gif.malformed", at: at)
                return
            }
            // Runs of up to 255 bytes, until one of none.
            while let length = try source.exactly(1, at: at)?.first {
                blocks += 1
                guard blocks <= 1_000_000 else { throw .parts }
                at += 1 + UInt64(length)
                if length == 0 { break }
            }
        }
        note("file.truncated", at: source.size)
    }
}
