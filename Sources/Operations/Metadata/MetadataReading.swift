package import Cryptography

/// How a list of metadata was read: what was found out, and what was assumed.
package struct MetadataReading: Hashable, Sendable {
    /// How its characters are encoded.
    package enum Encoding: String, Hashable, Sendable {
        case utf8
        case utf8WithMark
        case windows1252
    }

    /// What stands between its cells.
    package enum Separator: String, CaseIterable, Hashable, Sendable {
        case semicolon
        case comma
        case tab
    }

    /// The SHA-256 of its bytes.
    package let digest: Digest
    /// How its characters are encoded.
    package let encoding: Encoding
    /// What stands between its cells.
    package let separator: Separator
    /// How many rows it has, its head apart.
    package let rowCount: Int
    /// How many names were matched although their bytes differ, because they are canonically equivalent (NFC, NFD).
    package let equivalentNameCount: Int
    /// How many cells begin like a formula of a spreadsheet; they are kept as text.
    package let formulaCount: Int
}
