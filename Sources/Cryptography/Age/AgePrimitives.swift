internal import COpenSSL

/// The key derivations of age v1, by libcrypto: HKDF-SHA-256, HMAC-SHA-256 and scrypt.
enum AgePrimitives {
    /// The length of every key, share and digest below, in bytes.
    static let keyLength = 32

    /// 32 bytes of HKDF-SHA-256 (RFC 5869).
    static func hkdf(_ inputKey: SecretBytes, salt: [UInt8], info: String) -> SecretBytes {
        let info = Array(info.utf8)
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil), EVP_PKEY_derive_init(context) == 1 else {
            fatalError("libcrypto has no HKDF or no memory")
        }
        defer { EVP_PKEY_CTX_free(context) }
        // Without a salt HKDF takes zeros, which is the same as the empty one.
        let ready =
            EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1
            && (salt.isEmpty || EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1)
            && inputKey.withUnsafeBytes {
                EVP_PKEY_CTX_set1_hkdf_key(context, $0.bytePointer, Int32($0.count)) == 1
            }
            && EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1
        let key = SecretBytes(count: keyLength) { key in
            var count = key.count
            return ready && EVP_PKEY_derive(context, key.bytePointer, &count) == 1 && count == keyLength
        }
        guard let key else { fatalError("libcrypto refused HKDF-SHA-256") }
        return key
    }

    /// HMAC-SHA-256 (RFC 2104).
    static func hmac(_ key: SecretBytes, over message: [UInt8]) -> [UInt8] {
        var mac = [UInt8](repeating: 0, count: keyLength)
        var count = 0
        let done = key.withUnsafeBytes {
            EVP_Q_mac(
                nil,
                "HMAC",
                nil,
                "SHA256",
                nil,
                $0.baseAddress,
                $0.count,
                message,
                message.count,
                &mac,
                mac.count,
                &count
            )
        }
        guard done != nil, count == keyLength else { fatalError("libcrypto refused HMAC-SHA-256") }
        return mac
    }

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
