extension Digest {
    /// HMAC-SHA-256 (RFC 2104) of `message` under `key`: a digest that only the key's holders can calculate, so that it
    /// gives nothing away about a message that others could guess.
    package init(of message: [UInt8], key: SecretBytes) {
        let code = AgePrimitives.hmac(key, over: message)
        self = code.withUnsafeBytes { Digest(rawBytes: $0) }
    }
}
