internal import COpenSSL

/// The key derivations of age v1, by libcrypto: HKDF-SHA-256, HMAC-SHA-256 and scrypt.
enum AgePrimitives {
    /// The length of every key, share and digest below, in bytes.
    static let keyLength = 32

    /// 32 bytes of HKDF-SHA-256 (RFC 5869).
    static func hkdf(_ inputKey: SecretBytes, salt: [UInt8], info: String) -> SecretBytes {
        guard let context = EVP_KDF_CTX_new(hkdfAlgorithm) else { fatalError("libcrypto has no HKDF or no memory") }
        defer { EVP_KDF_CTX_free(context) }
        let key = SecretBytes(count: keyLength) { key in
            inputKey.withUnsafeBytes {
                scelle_HKDF_SHA256(
                    context,
                    $0.baseAddress,
                    $0.count,
                    salt,
                    salt.count,
                    info,
                    key.baseAddress,
                    key.count
                )
            } == 1
        }
        guard let key else { fatalError("libcrypto refused HKDF-SHA-256") }
        return key
    }

    /// HMAC-SHA-256 (RFC 2104).
    static func hmac(_ key: SecretBytes, over message: [UInt8]) -> [UInt8] {
        guard let context = EVP_MAC_CTX_dup(hmacContext) else { fatalError("libcrypto has no HMAC or no memory") }
        defer { EVP_MAC_CTX_free(context) }
        var mac = [UInt8](repeating: 0, count: keyLength)
        var count = 0
        let isDone =
            key.withUnsafeBytes { EVP_MAC_init(context, $0.bytePointer, $0.count, nil) } == 1
            && EVP_MAC_update(context, message, message.count) == 1
            && EVP_MAC_final(context, &mac, &count, mac.count) == 1
        guard isDone, count == keyLength else { fatalError("libcrypto refused HMAC-SHA-256") }
        return mac
    }

    // Looked up once: that costs twice what is then done.
    // nonisolated(unsafe): written once, and libcrypto's algorithms are for all threads (EVP_KDF(3)).
    private nonisolated(unsafe) static let hkdfAlgorithm = EVP_KDF_fetch(nil, "HKDF", nil)
    // nonisolated(unsafe): written once, and only ever copied.
    private nonisolated(unsafe) static let hmacContext = scelle_HMAC_SHA256_context()

    /// Whether two byte strings are equal, in a time that does not tell where they differ.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// 32 bytes of scrypt (RFC 7914) with N = 2^`workFactor`, r = 8, p = 1, which takes 2^`workFactor` KiB of memory.
    static func scrypt(passphrase: SecretBytes, salt: [UInt8], workFactor: Int) throws(AgeError) -> SecretBytes {
        let cost = UInt64(1) << UInt64(workFactor)
        let blockSize: UInt64 = 8
        // libcrypto counts N + 2 blocks of 128·r bytes and p more; its default limit is 32 MiB.
        let memory = 128 * blockSize * (cost + 4)
        let key = SecretBytes(count: keyLength) { key in
            passphrase.withUnsafeBytes {
                EVP_PBE_scrypt(
                    $0.baseAddress?.assumingMemoryBound(to: CChar.self),
                    $0.count,
                    salt,
                    salt.count,
                    cost,
                    blockSize,
                    1,
                    memory,
                    key.bytePointer,
                    key.count
                )
            } == 1
        }
        guard let key else { throw .insufficientMemory(workFactor: workFactor) }
        return key
    }
}

extension SecretBytes {
    /// `count` bytes that `fill` writes into memory wiped afterwards; nil when it returns false.
    convenience init?(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool) {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        scratch.initializeMemory(as: UInt8.self, repeating: 0)
        defer { scratch.wipeAndDeallocate() }
        guard fill(scratch) else { return nil }
        self.init(scratch)
    }
}

extension [UInt8] {
    /// Overwrites the bytes with zeros in a way that no optimiser removes.
    mutating func wipe() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}

extension UnsafeRawBufferPointer {
    /// The first byte, as libcrypto's prototypes want it.
    var bytePointer: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
    /// The first byte, as libcrypto's prototypes want it.
    var bytePointer: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }

    /// Overwrites the bytes, then gives the memory back.
    func wipeAndDeallocate() {
        OPENSSL_cleanse(baseAddress, count)
        deallocate()
    }
}
