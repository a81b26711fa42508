import Cryptography
import Testing

@Suite("age: header and armor")
struct AgeHeaderTests {
    static let version = "age-encryption.org/v1\n"
    static let digits32 = "A" + String(repeating: "B", count: 41) + "A"
    static let stanza = "-> X25519 \(digits32)\n\(digits32)\n"
    static let end = "--- \(digits32)\n"

    @Test(
        "each of these headers is refused",
        arguments: [
            ("empty", "", AgeHeaderFault.truncated),
            ("other version", "age-encryption.org/v2\n\(stanza)\(end)", .unknownVersion),
            ("another file", "PK\u{3}\u{4}", .unknownVersion),
            ("CRLF", "age-encryption.org/v1\r\n\(stanza)\(end)", .unknownVersion),
            ("BOM", "\u{feff}\(version)\(stanza)\(end)", .unknownVersion),
            ("no stanza", "\(version)\(end)", .noStanza),
            ("empty line", "\(version)\n\(stanza)\(end)", .unexpectedLine),
            ("arrow alone", "\(version)->\n\n\(end)", .unexpectedLine),
            ("no argument", "\(version)-> \n\n\(end)", .malformedArgument),
            ("two spaces", "\(version)-> a  b\n\n\(end)", .malformedArgument),
            ("trailing space", "\(version)-> a \n\n\(end)", .malformedArgument),
            ("tab", "\(version)-> a\tb\n\n\(end)", .malformedArgument),
            ("not ASCII", "\(version)-> é\n\n\(end)", .malformedArgument),
            ("no short last line", "\(version)-> a\n\(String(repeating: "A", count: 64))\n\(end)", .malformedBody),
            ("long line", "\(version)-> a\n\(String(repeating: "A", count: 65))\n\(end)", .malformedBody),
            ("padding", "\(version)-> a\nAA==\n\(end)", .malformedBody),
            ("unused bits", "\(version)-> a\nAB\n\(end)", .malformedBody),
            ("one digit", "\(version)-> a\nA\n\(end)", .malformedBody),
            ("two bodies", "\(version)-> a\nAA\nAA\n\(end)", .unexpectedLine),
            ("short MAC", "\(version)\(stanza)--- AAAA\n", .malformedMAC),
            ("no MAC", "\(version)\(stanza)---\n", .malformedMAC),
            ("MAC without space", "\(version)\(stanza)---\(digits32)\n", .malformedMAC),
            ("MAC with a trailing space", "\(version)\(stanza)--- \(digits32) \n", .malformedMAC),
            ("MAC with unused bits", "\(version)\(stanza)--- \(digits32.dropLast())B\n", .malformedMAC),
            ("MAC line not ended", "\(version)\(stanza)\(end.dropLast())", .truncated),
            ("X25519 without share", "\(version)-> X25519\n\(digits32)\n\(end)", .malformedX25519Stanza),
            ("X25519 with a short body", "\(version)-> X25519 \(digits32)\nAAAA\n\(end)", .malformedX25519Stanza),
            ("X25519 of order one", "\(version)-> X25519 \(zeros)\n\(digits32)\n\(end)", .lowOrderShare),
            ("scrypt 0", "\(version)\(scrypt("0"))\(end)", .malformedScryptStanza),
            ("scrypt 010", "\(version)\(scrypt("010"))\(end)", .malformedScryptStanza),
            ("scrypt +10", "\(version)\(scrypt("+10"))\(end)", .malformedScryptStanza),
            ("scrypt 1000", "\(version)\(scrypt("1000"))\(end)", .malformedScryptStanza),
            ("scrypt twice", "\(version)\(scrypt("10"))\(scrypt("10"))\(end)", .scryptNotAlone),
            ("scrypt and grease", "\(version)\(scrypt("10"))-> a\n\n\(end)", .scryptNotAlone),
        ]
    )
    func refuses(what: String, text: String, fault: AgeHeaderFault) {
        for length in [1, text.utf8.count + 1] {
            #expect(throws: AgeError.malformedHeader(fault)) { try read(Array(text.utf8), by: length) }
        }
    }

    @Test("a header is refused at its limit, not buffered without end")
    func limit() {
        let grease = "-> grease\n" + String(repeating: String(repeating: "A", count: 64) + "\n", count: 1_100)
        #expect(throws: AgeError.malformedHeader(.tooLong)) { try read(Array((Self.version + grease).utf8), by: 4_096) }
        let line = "-> " + String(repeating: "a", count: 70_000)
        #expect(throws: AgeError.malformedHeader(.tooLong)) { try read(Array((Self.version + line).utf8), by: 1_000) }
    }

    @Test("a file of another kind is refused at its first byte")
    func otherKind() {
        let decryptor = AgeDecryptor(identities: []) { _ in }
        #expect(throws: AgeError.malformedHeader(.unknownVersion)) {
            try [UInt8(ascii: "%")].withUnsafeBytes(decryptor.write)
        }
    }

    @Test("unknown stanzas are passed over", arguments: ["-> grease\n\n", "-> x25519 ! ~\nAA\n", "-> SCRYPT\n\n"])
    func grease(stanza: String) {
        #expect(throws: AgeError.noMatchingIdentity) {
            try read(Array("\(Self.version)\(stanza)\(Self.end)".utf8), by: 9)
        }
    }

    @Test("armor is read as it is written, at every length of its last line")
    func armor() throws {
        for count in 0...100 {
            let file = [UInt8].random(count: count)
            let text = AgeArmor.encode(file)
            #expect(AgeArmor.isArmored(text))
            #expect(try AgeArmor.decode(text) == file)
        }
        #expect(!AgeArmor.isArmored(Array(Self.version.utf8)))
    }

    @Test(
        "each of these is not armor",
        arguments: [
            ("", AgeArmorFault.missingBeginLine),
            ("\(begin) \nAAAA\n\(armorEnd)\n", .missingBeginLine),
            ("x\n\(begin)\nAAAA\n\(armorEnd)\n", .missingBeginLine),
            ("\(begin)\nAAAA\n", .missingEndLine),
            ("\(begin)\nAAAA\n \(armorEnd)\n", .missingEndLine),
            ("\(begin)\nAAAA\n\(armorEnd)\nx\n", .trailingText),
            ("\(begin)\nAAAA\n\(armorEnd)\n\(begin)\nAAAA\n\(armorEnd)\n", .trailingText),
            ("\(begin)\n\nAAAA\n\(armorEnd)\n", .wrongLineLength),
            ("\(begin)\nAAAA\n\n\(armorEnd)\n", .wrongLineLength),
            ("\(begin)\nAAAA\nAAAA\n\(armorEnd)\n", .wrongLineLength),
            ("\(begin)\n\(String(repeating: "A", count: 68))\n\(armorEnd)\n", .wrongLineLength),
            ("\(begin)\nAA\n\(armorEnd)\n", .notBase64),
            ("\(begin)\nAB==\n\(armorEnd)\n", .notBase64),
            ("\(begin)\nAA A\n\(armorEnd)\n", .notBase64),
            ("\(begin)\nVersion: 1\n\(armorEnd)\n", .notBase64),
        ]
    )
    func refusesArmor(text: String, fault: AgeArmorFault) {
        #expect(throws: AgeError.malformedArmor(fault)) { try AgeArmor.decode(Array(text.utf8)) }
    }

    private static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
    private static let armorEnd = "-----END AGE ENCRYPTED FILE-----"
    private static let zeros = String(repeating: "A", count: 43)

    private static func scrypt(_ workFactor: String) -> String {
        "-> scrypt AAAAAAAAAAAAAAAAAAAAAA \(workFactor)\n\(digits32)\n"
    }

    private func read(_ file: [UInt8], by length: Int) throws {
        let decryptor = AgeDecryptor(identities: [.generate()]) { _ in }
        for start in stride(from: 0, to: file.count, by: length) {
            try file[start..<min(start + length, file.count)].withUnsafeBytes(decryptor.write)
        }
        try decryptor.finish()
    }
}
