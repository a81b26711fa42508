/// The running digest and number of the bytes that pass by; of a large file, on a thread of its own.
package final class PassingDigest {
    private var hash: SHA256?
    private let aside: DigestAside?

    /// How many bytes have passed.
    package private(set) var size: UInt64 = 0

    /// A digest of about `size` bytes to come.
    package init(expecting size: UInt64) {
        aside = size >= DigestAside.worthwhileSize ? DigestAside() : nil
        hash = aside == nil ? SHA256() : nil
    }

    /// Takes in `bytes`.
    package func take(_ bytes: UnsafeRawBufferPointer) {
        aside?.take(bytes)
        hash?.update(bytes)
        size += UInt64(bytes.count)
    }

    /// The digest of all that passed; once.
    package func finish() -> Digest {
        if let aside { return aside.finish() }
        guard let hash = hash.take() else { preconditionFailure("a digest is finished once") }
        return hash.finalize()
    }
}
