internal import COpenSSL

extension [UInt8] {
    /// `count` bytes from the system's cryptographic generator.
    package static func random(count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // A generator that cannot answer must never yield a guessable salt, nonce or key.
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { fatalError("the random generator failed") }
        return bytes
    }
}
