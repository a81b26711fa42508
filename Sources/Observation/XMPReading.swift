internal import Custody

/// XMP (ISO 16684-1), searched for a few names: a packet is never parsed as XML, which would be a second large reader.
extension Findings {
    mutating func readXMP(_ packet: [UInt8], at offset: UInt64) throws(ReadingLimit) {
        look(with: "xmp")
        hasMetadata = true
        if let comment = packet.find("exif:UserComment"),
            packet.slice(comment, min(400, packet.count - comment)).map({ Array($0) })?
                .find("Screenshot") != nil
        {
            note("screen.comment", at: offset, ["in": .string("xmp")])
        }
        if let tool = Self.value(of: "xmp:CreatorTool", in: packet) { noteSoftware(tool, in: "xmp", at: offset) }
        if packet.find("exif:GPSLatitude") != nil || packet.find("exif:GPSLongitude") != nil {
            note("location.present", ["in": .string("xmp")])
        }
        var steps: UInt64 = 0
        var from = 0
        while steps < 10_000, let found = packet.find("stEvt:action", from: from) {
            steps += 1
            from = found + 1
        }
        if steps > 0 { note("xmp.history", at: offset, ["count": .integer(steps)]) }
        if let source = Self.value(of: "Iptc4xmpExt:DigitalSourceType", in: packet) {
            note("xmp.digitalSource", at: offset, ["text": .text(source)])
        }
    }

    /// What stands for `name`, as an attribute or as an element without others in it.
    private static func value(of name: StaticString, in packet: [UInt8]) -> [UInt8]? {
        guard let found = packet.find(name) else { return nil }
        var at = found + name.utf8CodeUnitCount
        guard at < packet.count else { return nil }
        if packet[at] == UInt8(ascii: ">") {
            at += 1
            return Array(packet[at...].prefix(512).prefix { $0 != UInt8(ascii: "<") })
        }
        guard packet[at] == UInt8(ascii: "="), at + 2 < packet.count else { return nil }
        let quote = packet[at + 1]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        return Array(packet[(at + 2)...].prefix(512).prefix { $0 != quote })
    }
}
