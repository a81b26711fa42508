internal import Custody

/// PDF (ISO 32000-1), searched and not parsed: what stands in plain text. Compressed objects are not opened.
extension Findings {
    /// How much of a document is searched.
    private static let most = 64 << 20

    mutating func readPDF(_ source: ByteSource, _ types: MediaTypeReader) throws(ReadingLimit) {
        look(with: "pdf")
        let bytes = try source.bytes(at: 0, Self.most)
        if source.size > UInt64(Self.most) { limits.insert(.bytes) }
        if let start = bytes.find("%PDF-"), start < 1_024 {
            note(
                "pdf.version",
                at: UInt64(start),
                ["text": .text(bytes[(start + 5)...].prefix { $0 > 0x20 }.prefix(8))]
            )
        }
        var ends: [Int] = []
        var from = 0
        while ends.count < 10_000, let end = bytes.find("%%EOF", from: from) {
            ends.append(end)
            from = end + 5
        }
        // A document laid out for the web has two ends from the start.
        let isLinear = Array(bytes.prefix(2_048)).find("/Linearized") != nil
        let updates = ends.count - (isLinear ? 2 : 1)
        if updates > 0 { note("pdf.updates", ["count": .integer(UInt64(updates))]) }
        if ends.isEmpty, source.size <= UInt64(Self.most) { note("file.truncated", at: source.size) }
        if bytes.find("/Encrypt") != nil { note("pdf.encrypted") }
        if bytes.find("/JavaScript") != nil || bytes.find("/JS ") != nil || bytes.find("/JS(") != nil {
            note("pdf.script")
        }
        if bytes.find("/EmbeddedFile") != nil { note("pdf.attachment") }
        if bytes.find("/Sig") != nil, bytes.find("/ByteRange") != nil { note("pdf.signature") }
        if let producer = Self.string(of: "/Producer", in: bytes) { noteSoftware(producer, in: "pdf", at: nil) }
        if let creator = Self.string(of: "/Creator", in: bytes) { noteSoftware(creator, in: "pdf", at: nil) }
        noteDate("/CreationDate", "CreationDate", in: bytes)
        noteDate("/ModDate", "ModDate", in: bytes)
        if let last = ends.last, source.size <= UInt64(Self.most) {
            var end = last + 5
            while end < bytes.count, [0x0a, 0x0d, 0x20, 0x00].contains(bytes[end]) { end += 1 }
            try noteTrailing(in: source, from: UInt64(end), types)
        }
    }

    /// `D:20251103221033+01'00'` as `2025-11-03 22:10:33` and `+01:00`.
    private mutating func noteDate(_ name: StaticString, _ field: String, in bytes: [UInt8]) {
        guard let value = Self.string(of: name, in: bytes), value.has("D:") else { return }
        let digits = Array(value[2...].prefix(14))
        guard digits.count == 14, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
        let marks: [Int: UInt8] = [4: 0x2d, 6: 0x2d, 8: 0x20, 10: 0x3a, 12: 0x3a]
        var text: [UInt8] = []
        for (position, digit) in digits.enumerated() {
            if let mark = marks[position] { text.append(mark) }
            text.append(digit)
        }
        let zone = value.dropFirst(16).filter { $0 != UInt8(ascii: "'") }
        if zone.first == UInt8(ascii: "Z") {
            noteTime(text, offset: Array("+00:00".utf8), field, at: nil)
        } else if zone.count >= 5 {
            noteTime(text, offset: Array(zone.prefix(3)) + [0x3a] + Array(zone.dropFirst(3).prefix(2)), field, at: nil)
        } else {
            noteTime(text, offset: nil, field, at: nil)
        }
    }

    /// The newest literal or hexadecimal string after `name`, as UTF-8.
    private static func string(of name: StaticString, in bytes: [UInt8]) -> [UInt8]? {
        var found: [UInt8]?
        var from = 0
        var times = 0
        while times < 1_000, let at = bytes.find(name, from: from) {
            times += 1
            from = at + name.utf8CodeUnitCount
            var start = from
            while start < bytes.count, [0x20, 0x0a, 0x0d].contains(bytes[start]) { start += 1 }
            guard start < bytes.count else { break }
            if bytes[start] == UInt8(ascii: "(") {
                found = literal(bytes[(start + 1)...].prefix(1_024))
            } else if bytes[start] == UInt8(ascii: "<") {
                let digits = bytes[(start + 1)...].prefix(1_024).prefix { $0 != UInt8(ascii: ">") }
                found = [UInt8](hexadecimal: digits)
            }
        }
        return found.map(text)
    }

    private static func literal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                text.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ")") {
                break
            } else {
                text.append(byte)
            }
        }
        return text
    }

    /// UTF-16 with its mark, or bytes as they stand.
    private static func text(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 2, bytes[0] == 0xfe, bytes[1] == 0xff else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

extension [UInt8] {
    fileprivate init(hexadecimal digits: ArraySlice<UInt8>) {
        let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        self = stride(from: 0, to: values.count - 1, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
