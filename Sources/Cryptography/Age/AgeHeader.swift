/// The header of an age file: the file key, wrapped once for each recipient, and a MAC over it all.
///
///     age-encryption.org/v1
///     -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
///     EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
///     --- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0
///
/// The grammar (age-encryption.org/v1, "Header"):
///
///     header     = v1-line 1*stanza end
///     v1-line    = "age-encryption.org/v1" LF
///     stanza     = arg-line *full-line final-line
///     arg-line   = "-> " argument *(SP argument) LF
///     argument   = 1*VCHAR
///     full-line  = 64base64char LF
///     final-line = *63base64char LF
///     end        = "--- " 43base64char LF
struct AgeHeader: Sendable {
    /// One recipient each.
    let stanzas: [AgeStanza]

    /// HMAC-SHA-256 over `authenticatedBytes`, 32 bytes.
    let mac: [UInt8]

    /// The longest header read or written, in bytes: more than 600 recipients.
    static let maximumLength = 65_536

    static let versionLine = [UInt8]("age-encryption.org/v1\n".utf8)
    static let endMark = [UInt8]("---".utf8)
    static let columns = 64

    init(stanzas: [AgeStanza], mac: [UInt8]) {
        self.stanzas = stanzas
        self.mac = mac
    }

    /// The header that holds `stanzas` and authenticates them under `fileKey`.
    init(stanzas: [AgeStanza], fileKey: SecretBytes) {
        self.init(stanzas: stanzas, mac: Self.mac(over: stanzas, fileKey: fileKey))
    }

    /// The header as it stands in the file.
    var bytes: [UInt8] {
        Self.authenticatedBytes(of: stanzas) + Array(" \(mac.base64Unpadded)\n".utf8)
    }

    /// Requires that the MAC is that of the stanzas under `fileKey`.
    func verifyMAC(fileKey: SecretBytes) throws(AgeError) {
        guard AgePrimitives.areEqual(mac, Self.mac(over: stanzas, fileKey: fileKey)) else { throw .headerMACMismatch }
    }

    private static func mac(over stanzas: [AgeStanza], fileKey: SecretBytes) -> [UInt8] {
        let key = AgePrimitives.hkdf(fileKey, salt: [], info: "header")
        return AgePrimitives.hmac(key, over: authenticatedBytes(of: stanzas))
    }

    /// Everything up to and including the three hyphens of the last line.
    private static func authenticatedBytes(of stanzas: [AgeStanza]) -> [UInt8] {
        versionLine + stanzas.flatMap(\.bytes) + endMark
    }
}

/// A stanza: the file key wrapped for one recipient, or a grease stanza that means nothing.
struct AgeStanza: Hashable, Sendable {
    /// The kind of recipient, then what that kind needs; visible ASCII.
    let arguments: [[UInt8]]

    /// The wrapped file key.
    let body: [UInt8]

    init(arguments: [[UInt8]], body: [UInt8]) {
        self.arguments = arguments
        self.body = body
    }

    init(_ arguments: [String], body: [UInt8]) {
        self.init(arguments: arguments.map { Array($0.utf8) }, body: body)
    }

    /// The stanza as it stands in the header.
    var bytes: [UInt8] {
        var text = Array("->".utf8)
        for argument in arguments { text += [UInt8(ascii: " ")] + argument }
        text.append(UInt8(ascii: "\n"))
        var rest = Array(body.base64Unpadded.utf8)[...]
        while rest.count >= AgeHeader.columns {
            text += rest.prefix(AgeHeader.columns) + [UInt8(ascii: "\n")]
            rest = rest.dropFirst(AgeHeader.columns)
        }
        return text + rest + [UInt8(ascii: "\n")]
    }

    /// Whether the first argument is `kind`, byte for byte.
    func isOfKind(_ kind: String) -> Bool {
        arguments.first == Array(kind.utf8)
    }
}
