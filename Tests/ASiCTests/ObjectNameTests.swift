import ASiC
import Testing

@Suite("names in containers")
struct ObjectNameTests {
    @Test("a name keeps its bytes", arguments: ["a", "Pieces/001_Capture.png", "é", "e\u{301}", "a b", "...", "ab:c"])
    func accepts(text: String) throws {
        #expect(try ObjectName(text).bytes == Array(text.utf8))
    }

    @Test(
        "each of these is no name",
        arguments: [
            ("", ObjectNameError.empty),
            ("/etc/passwd", .absolutePath),
            ("C:/a", .absolutePath),
            ("c:a", .absolutePath),
            ("a\\b", .backslash),
            ("a//b", .emptyComponent),
            ("a/", .emptyComponent),
            (".", .dotComponent),
            ("a/./b", .dotComponent),
            ("a/../b", .dotComponent),
            ("..", .dotComponent),
            ("a\nb", .controlCharacter(0x0A)),
            ("a\u{0}", .controlCharacter(0)),
            ("a\u{7F}", .controlCharacter(0x7F)),
            ("a\u{85}", .controlCharacter(0x85)),
            ("gnp.\u{202E}a", .controlCharacter(0x202E)),
            ("a\u{200B}", .controlCharacter(0x200B)),
            ("a\u{2028}", .controlCharacter(0x2028)),
        ]
    )
    func refuses(text: String, error: ObjectNameError) {
        #expect(throws: error) { try ObjectName(text) }
    }

    @Test("bytes that are not UTF-8, and too many, are no name")
    func refusesBytes() {
        #expect(throws: ObjectNameError.notUTF8) { try ObjectName(bytes: [0x61, 0xFF]) }
        #expect(throws: ObjectNameError.notUTF8) { try ObjectName(bytes: [0xC0, 0xAF]) }
        #expect(throws: ObjectNameError.notUTF8) { try ObjectName(bytes: [0xED, 0xA0, 0x80]) }
        let long = [UInt8](repeating: 0x61, count: 65_536)
        #expect(throws: ObjectNameError.tooLong(byteCount: 65_536)) { try ObjectName(bytes: long) }
        #expect(throws: Never.self) { try ObjectName(bytes: long.dropLast()) }
    }

    @Test("two names are one only if their bytes are")
    func comparesBytes() throws {
        let composed = try ObjectName("\u{E9}")
        let decomposed = try ObjectName("e\u{301}")
        #expect(composed != decomposed)
        #expect(composed.text == decomposed.text)
        #expect(try ObjectName("B") < ObjectName("a"))
    }

    @Test(
        "a URI has one spelling",
        arguments: [
            ("Pieces/001_a-b.c~d.png", "Pieces/001_a-b.c~d.png"),
            ("a b", "a%20b"),
            ("é", "%C3%A9"),
            ("100%", "100%25"),
            ("ab:b&c<d>\"e'", "ab%3Ab%26c%3Cd%3E%22e%27"),
            ("?#[]@!$()*+,;=", "%3F%23%5B%5D%40%21%24%28%29%2A%2B%2C%3B%3D"),
        ]
    )
    func uri(text: String, uri: String) throws {
        let name = try ObjectName(text)
        #expect(name.uri.utf8.elementsEqual(uri.utf8))
        #expect(try ObjectName(receivedURI: uri.utf8) == name)
    }

    @Test(
        "URIs of others are read as they are commonly written",
        arguments: [("a b", "a b"), ("é", "é"), ("%c3%a9", "é"), ("%.txt", "%.txt"), ("50%", "50%"), ("%4", "%4")]
    )
    func receivedURI(uri: String, text: String) throws {
        #expect(try ObjectName(receivedURI: uri.utf8) == ObjectName(text))
    }

    @Test(
        "a URI that leads out of the container is refused",
        arguments: [
            ("http://example.com/a", ObjectNameError.notARelativePath),
            ("urn:a", .notARelativePath),
            ("a?b", .notARelativePath),
            ("#a", .notARelativePath),
            ("../a", .dotComponent),
            ("%2e%2E/a", .dotComponent),
            ("%2Fa", .absolutePath),
            ("a%5Cb", .backslash),
            ("a%00", .controlCharacter(0)),
            ("%FF", .notUTF8),
            ("", .empty),
        ]
    )
    func refusesURI(uri: String, error: ObjectNameError) {
        #expect(throws: error) { try ObjectName(receivedURI: uri.utf8) }
    }

    @Test("every byte that a name can hold survives the way through a URI")
    func everyScalar() throws {
        for value in UInt32(0x20)...0x2FF {
            guard let scalar = UnicodeScalar(value), let name = try? ObjectName("x\(scalar)y") else { continue }
            #expect(try ObjectName(receivedURI: name.uri.utf8) == name)
            #expect(name.uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }
}
