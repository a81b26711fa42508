import Cryptography
import Testing

@Suite("age: what was cut, changed or put together is refused")
struct AgeTamperTests {
    static let identity = AgeIdentity.generate()
    static let chunk = 65_536
    static let sealedChunk = 65_552
    static let headerLength = 22 + 98 + 48
    static let nonceLength = 16

    /// Three full chunks and a short one.
    static let plaintext = [UInt8].random(count: 3 * chunk + 1_000)

    private func file(_ plaintext: [UInt8] = plaintext) throws -> [UInt8] {
        try AgeEncryptor.encrypt(plaintext, to: [Self.identity.recipient])
    }

    /// What came out, and the error that ended it.
    private func open(_ file: [UInt8]) -> (plaintext: [UInt8], error: AgeError?) {
        var plaintext: [UInt8] = []
        let decryptor = AgeDecryptor(identities: [Self.identity]) { plaintext += $0 }
        do {
            try file.withUnsafeBytes(decryptor.write)
            try decryptor.finish()
            return (plaintext, nil)
        } catch {
            return (plaintext, error as? AgeError)
        }
    }

    @Test("the header is one stanza of the documented lengths")
    func layout() throws {
        let file = try file([])
        #expect(file.count == Self.headerLength + Self.nonceLength + 16)
        #expect(file[Self.headerLength - 1] == UInt8(ascii: "\n"))
    }

    @Test("another identity opens nothing")
    func wrongIdentity() throws {
        let file = try file()
        #expect(throws: AgeError.noMatchingIdentity) {
            try AgeDecryptor.decrypt(file, with: [.generate(), .generate()])
        }
        #expect(throws: AgeError.noMatchingIdentity) { try AgeDecryptor.decrypt(file, with: []) }
        #expect(throws: AgeError.noMatchingIdentity) {
            try AgeDecryptor.decrypt(file, passphrase: SecretBytes(Array("x".utf8)))
        }
    }

    @Test("any of several recipients opens the file with any of several identities")
    func severalRecipients() throws {
        let others = [AgeIdentity.generate(), AgeIdentity.generate()]
        let file = try AgeEncryptor.encrypt([1, 2], to: [others[0].recipient, Self.identity.recipient])
        #expect(try AgeDecryptor.decrypt(file, with: [others[1], Self.identity]) == [1, 2])
        #expect(try AgeDecryptor.decrypt(file, with: [others[0]]) == [1, 2])
        #expect(throws: AgeError.noMatchingIdentity) { try AgeDecryptor.decrypt(file, with: [others[1]]) }
    }

    @Test("a file cut at or within a chunk releases only whole chunks", arguments: 0...3)
    func truncated(chunks: Int) throws {
        let start = Self.headerLength + Self.nonceLength + chunks * Self.sealedChunk
        let released = Array(Self.plaintext.prefix(chunks * Self.chunk))
        let file = try file()
        for (length, error) in [
            (start, AgeError.truncated),
            (start + 1, .truncated),
            (start + 15, .truncated),
            (start + 16, .payloadCorrupt(chunk: UInt64(chunks))),
            (start + 1_000, .payloadCorrupt(chunk: UInt64(chunks))),
        ] {
            let outcome = open(Array(file[..<length]))
            #expect(outcome.error == error)
            #expect(outcome.plaintext == released)
        }
        #expect(open(Array(file.dropLast())).error == .payloadCorrupt(chunk: 3))
    }

    @Test("a file cut anywhere in its header or nonce is malformed")
    func truncatedHeader() throws {
        let file = try file([1])
        for length in 0..<(Self.headerLength + Self.nonceLength) {
            #expect(open(Array(file[..<length])).error == .malformedHeader(.truncated))
        }
        #expect(open(Array(file[..<(Self.headerLength + Self.nonceLength)])).error == .truncated)
    }

    @Test("bytes after the final chunk are found, whatever its length", arguments: [1, 16, 17, 65_552, 70_000])
    func trailing(count: Int) throws {
        let garbage = [UInt8](repeating: 0, count: count)
        #expect(open(try file(Array(Self.plaintext.prefix(Self.chunk))) + garbage).error == .trailingData)
        #expect(open(try file() + garbage).error == .payloadCorrupt(chunk: 3))
    }

    @Test("chunks swapped, repeated or dropped are found")
    func reordered() throws {
        let file = try file()
        let start = Self.headerLength + Self.nonceLength
        func chunk(_ number: Int) -> ArraySlice<UInt8> {
            file[(start + number * Self.sealedChunk)..<min(start + (number + 1) * Self.sealedChunk, file.count)]
        }
        let head = file[..<start]
        #expect(open(Array(head + chunk(1) + chunk(0) + chunk(2) + chunk(3))).error == .payloadCorrupt(chunk: 0))
        #expect(open(Array(head + chunk(0) + chunk(0) + chunk(1))).error == .payloadCorrupt(chunk: 1))
        #expect(open(Array(head + chunk(0) + chunk(2) + chunk(3))).error == .payloadCorrupt(chunk: 1))
        #expect(open(Array(head + chunk(3))).error == .payloadCorrupt(chunk: 0))
    }

    @Test("one flipped bit anywhere in a short file is found")
    func flippedBit() throws {
        let file = try file([1, 2, 3])
        for position in file.indices {
            var changed = file
            changed[position] ^= 1 << UInt8(position % 8)
            let outcome = open(changed)
            #expect(outcome.plaintext.isEmpty)
            #expect(outcome.error != nil, "byte \(position)")
        }
    }

    @Test(
        "one flipped bit in each structural part, told apart",
        arguments: [
            ("version", 0, 1, AgeError.malformedHeader(.unknownVersion)),
            ("stanza's arrow", 22, 1, .malformedHeader(.unexpectedLine)),
            ("stanza's kind", 25, 1, .noMatchingIdentity),
            ("line feed after the share", 22 + 53, 1, .malformedHeader(.malformedArgument)),
            ("MAC mark", 22 + 98, 1, .malformedHeader(.unexpectedLine)),
            ("MAC line feed", headerLength - 1, 1, .malformedHeader(.malformedMAC)),
            ("payload nonce", headerLength, 1, .payloadCorrupt(chunk: 0)),
            ("first chunk", headerLength + nonceLength, 128, .payloadCorrupt(chunk: 0)),
            ("first tag", headerLength + nonceLength + sealedChunk - 1, 128, .payloadCorrupt(chunk: 0)),
            ("third chunk", headerLength + nonceLength + 2 * sealedChunk, 1, .payloadCorrupt(chunk: 2)),
            ("final chunk", headerLength + nonceLength + 3 * sealedChunk, 1, .payloadCorrupt(chunk: 3)),
        ]
    )
    func structuralPart(part: String, position: Int, bit: UInt8, error: AgeError) throws {
        var file = try file()
        file[position] ^= bit
        #expect(open(file).error == error)
    }

    @Test("another digit in the share, the body or the MAC keeps the grammar and is found")
    func changedDigit() throws {
        let file = try file()
        func changing(_ position: Int) -> [UInt8] {
            var changed = file
            changed[position] = file[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return changed
        }
        #expect(open(changing(22 + 10)).error == .noMatchingIdentity)
        #expect(open(changing(22 + 54)).error == .noMatchingIdentity)
        #expect(open(changing(Self.headerLength - 44)).error == .headerMACMismatch)
    }

    @Test("a stanza added to a finished header is found by its MAC")
    func addedStanza() throws {
        let file = try file([1])
        let added = Array(file[..<(22 + 98)]) + Array("-> grease\n\n".utf8) + file[(22 + 98)...]
        #expect(open(added).error == .headerMACMismatch)
    }

    @Test("after a refusal nothing else is taken in")
    func staysRefused() throws {
        var file = try file()
        file[Self.headerLength + Self.nonceLength] ^= 1
        var released = 0
        let decryptor = AgeDecryptor(identities: [Self.identity]) { released += $0.count }
        #expect(throws: AgeError.payloadCorrupt(chunk: 0)) { try file.withUnsafeBytes(decryptor.write) }
        #expect(throws: AgeError.payloadCorrupt(chunk: 0)) { try file.withUnsafeBytes(decryptor.write) }
        #expect(throws: AgeError.payloadCorrupt(chunk: 0)) { try decryptor.finish() }
        #expect(released == 0)
    }
}
