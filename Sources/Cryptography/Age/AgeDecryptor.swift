/// Reads an age v1 file (age-encryption.org/v1) piece by piece, in memory that does not grow with it.
///
///     let decryptor = AgeDecryptor(identities: [identity]) { try file.write($0) }
///     try decryptor.write(bytes)
///     try decryptor.finish()
///
/// Plaintext reaches the sink only after its chunk has authenticated; but until `finish` returns it may be the beginning of
/// a file that was cut. The checks are those of `docs/formats/age.md`, in that order.
package final class AgeDecryptor {
    /// Receives authenticated plaintext; the memory is lent for the call only.
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// The highest scrypt work factor accepted by default: 1 GiB of memory, some seconds.
    package static let defaultMaximumWorkFactor = 20

    private let unwrap: ([AgeRecipientStanza]) throws(AgeError) -> SecretBytes
    private let sink: Sink
    private var headerReader = AgeHeaderReader()
    private var fileKey: SecretBytes?
    private var payload: AgePayload?
    private let sealed = UnsafeMutableRawBufferPointer.allocate(
        byteCount: AgePayload.sealedChunkLength,
        alignment: 16
    )
    private let plaintext = UnsafeMutableRawBufferPointer.allocate(byteCount: AgePayload.chunkLength, alignment: 16)
    private var sealedCount = 0
    private var failure: (any Error)?
    private var isFinished = false

    /// Reads a file encrypted to one of `identities`.
    package init(identities: [AgeIdentity], sink: @escaping Sink) {
        self.sink = sink
        unwrap = { stanzas throws(AgeError) in try AgeRecipientStanza.unwrap(stanzas, with: identities) }
    }

    /// Reads a file encrypted with `passphrase`, if its scrypt work factor is at most `maximumWorkFactor`.
    package init(
        passphrase: SecretBytes,
        maximumWorkFactor: Int = AgeDecryptor.defaultMaximumWorkFactor,
        sink: @escaping Sink
    ) {
        self.sink = sink
        unwrap = { stanzas throws(AgeError) in
            try AgeRecipientStanza.unwrap(stanzas, passphrase: passphrase, maximumWorkFactor: maximumWorkFactor)
        }
    }

    /// Takes in `bytes` of the file.
    ///
    /// Throws an `AgeError` or what the sink throws, and from then on throws it again.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isFinished, "an age file was written to after its end")
        try rememberingFailure { try consume(bytes) }
    }

    /// Requires that the file ended where it should, and hands the last of its plaintext to the sink.
    ///
    /// Throws an `AgeError` or what the sink throws, now or before.
    package func finish() throws {
        precondition(!isFinished, "an age file was finished twice")
        try rememberingFailure { try openFinalChunk() }
        isFinished = true
    }

    private func rememberingFailure(_ body: () throws -> Void) throws {
        if let failure { throw failure }
        do {
            try body()
        } catch {
            failure = error
            throw error
        }
    }

    private func consume(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let taken: Int
            if payload != nil {
                taken = try consumePayload(rest)
            } else if let fileKey {
                taken = buffer(rest, upTo: AgePayload.nonceLength)
                if sealedCount == AgePayload.nonceLength {
                    payload = AgePayload(fileKey: fileKey, nonce: Array(sealed[..<sealedCount]))
                    sealedCount = 0
                }
            } else {
                taken = try consumeHeader(rest)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
        }
    }

    /// The number of bytes that belonged to the header.
    private func consumeHeader(_ bytes: UnsafeRawBufferPointer) throws(AgeError) -> Int {
        let (taken, header) = try headerReader.read(bytes)
        guard let header else { return taken }
        let fileKey = try unwrap(AgeRecipientStanza.known(in: header))
        try header.verifyMAC(fileKey: fileKey)
        self.fileKey = fileKey
        return taken
    }

    /// The number of bytes taken in; a full chunk is opened once a byte after it shows that it is not the final one.
    private func consumePayload(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        if sealedCount == AgePayload.sealedChunkLength {
            try openChunk(UnsafeRawBufferPointer(sealed))
            sealedCount = 0
        }
        if sealedCount == 0 && bytes.count > AgePayload.sealedChunkLength {
            try openChunk(UnsafeRawBufferPointer(rebasing: bytes[..<AgePayload.sealedChunkLength]))
            return AgePayload.sealedChunkLength
        }
        return buffer(bytes, upTo: AgePayload.sealedChunkLength)
    }

    private func buffer(_ bytes: UnsafeRawBufferPointer, upTo limit: Int) -> Int {
        let taken = min(bytes.count, limit - sealedCount)
        UnsafeMutableRawBufferPointer(rebasing: sealed[sealedCount...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
        sealedCount += taken
        return taken
    }

    private func openChunk(_ chunk: UnsafeRawBufferPointer) throws {
        let number = payload?.chunk ?? 0
        if let count = payload?.open(chunk, isFinal: false, into: plaintext) {
            try release(count)
        } else if let count = payload?.open(chunk, isFinal: true, into: plaintext) {
            try release(count)
            throw AgeError.trailingData
        } else {
            throw AgeError.payloadCorrupt(chunk: number)
        }
    }

    private func openFinalChunk() throws {
        guard let number = payload?.chunk else { throw AgeError.malformedHeader(.truncated) }
        guard sealedCount >= ChaCha20Poly1305.tagLength else { throw AgeError.truncated }
        let chunk = UnsafeRawBufferPointer(rebasing: sealed[..<sealedCount])
        if let count = payload?.open(chunk, isFinal: true, into: plaintext) {
            guard count > 0 || number == 0 else { throw AgeError.emptyFinalChunk }
            try release(count)
        } else if let count = payload?.open(chunk, isFinal: false, into: plaintext) {
            // A chunk that is not the final one is full; a shorter one comes from no correct writer.
            if count == AgePayload.chunkLength { try release(count) }
            throw AgeError.truncated
        } else {
            throw AgeError.payloadCorrupt(chunk: number)
        }
    }

    private func release(_ count: Int) throws {
        guard count > 0 else { return }
        try sink(UnsafeRawBufferPointer(rebasing: plaintext[..<count]))
    }

    deinit {
        plaintext.wipeAndDeallocate()
        sealed.deallocate()
    }
}

// MARK: - Whole files in memory

extension AgeDecryptor {
    /// The plaintext of the age file `file`, armored or not, for one of `identities`.
    package static func decrypt(
        _ file: [UInt8],
        with identities: [AgeIdentity]
    ) throws(AgeError) -> [UInt8] {
        var plaintext: [UInt8] = []
        try collect(file, AgeDecryptor(identities: identities) { plaintext += $0 })
        return plaintext
    }

    /// The plaintext of the age file `file`, armored or not, encrypted with `passphrase`.
    package static func decrypt(
        _ file: [UInt8],
        passphrase: SecretBytes,
        maximumWorkFactor: Int = AgeDecryptor.defaultMaximumWorkFactor
    ) throws(AgeError) -> [UInt8] {
        var plaintext: [UInt8] = []
        try collect(
            file,
            AgeDecryptor(passphrase: passphrase, maximumWorkFactor: maximumWorkFactor) { plaintext += $0 }
        )
        return plaintext
    }

    /// As `decrypt(_:with:)`, for plaintext that must be wiped after use.
    package static func decryptSecret(
        _ file: [UInt8],
        with identities: [AgeIdentity]
    ) throws(AgeError) -> SecretBytes {
        let plaintext = SecretCollector(capacity: file.count)
        try collect(file, AgeDecryptor(identities: identities, sink: plaintext.append))
        return plaintext.secret
    }

    /// As `decrypt(_:passphrase:)`, for plaintext that must be wiped after use.
    package static func decryptSecret(
        _ file: [UInt8],
        passphrase: SecretBytes,
        maximumWorkFactor: Int = AgeDecryptor.defaultMaximumWorkFactor
    ) throws(AgeError) -> SecretBytes {
        let plaintext = SecretCollector(capacity: file.count)
        try collect(
            file,
            AgeDecryptor(passphrase: passphrase, maximumWorkFactor: maximumWorkFactor, sink: plaintext.append)
        )
        return plaintext.secret
    }

    private static func collect(_ file: [UInt8], _ decryptor: AgeDecryptor) throws(AgeError) {
        let binary = AgeArmor.isArmored(file) ? try AgeArmor.decode(file) : file
        do {
            try binary.withUnsafeBytes(decryptor.write)
            try decryptor.finish()
        } catch let error as AgeError {
            throw error
        } catch {
            fatalError("a sink into memory does not fail: \(error)")
        }
    }
}

/// Gathers plaintext in one allocation that is wiped; growing would leave copies behind.
private final class SecretCollector {
    private let storage: UnsafeMutableRawBufferPointer
    private var count = 0

    /// Room for `capacity` bytes, which the plaintext, shorter than its file, never exceeds.
    init(capacity: Int) {
        storage = .allocate(byteCount: capacity, alignment: 16)
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    var secret: SecretBytes { SecretBytes(UnsafeRawBufferPointer(rebasing: storage[..<count])) }

    deinit {
        storage.wipeAndDeallocate()
    }
}
