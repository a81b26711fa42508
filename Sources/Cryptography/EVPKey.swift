internal import COpenSSL
import Synchronization

/// An `EVP_PKEY`, freed when the last holder lets go.
final class EVPKey: Sendable {
    // Nothing changes the key after `init`, and libcrypto locks what it caches inside: threads may share it.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Takes over the caller's reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Contexts that are ready to verify with the key and that nobody is using.
    ///
    /// Making one costs a tenth of verifying with it, and an audit verifies a million times with one key.
    private let verifying = Mutex<[Context]>([])

    // Whoever took the context out of `verifying` is the only one who has it.
    private struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// Whether `signature` is this key's over the SHA-256 digest `digest`; ECDSA, or RSA with PKCS #1 v1.5, which is what RSA
    /// keys default to.
    func isValidSignature(_ signature: [UInt8], over digest: Digest) -> Bool {
        guard let context = verifying.withLock({ $0.popLast() }) ?? verifyingContext() else { return false }
        let result = digest.withBytes { EVP_PKEY_verify(context.pointer, signature, signature.count, $0, $1) }
        guard result == 1 else {
            // A refusal leaves errors behind; of the context nobody promises more than that it can be freed.
            ERR_clear_error()
            EVP_PKEY_CTX_free(context.pointer)
            return false
        }
        verifying.withLock { $0.append(context) }
        return true
    }

    private func verifyingContext() -> Context? {
        guard let algorithm = SHA256.algorithm, let context = EVP_PKEY_CTX_new(pointer, nil) else { return nil }
        guard EVP_PKEY_verify_init(context) == 1, EVP_PKEY_CTX_set_signature_md(context, algorithm) == 1 else {
            ERR_clear_error()
            EVP_PKEY_CTX_free(context)
            return nil
        }
        return Context(pointer: context)
    }

    deinit {
        verifying.withLock { contexts in
            for context in contexts { EVP_PKEY_CTX_free(context.pointer) }
        }
        EVP_PKEY_free(pointer)
    }
}

/// What an `i2d_` function writes: first asked for the length, then for the bytes; nil when it refuses.
func derEncoding(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8]? {
    let length = Int(write(nil))
    guard length > 0 else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
        var cursor = buffer.baseAddress
        count = max(0, Int(write(&cursor)))
    }
    return bytes.count == length ? bytes : nil
}

/// What a `d2i_` function reads, which the caller frees; nil unless it reads all of `der`.
func decodeWhole<Value>(
    _ der: [UInt8],
    _ read: (UnsafeMutablePointer<Value?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int) -> Value?,
    freedBy free: (Value?) -> Void
) -> Value? {
    der.withUnsafeBufferPointer { buffer in
        var cursor = buffer.baseAddress
        guard let start = cursor, let value = read(nil, &cursor, buffer.count) else { return nil }
        guard cursor == start + buffer.count else {
            free(value)
            return nil
        }
        return value
    }
}

/// An object identifier in dotted decimals, never by a name; nil when there is none.
func objectIdentifier(_ object: OpaquePointer?) -> String? {
    guard let object else { return nil }
    let length = OBJ_obj2txt(nil, 0, object, 1)
    guard length > 0 else { return nil }
    var text = [CChar](repeating: 0, count: Int(length) + 1)
    guard OBJ_obj2txt(&text, Int32(text.count), object, 1) == length else { return nil }
    return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}
