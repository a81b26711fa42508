internal import Custody

/// EXIF (CIPA DC-008): the few tags that tell of a screen, a camera, a program or a clock. Places are never read.
extension Findings {
    /// One directory entry: its kind, how many values, and the bytes of them.
    private struct Entry {
        let tag: UInt64
        let bytes: [UInt8]
    }

    /// A TIFF structure in memory.
    private struct Structure {
        let bytes: [UInt8]
        let isBig: Bool

        init?(_ bytes: [UInt8]) {
            guard bytes.has("II") || bytes.has("MM") else { return nil }
            self.bytes = bytes
            isBig = bytes.has("MM")
            guard integer(2, at: 2) == 42 else { return nil }
        }

        func integer(_ count: Int, at offset: Int) -> UInt64? {
            isBig ? bytes.big(count, at: offset) : bytes.little(count, at: offset)
        }

        /// The entries of the directory at `offset`, and where the next one stands; nil when it is cut short.
        func directory(at offset: Int) -> (entries: [Entry], next: Int)? {
            guard let count = integer(2, at: offset), count <= 1_024 else { return nil }
            var entries: [Entry] = []
            for position in 0..<Int(count) {
                let at = offset + 2 + 12 * position
                guard let tag = integer(2, at: at), let type = integer(2, at: at + 2),
                    let values = integer(4, at: at + 4)
                else { return nil }
                let sizes: [UInt64: UInt64] = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4]
                let size = values * (sizes[type] ?? 0)
                // What a tag may hold here is short; longer values are those that nothing here looks at.
                guard size <= 4_096 else {
                    entries.append(Entry(tag: tag, bytes: []))
                    continue
                }
                guard let place = size <= 4 ? UInt64(at + 8) : integer(4, at: at + 8),
                    let value = bytes.slice(Int(place), Int(size))
                else { return nil }
                entries.append(Entry(tag: tag, bytes: Array(value)))
            }
            return (entries, Int(integer(4, at: offset + 2 + 12 * Int(count)) ?? 0))
        }

        func number(_ entry: Entry) -> UInt64? {
            let structure = entry.bytes
            return isBig
                ? structure.big(min(4, structure.count), at: 0) : structure.little(min(4, structure.count), at: 0)
        }
    }

    /// Reads the structure in `bytes`, which stand at `offset` in the file.
    mutating func readEXIF(_ bytes: [UInt8], at offset: UInt64) throws(ReadingLimit) {
        look(with: "exif")
        hasMetadata = true
        guard let structure = Structure(bytes), let first = structure.integer(4, at: 4) else {
            note("exif.malformed", at: offset)
            return
        }
        var tags: [UInt64: [UInt8]] = [:]
        var visited: Set<Int> = []
        var waiting = [Int(first)]
        while let place = waiting.popLast(), place != 0 {
            guard visited.insert(place).inserted, visited.count <= 16 else {
                note("exif.loop", at: offset)
                break
            }
            guard let (entries, next) = structure.directory(at: place) else {
                note("exif.malformed", at: offset + UInt64(place))
                continue
            }
            for entry in entries {
                switch entry.tag {
                case 0x8769: if let inner = structure.number(entry) { waiting.append(Int(inner)) }
                case 0x8825:
                    // Only whether a latitude or a longitude is there; their bytes are passed over.
                    let inner = structure.number(entry).flatMap { structure.directory(at: Int($0)) }
                    let hasPlace = inner?.entries.contains { (1...4).contains($0.tag) } ?? true
                    if hasPlace { note("location.present", ["in": .string("exif")]) }
                default: tags[entry.tag] = tags[entry.tag] ?? entry.bytes
                }
            }
            if next != 0 { waiting.append(next) }
        }
        noteEXIF(tags, structure.isBig, at: offset)
    }

    private mutating func noteEXIF(_ tags: [UInt64: [UInt8]], _ isBig: Bool, at offset: UInt64) {
        func text(_ tag: UInt64) -> [UInt8]? {
            guard let bytes = tags[tag]?.prefix(while: { $0 != 0 }), bytes.contains(where: { $0 != 0x20 }) else {
                return nil
            }
            return Array(bytes)
        }
        if let make = text(0x010f) ?? text(0x0110) {
            note("exif.camera", at: offset, ["make": .text(make), "model": .text(text(0x0110) ?? make)])
        }
        if let software = text(0x0131) {
            noteSoftware(software, in: "exif", at: offset)
            if software.has("Android ") { note("screen.android", at: offset) }
        }
        if text(0xa420) != nil { note("exif.uniqueID", at: offset) }
        if let comment = tags[0x9286], Self.isScreenshotComment(comment) {
            note("screen.comment", at: offset, ["in": .string("exif")])
        }
        // The picture's own time where it has one, else the next best: three of them mostly say the same.
        let times: [(tag: UInt64, zone: UInt64, name: String)] = [
            (0x9003, 0x9011, "DateTimeOriginal"), (0x9004, 0x9012, "DateTimeDigitized"), (0x0132, 0x9010, "DateTime"),
        ]
        if let time = times.first(where: { text($0.tag) != nil }) {
            noteTime(text(time.tag), offset: text(time.zone), time.name, at: offset)
        }
        if let original = text(0x9003), let changed = text(0x0132), original != changed {
            note("exif.timesDiffer", at: offset, ["changed": .text(changed), "original": .text(original)])
        }
        if tags[0x0201] != nil { note("exif.thumbnail", at: offset) }
        let width = tags[0xa002].flatMap { isBig ? $0.big($0.count, at: 0) : $0.little($0.count, at: 0) }
        let height = tags[0xa003].flatMap { isBig ? $0.big($0.count, at: 0) : $0.little($0.count, at: 0) }
        if let width, let height { claimedDimensions = (width, height) }
    }

    /// `Screenshot` as iOS writes it: plain, or after the eight bytes that name a character code.
    private static func isScreenshotComment(_ bytes: [UInt8]) -> Bool {
        bytes.has("Screenshot") || (bytes.has("ASCII\0\0\0") && bytes.has("Screenshot", at: 8))
            || (bytes.has("UNICODE\0") && bytes.filter { $0 != 0 }.suffix(10).elementsEqual("Screenshot".utf8))
    }

    /// A time that the file claims, with its offset from UTC or without.
    mutating func noteTime(_ text: [UInt8]?, offset zone: [UInt8]?, _ field: String, at offset: UInt64?) {
        guard let text, text.count <= 64 else { return }
        if let zone, zone.count <= 16 {
            note("time.withOffset", at: offset, ["field": .string(field), "offset": .text(zone), "text": .text(text)])
        } else {
            note("time.withoutOffset", at: offset, ["field": .string(field), "text": .text(text)])
        }
    }
}
