internal import Cryptography
internal import Custody

/// Mail as it was saved (RFC 5322): the signatures of domains (DKIM, RFC 6376), as far as they can be tried without asking
/// anybody for a key.
extension Findings {
    private static let mostHeader = 256 * 1_024
    private static let mostBody = 64 << 20
    private static let mostSignatures = 8

    mutating func readMail(_ source: ByteSource) throws(ReadingLimit) {
        look(with: "mail")
        let head = try source.bytes(at: 0, Self.mostHeader)
        guard let (fields, body) = Self.fields(of: head) else { return }
        if let date = fields.last(where: { $0.name == "date" }) {
            noteTime(Self.trimmed(date.value), offset: Array("Date".utf8), at: date.offset)
        }
        let signatures = fields.filter { $0.name == "dkim-signature" }
        if signatures.isEmpty { note("mail.unsigned") }
        if signatures.count > Self.mostSignatures { limits.insert(.parts) }
        let isLong = source.size > UInt64(Self.mostBody)
        if isLong, !signatures.isEmpty { limits.insert(.bytes) }
        let text = isLong || signatures.isEmpty ? nil : try source.bytes(at: UInt64(body), Self.mostBody)
        for signature in signatures.prefix(Self.mostSignatures) {
            let tags = DKIMTags(signature.value)
            note(
                "mail.dkim\(tags.compare(text))",
                at: signature.offset,
                [
                    "algorithm": .text(tags["a"] ?? []), "domain": .text(tags["d"] ?? []),
                    "selector": .text(tags["s"] ?? []),
                ]
            )
            if tags["l"] != nil { note("mail.dkimLength", at: signature.offset) }
        }
    }

    private mutating func noteTime(_ date: [UInt8], offset name: [UInt8], at offset: UInt64) {
        // `Wed, 5 Nov 2025 07:58:03 +0100`, perhaps with a comment after it.
        let words = date.split(separator: 0x20).prefix(8)
        let zone = words.first { ($0.first == 0x2b || $0.first == 0x2d) && $0.count == 5 }
        noteTime(
            Array(words.prefix { $0 != zone }.joined(separator: [0x20])),
            offset: zone.map { Array($0.prefix(3)) + [0x3a] + Array($0.suffix(2)) },
            String(decoding: name, as: UTF8.self),
            at: offset
        )
    }

    private struct Field {
        let name: String
        let value: [UInt8]
        let offset: UInt64
    }

    /// The header fields, unfolded or not as they stand, and where the body begins; nil when the header has no end.
    private static func fields(of head: [UInt8]) -> (fields: [Field], body: Int)? {
        var fields: [Field] = []
        var at = 0
        while at < head.count {
            guard let end = head[at...].firstIndex(of: 0x0a) else { return nil }
            var line = Array(head[at..<end])
            if line.last == 0x0d { line.removeLast() }
            if line.isEmpty { return (fields, end + 1) }
            if line[0] == 0x20 || line[0] == 0x09, let last = fields.popLast() {
                fields.append(Field(name: last.name, value: last.value + line, offset: last.offset))
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), fields.count < 1_024 {
                let name = String(decoding: trimmed(Array(line[..<colon])), as: UTF8.self).lowercased()
                fields.append(Field(name: name, value: Array(line[(colon + 1)...]), offset: UInt64(at)))
            }
            at = end + 1
        }
        return nil
    }

    static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0d, 0x0a].contains($0) }
        return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}

/// The tags of one DKIM-Signature (RFC 6376 § 3.5).
private struct DKIMTags {
    private var tags: [String: [UInt8]] = [:]

    init(_ value: [UInt8]) {
        for part in value.split(separator: UInt8(ascii: ";")) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: Findings.trimmed(Array(part[..<equals])), as: UTF8.self)
            let text = part[(equals + 1)...].filter { ![0x20, 0x09, 0x0d, 0x0a].contains($0) }
            tags[name] = tags[name] ?? text
        }
    }

    subscript(name: String) -> [UInt8]? { tags[name] }

    /// Whether the body is the one that was signed: `Same`, `SameWithCRLF`, `Differs` or `NotComputed`.
    ///
    /// This is the digest of the body alone. That the signature over it and the header is the domain's takes its key, which
    /// only the domain's name servers have.
    func compare(_ body: [UInt8]?) -> String {
        let algorithm = tags["a"].map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let body, ["rsa-sha256", "ed25519-sha256"].contains(algorithm), let claimed = tags["bh"] else {
            return "NotComputed"
        }
        let parts = (tags["c"] ?? Array("simple/simple".utf8)).split(separator: UInt8(ascii: "/")).map { Array($0) }
        let method = parts.count > 1 ? parts[1] : Array("simple".utf8)
        let isRelaxed = method == Array("relaxed".utf8)
        guard isRelaxed || method == Array("simple".utf8) else { return "NotComputed" }
        var length: Int?
        if let tag = tags["l"] {
            guard let number = Int(String(decoding: tag, as: UTF8.self)), number >= 0 else { return "NotComputed" }
            length = number
        }
        func isSame(_ body: [UInt8]) -> Bool {
            let canonical = Self.canonical(body, isRelaxed: isRelaxed)
            return Array(Digest(of: Array(canonical.prefix(length ?? canonical.count))).base64.utf8) == claimed
        }
        if isSame(body) { return "Same" }
        return isSame(Self.withCRLF(body)) ? "SameWithCRLF" : "Differs"
    }

    /// The body in the form that is signed (RFC 6376 § 3.4.3, § 3.4.4).
    private static func canonical(_ body: [UInt8], isRelaxed: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(body.count + 2)
        if isRelaxed {
            var spaces = false
            for byte in body {
                if byte == 0x20 || byte == 0x09 {
                    spaces = true
                } else {
                    if spaces, byte != 0x0d { text.append(0x20) }
                    spaces = false
                    text.append(byte)
                }
            }
        } else {
            text = body
        }
        while text.suffix(4).elementsEqual([0x0d, 0x0a, 0x0d, 0x0a]) { text.removeLast(2) }
        if text == [0x0d, 0x0a], isRelaxed { return [] }
        if !text.isEmpty || !isRelaxed, !text.suffix(2).elementsEqual([0x0d, 0x0a]) { text += [0x0d, 0x0a] }
        return text
    }

    private static func withCRLF(_ body: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(body.count + body.count / 32)
        var last: UInt8 = 0
        for byte in body {
            if byte == 0x0a, last != 0x0d { text.append(0x0d) }
            text.append(byte)
            last = byte
        }
        return text
    }
}
