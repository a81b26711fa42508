package import Cryptography

/// A file of a bundle, by what it is; its path follows from that, and back.
///
/// The order of the cases, and within a case of what they hold, is the order of the files in a container.
/// `docs/formats/bundle.md` § 2 has the layout.
package enum BundleObject: Hashable, Sendable {
    /// What people read, in the container's root.
    case document(BundleDocument)
    /// `EMPREINTES.sha256`: the digests of the pieces.
    case digestList
    /// A piece: an original, under its number.
    case piece(PieceName)
    /// `Verification/bundle.json`: an index of what is in here.
    case index
    /// A ledger entry, by its leaf index.
    case entry(UInt64)
    /// The inclusion proof of the entry with that leaf index.
    case inclusionProof(UInt64)
    /// The consistency of two checkpoints, by their sizes.
    case consistencyProof(from: UInt64, to: UInt64)
    /// A checkpoint, by its tree size, with the ledger's own signatures only: the bytes that time stamps cover.
    case checkpoint(UInt64)
    /// The response in which an authority sent a token over a checkpoint.
    case response(size: UInt64, authority: TokenName)
    /// A token over a checkpoint.
    case token(size: UInt64, authority: TokenName)
    /// A checkpoint with the lines of its witnesses.
    case cosignedCheckpoint(UInt64)
    /// A certificate, by the SHA-256 of its DER.
    case certificate(Digest)
    /// The disclosures that the edition shows.
    case disclosures
    /// The lines of a list, by the leaf index of the entry that commits it and the list's name.
    case list(entry: UInt64, name: String)
    /// How to verify all this with common tools.
    case guide
    /// The manifest: what the signature covers.
    case manifest
    /// The signature over the manifest.
    case signature
}

/// The name of a token in file names: the first 16 hexadecimal digits of the SHA-256 of its DER.
package struct TokenName: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let prefix: [UInt8]

    /// The name of a token whose DER has this digest.
    package init(tokenDigest: Digest) {
        prefix = Array(tokenDigest.bytes.prefix(8))
    }

    /// Reads exactly 16 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard let bytes = [UInt8](hex: text), bytes.count == 8 else { return nil }
        prefix = bytes
    }

    package var description: String { prefix.hex }

    package static func < (left: TokenName, right: TokenName) -> Bool {
        left.prefix.lexicographicallyPrecedes(right.prefix)
    }
}

// MARK: - Order

extension BundleObject: Comparable {
    package static func < (left: BundleObject, right: BundleObject) -> Bool {
        let (first, second) = (left.rank, right.rank)
        // A container has many thousands: names are looked at where the numbers are the same, which is rare.
        return first == second ? left.name.lexicographicallyPrecedes(right.name) : first < second
    }

    /// Group, then numbers.
    private var rank: (UInt64, UInt64, UInt64) {
        switch self {
        case .document: (0, 0, 0)
        case .digestList: (1, 0, 0)
        case .piece(let name): (2, name.number, 0)
        case .index: (3, 0, 0)
        case .entry(let index): (4, index, 0)
        case .inclusionProof(let index): (5, index, 0)
        case .consistencyProof(let old, let new): (6, old, new)
        case .checkpoint(let size): (7, size, 0)
        case .response(let size, _), .token(let size, _): (7, size, 1)
        case .cosignedCheckpoint(let size): (7, size, 2)
        case .certificate: (8, 0, 0)
        case .disclosures: (9, 0, 0)
        case .list(let index, _): (10, index, 0)
        case .guide: (11, 0, 0)
        case .manifest: (12, 0, 0)
        case .signature: (13, 0, 0)
        }
    }

    /// What orders objects of the same rank: the bytes of a name.
    private var name: [UInt8] {
        switch self {
        case .document(let document): Array(document.rawValue.utf8)
        case .piece(let name): Array(name.text.utf8)
        case .response(_, let authority): Array(authority.description.utf8) + [0]
        case .token(_, let authority): Array(authority.description.utf8) + [1]
        case .certificate(let digest): digest.bytes
        case .list(_, let name): Array(name.utf8)
        default: []
        }
    }
}

// MARK: - Limits

extension BundleObject {
    /// The longest file of this kind that is read into memory, in bytes; nil for those that are only ever streamed.
    ///
    /// `docs/formats/bundle.md` § 3.1 has the table and its reasons.
    package var sizeLimit: Int? {
        switch self {
        case .piece, .document, .digestList, .manifest: nil
        // What a ledger accepts (an entry is refused before it is signed).
        case .entry: 65_535
        // At most 64 hashes, and a checkpoint with a few hundred signature lines.
        case .inclusionProof, .consistencyProof, .checkpoint, .cosignedCheckpoint: 64 * 1024
        // What the client accepts from an authority.
        case .response, .token: 1024 * 1024
        case .certificate: 64 * 1024
        case .signature: 4 * 1024 * 1024
        // A line of these is some hundred bytes.
        case .index, .list, .guide: 64 * 1024 * 1024
        // Some thousand bytes of openings an entry.
        case .disclosures: 256 * 1024 * 1024
        }
    }
}
