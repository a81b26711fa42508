import Cryptography
import Testing

@Suite("age: streams, passphrases and limits")
struct AgeStreamTests {
    static let passphrase = SecretBytes(Array("correct horse".utf8))

    @Test("the pieces in which bytes arrive do not matter", arguments: [1, 7, 4_096, 65_535, 65_536, 65_537, 200_000])
    func pieces(length: Int) throws {
        let identity = AgeIdentity.generate()
        for size in [0, 1, 65_536, 65_537, 131_072, 150_000] {
            let plaintext = [UInt8].random(count: size)
            var file: [UInt8] = []
            let encryptor = try AgeEncryptor(to: [identity.recipient]) { file += $0 }
            try feed(plaintext, by: length, to: encryptor.write)
            try encryptor.finish()

            var released: [UInt8] = []
            let decryptor = AgeDecryptor(identities: [identity]) { released += $0 }
            try feed(file, by: length, to: decryptor.write)
            try decryptor.finish()
            #expect(released == plaintext)
            #expect(file.count == 168 + 16 + size + 16 * max(1, (size + 65_535) / 65_536))
        }
    }

    @Test("chunks leave as soon as they are full, and none is larger than 64 KiB and a tag")
    func boundedMemory() throws {
        var largest = 0
        var total = 0
        let encryptor = try AgeEncryptor(to: [AgeIdentity.generate().recipient]) {
            largest = max(largest, $0.count)
            total += $0.count
        }
        let block = [UInt8](repeating: 7, count: 1 << 20)
        for round in 1...8 {
            try block.withUnsafeBytes(encryptor.write)
            #expect(total >= (round << 20) - 65_536)
        }
        try encryptor.finish()
        #expect(largest == 65_552)
    }

    @Test("a passphrase opens what it sealed, and no other does")
    func passphrase() throws {
        let file = try AgeEncryptor.encrypt([1, 2, 3], passphrase: Self.passphrase, workFactor: 4)
        #expect(try AgeDecryptor.decrypt(file, passphrase: Self.passphrase) == [1, 2, 3])
        #expect(throws: AgeError.wrongPassphrase) {
            try AgeDecryptor.decrypt(file, passphrase: SecretBytes(Array("correct house".utf8)))
        }
        #expect(throws: AgeError.noMatchingIdentity) { try AgeDecryptor.decrypt(file, with: [.generate()]) }
    }

    @Test("the default work factor is 18, written in the header")
    func defaultWorkFactor() throws {
        let file = try AgeEncryptor.encrypt([], passphrase: Self.passphrase)
        let line = String(decoding: file[22...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        #expect(line.hasPrefix("-> scrypt ") && line.hasSuffix(" 18"))
    }

    @Test("a work factor above the limit is refused before any work")
    func workFactorLimit() throws {
        let file = try AgeEncryptor.encrypt([1], passphrase: Self.passphrase, workFactor: 5)
        #expect(throws: AgeError.workFactorTooHigh(5, maximum: 4)) {
            try AgeDecryptor.decrypt(file, passphrase: Self.passphrase, maximumWorkFactor: 4)
        }
        #expect(throws: AgeError.workFactorTooHigh(21, maximum: 20)) {
            try AgeEncryptor.encrypt([1], passphrase: Self.passphrase, workFactor: 21)
        }
    }

    @Test("a file needs someone who can open it")
    func nobody() {
        #expect(throws: AgeError.noRecipient) { try AgeEncryptor.encrypt([1], to: []) }
        #expect(throws: AgeError.noRecipient) { try AgeEncryptor.encrypt([1], passphrase: SecretBytes([])) }
    }

    @Test("a header that no reader of ours would take is not written")
    func tooManyRecipients() throws {
        let recipient = AgeIdentity.generate().recipient
        let most = (65_536 - 22 - 48) / 98
        #expect(throws: Never.self) {
            try AgeEncryptor.encrypt([1], to: [AgeRecipient](repeating: recipient, count: most))
        }
        #expect(throws: AgeError.malformedHeader(.tooLong)) {
            try AgeEncryptor.encrypt([1], to: [AgeRecipient](repeating: recipient, count: most + 1))
        }
    }

    @Test("secrets come back as secrets")
    func secrets() throws {
        let identity = AgeIdentity.generate()
        let secret = SecretBytes([UInt8].random(count: 70_000))
        let file = try AgeEncryptor.encrypt(secret, to: [identity.recipient])
        #expect(try AgeDecryptor.decryptSecret(file, with: [identity]).copy == secret.copy)
        let sealed = try AgeEncryptor.encrypt(secret, passphrase: Self.passphrase, workFactor: 4)
        #expect(try AgeDecryptor.decryptSecret(sealed, passphrase: Self.passphrase).copy == secret.copy)
        #expect(throws: AgeError.noMatchingIdentity) { try AgeDecryptor.decryptSecret(file, with: [.generate()]) }
    }

    @Test("two files of the same plaintext have nothing in common but the grammar")
    func fresh() throws {
        let identity = AgeIdentity.generate()
        let first = try AgeEncryptor.encrypt([1, 2, 3], to: [identity.recipient])
        let second = try AgeEncryptor.encrypt([1, 2, 3], to: [identity.recipient])
        #expect(first[32..<75] != second[32..<75])
        #expect(first.suffix(35) != second.suffix(35))
    }

    @Test("what a sink throws ends the file for good")
    func failingSink() throws {
        struct DiskFull: Error {}
        let identity = AgeIdentity.generate()
        #expect(throws: DiskFull.self) { try AgeEncryptor(to: [identity.recipient]) { _ in throw DiskFull() } }

        var room = 1
        let encryptor = try AgeEncryptor(to: [identity.recipient]) { _ in
            guard room > 0 else { throw DiskFull() }
            room -= 1
        }
        let block = [UInt8](repeating: 0, count: 70_000)
        #expect(throws: DiskFull.self) { try block.withUnsafeBytes(encryptor.write) }
        room = 9
        #expect(throws: DiskFull.self) { try encryptor.finish() }

        let file = try AgeEncryptor.encrypt([1], to: [identity.recipient])
        let decryptor = AgeDecryptor(identities: [identity]) { _ in throw DiskFull() }
        try file.withUnsafeBytes(decryptor.write)
        #expect(throws: DiskFull.self) { try decryptor.finish() }
        #expect(throws: DiskFull.self) { try decryptor.finish() }
    }

    private func feed(
        _ bytes: [UInt8],
        by length: Int,
        to write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: length) {
                try write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + length, bytes.count)]))
            }
        }
    }
}
