import Cryptography
import Foundation
import Testing

@Suite("age: recipients and identities")
struct AgeKeyTests {
    /// A key made for these tests and for the example of docs/formats/age.md.
    static let identityLine = "AGE-SECRET-KEY-1A2G6GM0FV7MPVN9D8SV6JQ3WLM3JR7ZWVY0NFKWPLWWY2E907ZLSC0TQVH"
    static let recipientText = "age14gvhpau0wry5vdqcfsnd3gef9kpm5ccpscwf9sukkuqg0m6mnakqn8jvrf"

    @Test("a fixed identity has the recipient that age-keygen gives it")
    func fixedKey() throws {
        let identity = try AgeIdentity(parsing: secret(Self.identityLine))
        #expect(identity.recipient.description == Self.recipientText)
        #expect(identity.line.copy == Array(Self.identityLine.utf8))
    }

    @Test("what is printed is read again")
    func roundTrip() throws {
        for _ in 0..<32 {
            let identity = AgeIdentity.generate()
            let again = try AgeIdentity(parsing: identity.line)
            #expect(again.recipient == identity.recipient)
            #expect(again.line.copy == identity.line.copy)
            #expect(try AgeRecipient(parsing: identity.recipient.description) == identity.recipient)
        }
    }

    @Test("two generated identities differ")
    func fresh() {
        #expect(AgeIdentity.generate().recipient != AgeIdentity.generate().recipient)
    }

    @Test(
        "each of these is not a recipient",
        arguments: [
            ("empty", "", AgeKeyFault.notBech32),
            ("no separator", "agelzz", .notBech32),
            ("upper case", recipientText.uppercased(), .wrongCase),
            ("one upper-case letter", "A" + recipientText.dropFirst(), .wrongCase),
            ("leading space", " " + recipientText, .unknownPrefix),
            ("trailing line feed", recipientText + "\n", .notBech32),
            ("trailing non-ASCII", recipientText + "é", .notBech32),
            ("an identity in lower case", identityLine.lowercased(), .unknownPrefix),
            (
                "a plugin's recipient", "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
                .unknownPrefix
            ),
            ("last digit changed", recipientText.dropLast() + (recipientText.last == "q" ? "p" : "q"), .wrongChecksum),
            ("two digits swapped", swapped(recipientText), .wrongChecksum),
            ("nothing after the separator", "age1", .notBech32),
            ("no data, right checksum", "age19l388n", .wrongLength),
        ]
    )
    func refusesRecipient(what: String, text: String, fault: AgeKeyFault) {
        #expect(throws: AgeError.malformedRecipient(fault)) { try AgeRecipient(parsing: text) }
    }

    @Test("every change of one character is found")
    func changedCharacter() throws {
        let text = Array(Self.recipientText.utf8)
        for position in text.indices {
            for replacement in Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l1bioAQ ".utf8) where replacement != text[position]
            {
                var changed = text
                changed[position] = replacement
                #expect(throws: AgeError.self) { try AgeRecipient(parsing: String(decoding: changed, as: UTF8.self)) }
            }
        }
    }

    @Test(
        "points of low order and keys of another length are refused",
        arguments: [
            // Zero, one, and a point of order eight (RFC 7748 § 7; the lists of Curve25519's author).
            ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z", AgeKeyFault.lowOrderPoint),
            ("age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya", .lowOrderPoint),
            ("age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9", .lowOrderPoint),
            ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqar9jk6", .wrongLength),
            ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzhlqeg", .wrongLength),
            ("age1qurswpc8qurswpc8qurswpc8qurswpc8qurswpc8qurswpc8qur3czx78h", .wrongLength),
        ]
    )
    func refusesKey(text: String, fault: AgeKeyFault) {
        #expect(throws: AgeError.malformedRecipient(fault)) { try AgeRecipient(parsing: text) }
    }

    @Test(
        "each of these is not an identity",
        arguments: [
            ("empty", "", AgeKeyFault.notBech32),
            ("lower case", identityLine.lowercased(), .wrongCase),
            ("a recipient", recipientText, .wrongCase),
            ("a recipient in upper case", recipientText.uppercased(), .unknownPrefix),
            ("trailing line feed", identityLine + "\n", .notBech32),
            ("two digits swapped", swapped(identityLine), .wrongChecksum),
        ]
    )
    func refusesIdentity(what: String, text: String, fault: AgeKeyFault) {
        #expect(throws: AgeError.malformedIdentity(fault)) { try AgeIdentity(parsing: secret(text)) }
    }

    @Test("an identity file has comments, empty lines and identities, in order")
    func identityFile() throws {
        let other = AgeIdentity.generate()
        let text =
            "# created: 2020\r\n\r\n\(Self.identityLine)\r\n# é\n\(String(decoding: other.line.copy, as: UTF8.self))"
        let identities = try AgeIdentity.identities(inFile: secret(text))
        #expect(identities.map(\.recipient.description) == [Self.recipientText, other.recipient.description])
    }

    @Test(
        "each of these is not an identity file",
        arguments: [
            ("", AgeError.noIdentityInFile),
            ("# nothing\n\n", .noIdentityInFile),
            ("# a\n\(identityLine)\n\(recipientText)\n", .malformedIdentityFile(line: 3, .wrongCase)),
            (" \(identityLine)\n", .malformedIdentityFile(line: 1, .unknownPrefix)),
            ("\n \n", .malformedIdentityFile(line: 2, .notBech32)),
        ]
    )
    func refusesIdentityFile(text: String, error: AgeError) {
        #expect(throws: error) { try AgeIdentity.identities(inFile: secret(text)) }
    }

    @Test("nothing prints an identity's secret")
    func hidden() {
        let identity = AgeIdentity.generate()
        let secretText = String(decoding: identity.line.copy, as: UTF8.self)
        #expect(!"\(identity) \(String(reflecting: identity))".uppercased().contains(secretText.dropFirst(16)))
    }

    private func secret(_ text: String) -> SecretBytes {
        SecretBytes(Array(text.utf8))
    }

    private static func swapped(_ text: String) -> String {
        var characters = Array(text)
        guard let position = (20..<40).first(where: { characters[$0] != characters[$0 + 1] }) else { return text }
        characters.swapAt(position, position + 1)
        return String(characters)
    }
}
