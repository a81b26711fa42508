import Cryptography
import Foundation
import Testing

@Suite("age: the examples of docs/formats/age.md")
struct AgeDocumentTests {
    private static let lines: [String] = {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/formats/age.md")
        do {
            return try String(contentsOf: page, encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        } catch {
            fatalError("\(page.path): \(error)")
        }
    }()

    /// The bytes of the hexadecimal listing.
    private static let file: [UInt8] = lines.filter { $0.hasPrefix("    0000") }.flatMap { line in
        line.dropFirst(14).prefix(47).split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    @Test("the file holds the plaintext that the page says")
    func file() throws {
        let identity = try AgeIdentity(parsing: SecretBytes(Array(AgeKeyTests.identityLine.utf8)))
        #expect(Self.file.count == 213)
        #expect(try AgeDecryptor.decrypt(Self.file, with: [identity]) == Array("Pièce n° 7\n".utf8))
    }

    @Test("the parts lie where the page says")
    func parts() {
        func text(_ range: Range<Int>) -> String { String(decoding: Self.file[range], as: UTF8.self) }
        #expect(text(0..<22) == "age-encryption.org/v1\n")
        #expect(text(22..<32) == "-> X25519 ")
        #expect(text(120..<124) == "--- ")
        #expect(text(167..<168) == "\n")
    }

    @Test("the page shows the key of these tests, and its armored file holds it")
    func key() throws {
        #expect(Self.lines.contains("    " + AgeKeyTests.identityLine))
        #expect(Self.lines.contains("    " + AgeKeyTests.recipientText))
        let begin = try #require(Self.lines.firstIndex(of: "    -----BEGIN AGE ENCRYPTED FILE-----"))
        let end = try #require(Self.lines.firstIndex(of: "    -----END AGE ENCRYPTED FILE-----"))
        let armor = Self.lines[begin...end].map { $0.dropFirst(4) + "\n" }.joined()
        let passphrase = SecretBytes(Array("mot de passe d'exemple".utf8))
        let line = try AgeDecryptor.decryptSecret(Array(armor.utf8), passphrase: passphrase)
        #expect(line.copy == Array(AgeKeyTests.identityLine.utf8))
    }
}
