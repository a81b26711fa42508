/// Writes an age v1 file (age-encryption.org/v1) piece by piece, in memory that does not grow with it.
///
///     let encryptor = try AgeEncryptor(to: [recipient]) { try file.write($0) }
///     try encryptor.write(bytes)
///     try encryptor.finish()
///
/// Without `finish` the file lacks its final chunk, and every reader refuses it. `docs/formats/age.md` says which of the
/// format's choices this program writes.
package final class AgeEncryptor {
    /// Receives ciphertext; the memory is lent for the call only.
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// The scrypt work factor written by default: 2^18 rounds, 256 MiB, about a second, as the `age` command has it.
    package static let defaultWorkFactor = 18

    private let sink: Sink
    private var payload: AgePayload
    private let plaintext = UnsafeMutableRawBufferPointer.allocate(byteCount: AgePayload.chunkLength, alignment: 16)
    private let sealed = UnsafeMutableRawBufferPointer.allocate(
        byteCount: AgePayload.sealedChunkLength,
        alignment: 16
    )
    private var plaintextCount = 0
    private var failure: (any Error)?
    private var isFinished = false

    /// Begins a file that each of `recipients` can open, and hands its header to `sink`.
    ///
    /// Throws `AgeError.noRecipient` when there is none, or what `sink` throws.
    package convenience init(to recipients: [AgeRecipient], sink: @escaping Sink) throws {
        guard !recipients.isEmpty else { throw AgeError.noRecipient }
        let fileKey = SecretBytes.random(count: ageFileKeyLength)
        var stanzas: [AgeStanza] = []
        for recipient in recipients { stanzas.append(try AgeRecipientStanza.wrap(fileKey, for: recipient)) }
        try self.init(stanzas: stanzas, fileKey: fileKey, sink: sink)
    }

    /// Begins a file that `passphrase` opens, and hands its header to `sink`.
    ///
    /// `workFactor` is the binary logarithm of scrypt's cost: 2^`workFactor` KiB of memory, 1 to
    /// `AgeDecryptor.defaultMaximumWorkFactor`. Throws an `AgeError`, or what `sink` throws.
    package convenience init(
        passphrase: SecretBytes,
        workFactor: Int = AgeEncryptor.defaultWorkFactor,
        sink: @escaping Sink
    ) throws {
        precondition(workFactor > 0)
        let maximum = AgeDecryptor.defaultMaximumWorkFactor
        guard workFactor <= maximum else { throw AgeError.workFactorTooHigh(workFactor, maximum: maximum) }
        let fileKey = SecretBytes.random(count: ageFileKeyLength)
        let stanza = try AgeRecipientStanza.wrap(fileKey, passphrase: passphrase, workFactor: workFactor)
        try self.init(stanzas: [stanza], fileKey: fileKey, sink: sink)
    }

    private init(stanzas: [AgeStanza], fileKey: SecretBytes, sink: @escaping Sink) throws {
        let nonce = [UInt8].random(count: AgePayload.nonceLength)
        let header = AgeHeader(stanzas: stanzas, fileKey: fileKey).bytes
        self.sink = sink
        payload = AgePayload(fileKey: fileKey, nonce: nonce)
        guard header.count <= AgeHeader.maximumLength else { throw AgeError.malformedHeader(.tooLong) }
        try (header + nonce).withUnsafeBytes(sink)
    }

    /// Takes in `bytes` of plaintext; full chunks go to the sink at once.
    ///
    /// Throws what the sink throws, and from then on throws it again.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isFinished, "an age file was written to after its end")
        var rest = bytes
        while !rest.isEmpty {
            // The last full chunk may be the final one, which only later bytes or `finish` can tell.
            if plaintextCount == AgePayload.chunkLength {
                try emit(UnsafeRawBufferPointer(plaintext), isFinal: false)
                plaintextCount = 0
            }
            let taken: Int
            if plaintextCount == 0 && rest.count > AgePayload.chunkLength {
                taken = AgePayload.chunkLength
                try emit(UnsafeRawBufferPointer(rebasing: rest[..<taken]), isFinal: false)
            } else {
                taken = min(rest.count, AgePayload.chunkLength - plaintextCount)
                UnsafeMutableRawBufferPointer(rebasing: plaintext[plaintextCount...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<taken]))
                plaintextCount += taken
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
        }
    }

    /// Writes the final chunk.
    ///
    /// Throws what the sink throws, now or before.
    package func finish() throws {
        precondition(!isFinished, "an age file was finished twice")
        try emit(UnsafeRawBufferPointer(rebasing: plaintext[..<plaintextCount]), isFinal: true)
        isFinished = true
    }

    private func emit(_ chunk: UnsafeRawBufferPointer, isFinal: Bool) throws {
        if let failure { throw failure }
        let count = payload.seal(chunk, isFinal: isFinal, into: sealed)
        do {
            try sink(UnsafeRawBufferPointer(rebasing: sealed[..<count]))
        } catch {
            failure = error
            throw error
        }
    }

    deinit {
        plaintext.wipeAndDeallocate()
        sealed.deallocate()
    }
}

// MARK: - Whole files in memory

extension AgeEncryptor {
    /// `plaintext` as an age file that each of `recipients` can open.
    package static func encrypt(
        _ plaintext: [UInt8],
        to recipients: [AgeRecipient]
    ) throws(AgeError) -> [UInt8] {
        try collect {
            let encryptor = try AgeEncryptor(to: recipients, sink: $0)
            try plaintext.withUnsafeBytes(encryptor.write)
            return encryptor
        }
    }

    /// `plaintext`, of a key for instance, as an age file that each of `recipients` can open.
    package static func encrypt(
        _ plaintext: SecretBytes,
        to recipients: [AgeRecipient]
    ) throws(AgeError) -> [UInt8] {
        try collect {
            let encryptor = try AgeEncryptor(to: recipients, sink: $0)
            try plaintext.withUnsafeBytes(encryptor.write)
            return encryptor
        }
    }

    /// `plaintext` as an age file that `passphrase` opens.
    package static func encrypt(
        _ plaintext: [UInt8],
        passphrase: SecretBytes,
        workFactor: Int = AgeEncryptor.defaultWorkFactor
    ) throws(AgeError) -> [UInt8] {
        try collect {
            let encryptor = try AgeEncryptor(passphrase: passphrase, workFactor: workFactor, sink: $0)
            try plaintext.withUnsafeBytes(encryptor.write)
            return encryptor
        }
    }

    /// `plaintext`, of a key for instance, as an age file that `passphrase` opens.
    package static func encrypt(
        _ plaintext: SecretBytes,
        passphrase: SecretBytes,
        workFactor: Int = AgeEncryptor.defaultWorkFactor
    ) throws(AgeError) -> [UInt8] {
        try collect {
            let encryptor = try AgeEncryptor(passphrase: passphrase, workFactor: workFactor, sink: $0)
            try plaintext.withUnsafeBytes(encryptor.write)
            return encryptor
        }
    }

    /// The file that the encryptor made by `begin`, all its plaintext written, hands to the sink it is given.
    private static func collect(
        _ begin: (@escaping Sink) throws -> AgeEncryptor
    ) throws(AgeError) -> [UInt8] {
        do {
            var file: [UInt8] = []
            let encryptor = try begin { file += $0 }
            try encryptor.finish()
            return file
        } catch let error as AgeError {
            throw error
        } catch {
            fatalError("a sink into memory does not fail: \(error)")
        }
    }
}
