/// The private half of an X25519 age key: what opens the files encrypted to its recipient.
///
/// Its text is one line in upper case; an identity file, as `age-keygen` writes it, also has comments:
///
///     # public key: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg
///     AGE-SECRET-KEY-1…
package struct AgeIdentity: Sendable {
    /// What others encrypt to.
    package let recipient: AgeRecipient

    /// The private key.
    let key: X25519Key

    private init(_ key: X25519Key) {
        self.key = key
        recipient = AgeRecipient(of: key)
    }

    /// A fresh key.
    package static func generate() -> AgeIdentity { AgeIdentity(.generate()) }
}

// MARK: - Text form

extension AgeIdentity {
    private static let prefix = [UInt8]("age-secret-key-".utf8)

    /// The Bech32 text, `AGE-SECRET-KEY-1…`, 74 characters in upper case, without a line feed.
    package var line: SecretBytes {
        var text = key.secret.withUnsafeBytes { Bech32.encode($0, prefix: Self.prefix) }
        defer { text.wipe() }
        for position in text.indices where (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[position]) {
            text[position] -= 32
        }
        return SecretBytes(text)
    }

    /// The line as an identity file has it, with its line feed.
    package var fileLine: SecretBytes { SecretBytes(joining: [line, SecretBytes([UInt8(ascii: "\n")])]) }

    /// Reads the Bech32 text, nothing before or after it; lower case and other kinds of keys are refused with
    /// `malformedIdentity`.
    package init(parsing line: SecretBytes) throws(AgeError) {
        do throws(AgeKeyFault) {
            self = try line.withText { text throws(AgeKeyFault) in try Self(parsing: text) }
        } catch {
            throw .malformedIdentity(error)
        }
    }

    /// Reads an identity file: lines that are empty, begin with `#`, or are an identity; at least one identity.
    ///
    /// Lines end in LF or CRLF. Anything else is refused with its line number.
    package static func identities(inFile text: SecretBytes) throws(AgeError) -> [AgeIdentity] {
        let identities = try text.withText { text throws(AgeError) in
            var identities: [AgeIdentity] = []
            let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (position, ended) in lines.enumerated() {
                let line = ended.last == UInt8(ascii: "\r") ? ended.dropLast() : ended
                guard let first = line.first, first != UInt8(ascii: "#") else { continue }
                do throws(AgeKeyFault) {
                    identities.append(try Self(parsing: line))
                } catch {
                    throw .malformedIdentityFile(line: position + 1, error)
                }
            }
            return identities
        }
        guard !identities.isEmpty else { throw .noIdentityInFile }
        return identities
    }

    private init(parsing text: some Collection<UInt8>) throws(AgeKeyFault) {
        guard !text.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else { throw .wrongCase }
        var lowered = text.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        defer { lowered.wipe() }
        var key = try Bech32.decode(lowered, prefix: Self.prefix)
        defer { key.wipe() }
        guard key.count == AgePrimitives.keyLength else { throw .wrongLength }
        self.init(X25519Key(SecretBytes(key)))
    }
}

extension SecretBytes {
    /// Lends a copy of the bytes as an array that is wiped afterwards; `body` must not keep it.
    fileprivate func withText<Result, Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var text = copy
        defer { text.wipe() }
        return try body(text)
    }
}
