internal import Custody

/// JPEG (ISO/IEC 10918-1): segments up to the end of the image, and what follows it.
extension Findings {
    private static let mostSegments = 10_000

    mutating func readJPEG(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "jpeg")
        var at: UInt64 = 2
        for _ in 0..<Self.mostSegments {
            guard let head = try source.exactly(2, at: at) else {
                note("jpeg.truncated", at: at)
                return
            }
            guard head[0] == 0xff else {
                note("jpeg.malformed", at: at)
                return
            }
            switch head[1] {
            case 0xff: at += 1  // fill
            case 0x01, 0xd0...0xd8: at += 2
            case 0xd9:
                try noteTrailing(in: source, from: at + 2, types)
                return
            default:
                guard let length = try source.exactly(2, at: at + 2)?.big(2, at: 0), length >= 2,
                    let data = try source.exactly(Int(length) - 2, at: at + 4)
                else {
                    note("jpeg.truncated", at: at)
                    return
                }
                try readSegment(head[1], data, at: at)
                at += 2 + length
                if head[1] == 0xda, let next = try Self.endOfScan(in: source, from: at) {
                    at = next
                } else if head[1] == 0xda {
                    note("jpeg.truncated", at: source.size)
                    return
                }
            }
        }
        limits.insert(.parts)
    }

    private mutating func readSegment(_ marker: UInt8, _ data: [UInt8], at offset: UInt64) throws(ReadingLimit) {
        switch marker {
        case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
            if let height = data.big(2, at: 1), let width = data.big(2, at: 3) {
                noteDimensions(width, height, at: offset)
            }
            if marker == 0xc2 { note("jpeg.progressive", at: offset) }
        case 0xe1 where data.has("Exif\0\0"): try readEXIF(Array(data[6...]), at: offset + 10)
        case 0xe1 where data.has("http://ns.adobe.com/xap/1.0/\0"): try readXMP(Array(data[29...]), at: offset)
        case 0xe2 where data.has("ICC_PROFILE\0"): hasProfile = true
        case 0xe2 where data.has("MPF\0"): note("jpeg.pictures", at: offset)
        case 0xeb where data.has("JP"): note("c2pa.present", at: offset)
        case 0xed where data.has("Photoshop 3.0\0"):
            hasMetadata = true
            note("jpeg.photoshop", at: offset)
        default: break
        }
    }

    /// Where the next marker stands after the coded picture that begins at `offset`; nil when the file ends before.
    private static func endOfScan(in source: ByteSource, from offset: UInt64) throws(ReadingLimit) -> UInt64? {
        var at = offset
        while at < source.size {
            let part = try source.bytes(at: at, 256 * 1_024)
            guard part.count >= 2 else { return nil }
            var index = 0
            while let found = part[index..<part.count - 1].firstIndex(of: 0xff) {
                let next = part[found + 1]
                // A stuffed zero, a restart and fill belong to the picture.
                if next != 0, next != 0xff, !(0xd0...0xd7).contains(next) { return at + UInt64(found) }
                index = found + 1
            }
            at += UInt64(part.count - 1)
        }
        return nil
    }
}
