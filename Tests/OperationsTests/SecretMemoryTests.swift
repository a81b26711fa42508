import Cryptography
import Foundation
import Glibc
import LedgerStore
import Testing

@testable import Operations

/// Looks for secrets in a process's own memory, after whatever held them has let go.
///
/// Each search has a process to itself: in one where a thousand tests run at once, maps change while they are read.
@Suite("secrets are wiped", .serialized)
struct SecretMemoryTests {
    @Test("the search finds what is forgotten without being wiped")
    func control() async {
        await #expect(processExitsWith: .success) { try Self.searchForgotten() }
    }

    private static func searchForgotten() throws {
        let secret = SecretBytes.random(count: 32)
        #expect(try Memory.copies(of: secret) == 0)
        var copy = secret.copy
        #expect(try Memory.copies(of: secret) == 1)
        copy[0] ^= 1
        #expect(try Memory.copies(of: secret) == 0)
    }

    @Test("an Ed25519 seed, once its key was made, written, read and used")
    func ledgerKey() async {
        await #expect(processExitsWith: .success) { try Self.searchLedgerKey() }
    }

    private static func searchLedgerKey() throws {
        let folder = try TemporaryFolder()
        try expectNothingLeft { round in
            let seed = SecretBytes.random(count: 32)
            try Self.writeAndRead(seed, to: "\(folder.path)/\(round).age")
            return [seed, seed.base64]
        }
    }

    // Apart, so that no frame of the test itself holds on to anything.
    @inline(never)
    private static func writeAndRead(_ seed: SecretBytes, to path: String) throws {
        let reader = AgeIdentity.generate()
        let key = try #require(Ed25519PrivateKey(seed: SecretBytes(joining: [seed])))
        try LedgerKeyFile.write(key, to: path, for: [reader.recipient])
        let again = try LedgerKeyFile.read(path, with: [reader])
        #expect(again.publicKey == key.publicKey)
        #expect(again.sign([1]) == key.sign([1]))
    }

    @Test("a passphrase and the age key of an identity, once it was made, opened and signed with")
    func identity() async {
        await #expect(processExitsWith: .success) { try Self.searchIdentity() }
    }

    private static func searchIdentity() throws {
        try expectNothingLeft { _ in
            let folder = try TemporaryFolder()
            let phrase = SecretBytes.random(count: 24).base64
            return [phrase, try Self.makeAndOpen(try Person(), phrase, "\(folder.path)/phrase")]
        }
    }

    /// Expects that of the secrets which `use` returns, once it is done with them, no copy is in memory.
    ///
    /// A secret as long as a vector register is left on the stack when the linker binds a symbol, or a signal arrives, while
    /// the register holds it: rarely, and never twice in a row. What the program itself forgets is there every time.
    private static func expectNothingLeft(after use: (_ round: Int) throws -> [SecretBytes]) throws {
        var copies: [Int] = []
        for round in 1...3 {
            let secrets = try use(round)
            copies = try secrets.map(Memory.copies)
            if copies.allSatisfy({ $0 == 0 }) { return }
        }
        Issue.record("copies of each secret: \(copies)")
    }

    /// The age identity's line, as it was while the identity was open.
    ///
    /// The signing key is not looked for: libcrypto's decoder frees what it reads of a key without wiping it.
    @inline(never)
    private static func makeAndOpen(
        _ person: Person,
        _ phrase: SecretBytes,
        _ path: String
    ) throws -> SecretBytes {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        let written = phrase.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        try #require(written == phrase.count)
        let identity = try person.makeIdentity(passphrase: .file(path))
        let custodian = try Custodian(unlocking: identity, passphrase: .file(path))
        let signingKey = try custodian.signingKey()
        // As an agent keeps them, and a command takes them.
        // #require would keep what it is given.
        let handedOut = try UnlockedKeys(ageKey: custodian.ageKey, signingKey: signingKey).bytes()
        guard let kept = UnlockedKeys(handedOut) else { throw Unreadable() }
        #expect(kept.ageKey.recipient == identity.recipient)
        #expect(identity.certificate.publicKey.isValidSignature(try kept.signingKey.sign([1]), over: [1]))
        return custodian.ageKey.line
    }
}

private struct Unreadable: Error {}

/// This process's own memory.
private enum Memory {
    /// How often `secret` stands in memory that can be written, its own place apart.
    static func copies(of secret: SecretBytes) throws -> Int {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        try #require(memory >= 0)
        defer { close(memory) }
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4_096)
        defer {
            window.initializeMemory(as: UInt8.self, repeating: 0)
            window.deallocate()
        }
        return secret.withUnsafeBytes { needle in
            let apart = [UnsafeRawBufferPointer(window), needle].map { buffer in
                let start = UInt(bitPattern: buffer.baseAddress)
                return start..<start + UInt(buffer.count)
            }
            var found: Set<UInt> = []
            for region in maps.split(separator: "\n").compactMap({ Self.writable($0) }) {
                // Windows overlap by the needle's length, so that none is cut in two.
                for start in stride(from: region.lowerBound, to: region.upperBound, by: window.count - needle.count) {
                    let count = pread(
                        memory,
                        window.baseAddress,
                        min(window.count, Int(region.upperBound - start)),
                        Int(start)
                    )
                    guard count > 0 else { continue }
                    for offset in Self.offsets(of: needle, in: UnsafeRawBufferPointer(rebasing: window[..<count])) {
                        let address = start + UInt(offset)
                        if !apart.contains(where: { $0.contains(address) }) { found.insert(address) }
                    }
                }
            }
            return found.count
        }
    }

    private static func offsets(of needle: UnsafeRawBufferPointer, in window: UnsafeRawBufferPointer) -> [Int] {
        var offsets: [Int] = []
        guard let base = window.baseAddress, let sought = needle.baseAddress, needle.count > 0 else { return [] }
        var start = 0
        while start + needle.count <= window.count,
            let hit = memchr(base + start, Int32(needle[0]), window.count - needle.count + 1 - start)
        {
            let offset = UnsafeRawPointer(hit) - base
            if memcmp(hit, sought, needle.count) == 0 { offsets.append(offset) }
            start = offset + 1
        }
        return offsets
    }

    /// The addresses of a line of `maps`; nil where nothing can be written, and for what is no memory.
    private static func writable(_ line: Substring) -> Range<UInt>? {
        let words = line.split(separator: " ")
        guard words.count >= 2, words[1].hasPrefix("rw"), !line.hasSuffix("[vvar]"), !line.contains("/dev/") else {
            return nil
        }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        return ends.count == 2 ? ends[0]..<ends[1] : nil
    }
}
