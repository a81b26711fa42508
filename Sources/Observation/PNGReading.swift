internal import CDeflate
internal import Custody

/// PNG (W3C PNG 3): chunks in their order, their check sums, and what follows the last.
extension Findings {
    private static let mostChunks = 100_000
    private static let mostWrongSums = 16

    mutating func readPNG(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "png")
        var at: UInt64 = 8
        var wrongSums = 0
        var texts = 0
        for position in 0..<Self.mostChunks {
            guard let head = try source.exactly(8, at: at), let length = head.big(4, at: 0) else {
                note("png.truncated", at: at)
                return
            }
            let name = Array(head[4...])
            let isNamed = name.allSatisfy { (0x41...0x5a).contains($0 & 0xdf) }
            guard isNamed, length <= 1 << 31 - 1 else {
                note("png.malformed", at: at)
                return
            }
            if position == 0, !name.has("IHDR") { note("png.malformed", at: at) }
            let data = at + 8
            let isMeta = !name.has("IDAT") && length <= 1 << 20
            let kept = isMeta ? try source.bytes(at: data, Int(length)) : []
            if isMeta, texts < 64 {
                texts += 1
                try readPNGChunk(name, kept, at: at)
            }
            guard length + 4 <= source.size - min(source.size, data) else {
                note("png.truncated", at: at)
                return
            }
            let sum = try Self.checkSum(of: source, at: at + 4, UInt64(length) + 4)
            if try source.exactly(4, at: data + length)?.big(4, at: 0) != sum, wrongSums < Self.mostWrongSums {
                wrongSums += 1
                note("png.checkSum", at: at, ["chunk": .text(name)])
            }
            at = data + length + 4
            if name.has("IEND") {
                try noteTrailing(in: source, from: at, types)
                return
            }
        }
        limits.insert(.parts)
    }

    private mutating func readPNGChunk(_ name: [UInt8], _ data: [UInt8], at offset: UInt64) throws(ReadingLimit) {
        if name.has("IHDR"), let width = data.big(4, at: 0), let height = data.big(4, at: 4) {
            noteDimensions(width, height, at: offset)
        } else if name.has("iDOT") {
            note("screen.apple", at: offset)
        } else if name.has("eXIf") {
            try readEXIF(data, at: offset + 8)
        } else if name.has("iCCP") {
            hasProfile = true
        } else if name.has("caBX") {
            note("c2pa.present", at: offset)
        } else if name.has("tIME"), data.count == 7 {
            let parts = [data.big(2, at: 0) ?? 0] + data[2...].map { UInt64($0) }
            let text = zip(parts, ["-", "-", " ", ":", ":", ""]).map { Self.padded($0) + $1 }.joined()
            note(
                "time.withOffset",
                at: offset,
                ["field": .string("tIME"), "offset": .string("+00:00"), "text": .string(text)]
            )
        } else if name.has("tEXt") || name.has("iTXt") || name.has("zTXt") {
            try readPNGText(name, data, at: offset)
        }
    }

    static func padded(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `Software` and the XMP packet, of whichever of the three kinds of text they are; no other text is looked at.
    private mutating func readPNGText(_ name: [UInt8], _ data: [UInt8], at offset: UInt64) throws(ReadingLimit) {
        guard let end = data.firstIndex(of: 0) else { return }
        let keyword = Array(data[..<end])
        guard keyword.has("Software") || keyword.has("XML:com.adobe.xmp") || keyword.has("Raw profile type") else {
            return
        }
        var rest = Array(data[(end + 1)...])
        var isDeflated = false
        if name.has("iTXt") {
            guard rest.count >= 2 else { return }
            isDeflated = rest[0] == 1
            rest.removeFirst(2)
            for _ in 0..<2 {
                guard let end = rest.firstIndex(of: 0) else { return }
                rest.removeFirst(end + 1)
            }
        } else if name.has("zTXt") {
            isDeflated = true
            rest.removeFirst(min(1, rest.count))
        }
        if isDeflated {
            // No more than a packet may have: what would inflate further is cut there.
            guard let text = try Inflation.inflate(rest, .zlib, most: 1 << 20) else { return }
            rest = text
        }
        if keyword.has("Software") {
            noteSoftware(rest, in: "png", at: offset)
        } else if keyword.has("XML:com.adobe.xmp") {
            try readXMP(rest, at: offset)
        } else {
            note("exif.rawProfile", at: offset)
        }
    }

    /// The CRC-32 of `count` bytes.
    private static func checkSum(of source: ByteSource, at offset: UInt64, _ count: UInt64) throws(ReadingLimit)
        -> UInt64
    {
        var sum: UInt32 = 0
        var done: UInt64 = 0
        while done < count {
            let part = try source.bytes(at: offset + done, Int(min(count - done, 256 * 1_024)))
            guard !part.isEmpty else { break }
            sum = scelle_crc32(sum, part, part.count)
            done += UInt64(part.count)
        }
        return UInt64(sum)
    }
}
