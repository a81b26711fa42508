internal import Custody

/// ISO base media (ISO/IEC 14496-12): MP4, QuickTime and HEIF, whose boxes name and measure themselves.
extension Findings {
    private static let mostBoxes = 4_096

    /// One box: its four letters, and where what it holds begins and ends.
    private struct Box {
        let name: [UInt8]
        let start: UInt64
        let content: UInt64
        let end: UInt64
    }

    /// What a whole file has told so far.
    private struct Media {
        var boxes = 0
        var width: UInt64 = 0
        var height: UInt64 = 0
        var keys: [[UInt8]] = []
        var locations: [UInt8] = []
        var exifItem: UInt64?
        var xmpItem: UInt64?
        var isCut = false
    }

    mutating func readBoxes(_ source: ByteSource) throws(ReadingLimit) {
        look(with: "boxes")
        var media = Media()
        if let head = try source.exactly(12, at: 0), head.has("ftyp", at: 4) {
            note("media.brand", at: 0, ["brand": .text(head[8...])])
        }
        try walk(source, from: 0, to: source.size, depth: 0, &media)
        // Last: the places may stand before the names of what lies there.
        try readLocations(media.locations, source, media)
        if media.width > 0, media.height > 0 { noteDimensions(media.width, media.height, at: nil) }
        if media.isCut { note("file.truncated", at: source.size) }
    }

    private mutating func walk(
        _ source: ByteSource,
        from start: UInt64,
        to end: UInt64,
        depth: Int,
        _ media: inout Media
    ) throws(ReadingLimit) {
        guard depth < 8 else { throw .parts }
        var at = start
        while at < end, end - at >= 8 {
            media.boxes += 1
            guard media.boxes <= Self.mostBoxes else { throw .parts }
            guard let head = try source.exactly(8, at: at), var size = head.big(4, at: 0) else { return }
            var header: UInt64 = 8
            if size == 1 {
                guard let long = try source.exactly(8, at: at + 8)?.big(8, at: 0) else { return }
                size = long
                header = 16
            } else if size == 0 {
                size = end - at
            }
            guard size >= header else {
                note("media.malformed", at: at)
                return
            }
            if size > end - at {
                if depth == 0 { media.isCut = true } else { note("media.malformed", at: at) }
                size = end - at
                if size < header { return }
            }
            let box = Box(name: Array(head[4...]), start: at, content: at + header, end: at + size)
            try read(box, source, depth: depth, &media)
            at = box.end
        }
    }

    private mutating func read(
        _ box: Box,
        _ source: ByteSource,
        depth: Int,
        _ media: inout Media
    ) throws(ReadingLimit) {
        func content(_ most: Int) throws(ReadingLimit) -> [UInt8] {
            try source.bytes(at: box.content, Int(min(UInt64(most), box.end - box.content)))
        }
        let name = box.name
        if name.has("moov") || name.has("trak") || name.has("udta") || name.has("iprp") || name.has("ipco") {
            try walk(source, from: box.content, to: box.end, depth: depth + 1, &media)
        } else if name.has("meta") {
            // In QuickTime a plain box, elsewhere one with a version in front.
            let isPlain = try content(8).has("hdlr", at: 4)
            try walk(source, from: min(box.end, box.content + (isPlain ? 0 : 4)), to: box.end, depth: depth + 1, &media)
        } else if name.has("ispe") {
            let data = try content(12)
            noteLarger(data.big(4, at: 4), data.big(4, at: 8), &media)
        } else if name.has("tkhd") {
            let data = try content(104)
            let at = data.first == 1 ? 88 : 76
            noteLarger(data.big(2, at: at), data.big(2, at: at + 4), &media)
        } else if name.has("mvhd") {
            let data = try content(32)
            let seconds = data.first == 1 ? data.big(8, at: 4) : data.big(4, at: 4)
            if let seconds, let text = Calendar1904.text(seconds) {
                noteTime(Array(text.utf8), offset: Array("+00:00".utf8), "creation_time", at: box.start)
            }
        } else if name == [0xa9, 0x78, 0x79, 0x7a] || name.has("loci") {
            note("location.present", ["in": .string("media")])
        } else if name.has("keys") {
            media.keys = Self.keys(try content(64 * 1_024))
        } else if name.has("ilst") {
            try readValues(box, source, &media)
        } else if name.has("iinf") {
            readItems(try content(256 * 1_024), &media)
        } else if name.has("iloc") {
            media.locations = try content(256 * 1_024)
        } else if name.has("uuid") {
            let mark: [UInt8] = [
                0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81,
            ]
            if try content(16) == mark { note("c2pa.present", at: box.start) }
        }
    }

    private func noteLarger(_ width: UInt64?, _ height: UInt64?, _ media: inout Media) {
        guard let width, let height, width * height > media.width * media.height else { return }
        media.width = width
        media.height = height
    }

    private static func keys(_ data: [UInt8]) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        var at = 8
        while let size = data.big(4, at: at), size >= 8, let key = data.slice(at + 8, Int(size) - 8), keys.count < 64 {
            keys.append(Array(key))
            at += Int(size)
        }
        return keys
    }

    /// The values of QuickTime's keys: of the place only that it is there.
    private mutating func readValues(_ box: Box, _ source: ByteSource, _ media: inout Media) throws(ReadingLimit) {
        let data = try source.bytes(at: box.content, Int(min(64 * 1_024, box.end - box.content)))
        var at = 0
        var make: [UInt8]?
        var model: [UInt8]?
        while let size = data.big(4, at: at), size >= 24, let item = data.slice(at, Int(size)).map({ Array($0) }) {
            defer { at += Int(size) }
            guard let index = item.big(4, at: 4), index >= 1, index <= UInt64(media.keys.count) else { continue }
            let key = media.keys[Int(index) - 1]
            let value = Array(item[24...])
            if key.has("com.apple.quicktime.location") {
                note("location.present", ["in": .string("media")])
            } else if key.has("com.apple.quicktime.software") {
                noteSoftware(value, in: "media", at: box.start)
            } else if key.has("com.apple.quicktime.make") {
                make = value
            } else if key.has("com.apple.quicktime.model") {
                model = value
            } else if key.has("com.apple.quicktime.creationdate") {
                let text = Array(value.prefix(19))
                noteTime(text, offset: value.count > 19 ? Array(value[19...]) : nil, "creationdate", at: box.start)
            }
        }
        if let any = make ?? model {
            note("exif.camera", at: box.start, ["make": .text(any), "model": .text(model ?? any)])
        }
    }
}

// MARK: - Items of HEIF

extension Findings {
    private mutating func readItems(_ data: [UInt8], _ media: inout Media) {
        let isLong = (data.first ?? 0) > 0
        var at = isLong ? 8 : 6
        while let size = data.big(4, at: at), size >= 16, let item = data.slice(at, Int(size)).map({ Array($0) }) {
            defer { at += Int(size) }
            guard item.has("infe", at: 4), item[8] >= 2 else { continue }
            let wide = item[8] >= 3 ? 4 : 2
            guard let number = item.big(wide, at: 12) else { continue }
            if item.has("Exif", at: 12 + wide + 2) { media.exifItem = number }
            if item.has("mime", at: 12 + wide + 2), item.find("application/rdf+xml") != nil { media.xmpItem = number }
        }
    }

    /// Follows the places of the two items that matter.
    private mutating func readLocations(_ data: [UInt8], _ source: ByteSource, _ media: Media) throws(ReadingLimit) {
        guard let version = data.first, version <= 2, let sizes = data.big(2, at: 4) else { return }
        let (offsetSize, lengthSize) = (Int(sizes >> 12), Int(sizes >> 8 & 15))
        let (baseSize, indexSize) = (Int(sizes >> 4 & 15), version > 0 ? Int(sizes & 15) : 0)
        guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ [0, 4, 8].contains($0) }) else { return }
        let wide = version == 2 ? 4 : 2
        guard let count = data.big(wide, at: 6) else { return }
        var at = 6 + wide
        for _ in 0..<min(count, 4_096) {
            guard let number = data.big(wide, at: at) else { return }
            at += wide
            var isInFile = true
            if version > 0 {
                guard let method = data.big(2, at: at) else { return }
                isInFile = method & 15 == 0
                at += 2
            }
            at += 2
            guard let base = data.big(baseSize, at: at), let extents = data.big(2, at: at + baseSize) else { return }
            at += baseSize + 2
            for position in 0..<extents {
                guard let offset = data.big(offsetSize, at: at + indexSize),
                    let length = data.big(lengthSize, at: at + indexSize + offsetSize)
                else { return }
                at += indexSize + offsetSize + lengthSize
                guard position == 0, isInFile, length <= 1 << 20 else { continue }
                let (place, isBeyond) = base.addingReportingOverflow(offset)
                guard !isBeyond, number == media.exifItem || number == media.xmpItem,
                    let bytes = try source.exactly(Int(length), at: place)
                else { continue }
                if number == media.xmpItem {
                    try readXMP(bytes, at: place)
                } else if let skip = bytes.big(4, at: 0), skip < UInt64(bytes.count) - 4 {
                    try readEXIF(Array(bytes[(4 + Int(skip))...]), at: place + 4 + skip)
                }
            }
        }
    }
}

/// Seconds since 1904, as MP4 counts them.
enum Calendar1904 {
    /// `2025-11-03 19:16:40`; nil for 0, which means that nobody said, and for times that no calendar has.
    static func text(_ seconds: UInt64) -> String? {
        guard seconds > 0, seconds < 1 << 36 else { return nil }
        var days = seconds / 86_400
        var year: UInt64 = 1_904
        func length(_ year: UInt64) -> UInt64 { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365 }
        while days >= length(year) {
            days -= length(year)
            year += 1
        }
        var month: UInt64 = 1
        for count in [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as [UInt64] where days >= count {
            guard month < 12 else { break }
            days -= count
            month += 1
        }
        let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { Findings.padded($0) }
        return "\(year)-\(Findings.padded(month))-\(Findings.padded(days + 1)) " + clock.joined(separator: ":")
    }
}
