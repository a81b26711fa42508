internal import COpenSSL

/// ChaCha20-Poly1305 (RFC 8439) under one key, without associated data.
///
/// The context is set up once, so that a further message costs a nonce and nothing else.
struct ChaCha20Poly1305: ~Copyable {
    /// The length of the authentication tag, which follows the ciphertext.
    static let tagLength = 16

    /// The nonce of a key that encrypts one message only.
    static let zeroNonce = [UInt8](repeating: 0, count: 12)

    private let context: OpaquePointer

    /// The cipher under `key`, of 32 bytes.
    init(key: SecretBytes) {
        precondition(key.count == AgePrimitives.keyLength)
        guard let context = EVP_CIPHER_CTX_new(),
            key.withUnsafeBytes({
                EVP_EncryptInit_ex(context, EVP_chacha20_poly1305(), nil, $0.bytePointer, nil)
            }) == 1
        else { fatalError("libcrypto has no ChaCha20-Poly1305 or no memory") }
        self.context = context
    }

    /// Writes the ciphertext of `plaintext` and its tag to the first bytes of `output`; their number.
    mutating func seal(
        _ plaintext: UnsafeRawBufferPointer,
        nonce: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        let sealedCount = plaintext.count + Self.tagLength
        precondition(output.count >= sealedCount)
        var written: Int32 = 0
        guard let target = output.bytePointer,
            EVP_EncryptInit_ex(context, nil, nil, nil, nonce) == 1,
            plaintext.isEmpty
                || EVP_EncryptUpdate(context, target, &written, plaintext.bytePointer, Int32(plaintext.count)) == 1,
            EVP_EncryptFinal_ex(context, target + Int(written), &written) == 1,
            EVP_CIPHER_CTX_ctrl(
                context,
                EVP_CTRL_AEAD_GET_TAG,
                Int32(Self.tagLength),
                target + plaintext.count
            ) == 1
        else { fatalError("libcrypto refused to encrypt") }
        return sealedCount
    }

    /// Writes the plaintext of `sealed`, ciphertext and tag, to the first bytes of `output`; their number, or nil when
    /// the tag does not fit: `output` then holds nothing that may be used.
    mutating func open(
        _ sealed: UnsafeRawBufferPointer,
        nonce: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard sealed.count >= Self.tagLength else { return nil }
        let count = sealed.count - Self.tagLength
        precondition(output.count >= count)
        var tag = Array(sealed[count...])
        var written: Int32 = 0
        guard let target = output.bytePointer,
            EVP_DecryptInit_ex(context, nil, nil, nil, nonce) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            count == 0 || EVP_DecryptUpdate(context, target, &written, sealed.bytePointer, Int32(count)) == 1,
            EVP_DecryptFinal_ex(context, target + Int(written), &written) == 1
        else { return nil }
        return count
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }
}

// MARK: - Whole messages

extension ChaCha20Poly1305 {
    /// `plaintext` under a key used for nothing else, with its tag.
    static func seal(_ plaintext: SecretBytes, key: SecretBytes) -> [UInt8] {
        var cipher = ChaCha20Poly1305(key: key)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        _ = sealed.withUnsafeMutableBytes { output in
            plaintext.withUnsafeBytes { cipher.seal($0, nonce: zeroNonce, into: output) }
        }
        return sealed
    }

    /// The plaintext of `sealed` under a key used for nothing else; nil when the tag does not fit.
    static func open(_ sealed: [UInt8], key: SecretBytes) -> SecretBytes? {
        guard sealed.count > tagLength else { return nil }
        var cipher = ChaCha20Poly1305(key: key)
        return SecretBytes(count: sealed.count - tagLength) { output in
            sealed.withUnsafeBytes { cipher.open($0, nonce: zeroNonce, into: output) } != nil
        }
    }
}
