internal import Cryptography

/// A file name as it was received: its bytes, whatever they are, and a form that is safe to show.
///
///     {"bytes":"Q2FwdHVyZSDDqS5wbmc","display":"Capture é.png"}
///
/// The bytes identify; the display form follows from them, so that it can claim nothing else.
package struct ReceivedName: Hashable, Sendable {
    /// The name's bytes as the file system gave them.
    package let bytes: [UInt8]

    /// The name with these bytes.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name as UTF-8, with U+FFFD for what is not UTF-8 and for characters that control lines or direction.
    package var display: String {
        var scalars = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            scalars.append(Self.isShown(scalar) ? scalar : "\u{fffd}")
        }
        return String(scalars)
    }

    /// The value as a disclosure has it.
    package var json: CanonicalJSON {
        .object(["bytes": .string(bytes.base64url), "display": .string(display)])
    }

    /// Reads `{bytes, display}`; `display` must be what the bytes give.
    package init(_ json: CanonicalJSON, at path: String = "") throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        bytes = try members.take("bytes") { $0.stringValue.flatMap { [UInt8](base64url: $0) } }
        let shown = try members.take("display")
        try members.finish()
        guard !bytes.isEmpty else { throw .malformed(members.path(of: "bytes")) }
        guard shown == .string(display) else { throw .malformed(members.path(of: "display")) }
    }

    /// A fixed set of refusals rather than a Unicode property, so that the form never depends on a Unicode version.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1f, 0x7f...0x9f: false  // C0 and C1 controls
        case 0x061c, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069: false  // direction marks and embeddings
        case 0x2028...0x2029, 0xfeff: false  // line separators, byte order mark
        default: true
        }
    }
}
