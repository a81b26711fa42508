internal import Columns
package import Custody

/// `Verification/bundle.json`: what is in a bundle.
///
/// An index only: whatever a verdict needs comes from entries.
///
///     {"origin":"scelle.invalid/…","pieces":[{"exhibit":"6f1c…","number":1,"path":"Pieces/001_Capture.png"}],
///     "prepared":16,"profile":1,"size":17}
///
/// One line of canonical JSON in the file (`docs/formats/bundle.md` § 3.3).
package struct BundleIndex: Hashable, Sendable {
    /// The ledger: `scelle.invalid/` and 32 hexadecimal digits.
    package let origin: String

    /// The tree size of the head, the checkpoint that everything is proven against.
    package let size: UInt64

    /// The leaf index of the entry `bundle.prepared`.
    package let prepared: UInt64

    /// The pieces, in the order of their numbers.
    package let pieces: IndexedPieces

    /// A piece and the exhibit that it is the original of.
    package struct Piece: Hashable, Sendable {
        /// The file's name, which holds the number.
        package let name: PieceName

        /// The exhibit.
        package let exhibit: ExhibitID

        /// The piece `name` of `exhibit`.
        package init(name: PieceName, exhibit: ExhibitID) {
            self.name = name
            self.exhibit = exhibit
        }

        /// The number of the piece.
        package var number: UInt64 { name.number }

        /// The path from the container's root.
        package var path: String { BundleObject.piece(name).path }
    }

    /// An index of `pieces`, whose numbers rise.
    package init(
        origin: String,
        size: UInt64,
        prepared: UInt64,
        pieces: some Sequence<Piece>
    ) throws(BundleIndexError) {
        try self.init(origin: origin, size: size, prepared: prepared, pieces: IndexedPieces(pieces))
    }

    /// An index of `pieces`, whose numbers rise.
    init(origin: String, size: UInt64, prepared: UInt64, pieces: IndexedPieces) throws(BundleIndexError) {
        guard Self.isOrigin(origin) else { throw .malformed("origin") }
        guard size <= CanonicalJSON.maximumInteger else { throw .malformed("size") }
        guard prepared < size else { throw .preparedBeyondHead(prepared: prepared, size: size) }
        var exhibits = PositionTable(room: pieces.count)
        var last: UInt64 = 0
        for position in pieces.indices {
            let number = pieces.number(at: position)
            guard number > last else { throw .outOfOrder(position) }
            let exhibit = pieces.exhibit(at: position)
            let hash = exhibit.hashValue
            guard exhibits.position(hash: hash, where: { pieces.exhibit(at: $0) == exhibit }) == nil else {
                throw .repeatedExhibit(position)
            }
            exhibits.insert(position, hash: hash) { pieces.exhibit(at: $0).hashValue }
            last = number
        }
        guard last <= CanonicalJSON.maximumInteger else { throw .malformed("pieces") }
        self.origin = origin
        self.size = size
        self.prepared = prepared
        self.pieces = pieces
    }

    /// Whether a piece of the index lies at `path`.
    package func hasPiece(at path: String) -> Bool {
        guard path.utf8.starts(with: BundleLayout.pieces.utf8),
            let name = PieceName(parsing: path.dropFirst(BundleLayout.pieces.count))
        else { return false }
        return pieces.contains(name)
    }

    private static func isOrigin(_ text: String) -> Bool {
        let prefix = "scelle.invalid/"
        guard text.utf8.starts(with: prefix.utf8) else { return false }
        // An exhibit's name has the grammar of what follows: 32 lower-case hexadecimal digits.
        return ExhibitID(String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)) != nil
    }
}

// MARK: - Bytes

extension BundleIndex {
    /// Reads the file; any other spelling, member or profile is refused.
    package init(parsing bytes: [UInt8]) throws(BundleIndexError) {
        // `try?`: bytes in memory are always given; what the scanner does not follow is for the tree to judge.
        if let scanned = try? BundleIndexScanner.scan(ByteWindow(of: bytes)) {
            try self.init(scanned)
        } else {
            try self.init(readingTreeOf: bytes)
        }
    }

    /// The index that was scanned: its spelling is that of an index, what it says is yet to be judged.
    init(_ scanned: BundleIndexScanner.Content) throws(BundleIndexError) {
        try self.init(origin: scanned.origin, size: scanned.size, prepared: scanned.prepared, pieces: scanned.pieces)
    }

    /// Reads the file as any JSON, and says what is wrong with it.
    init(readingTreeOf bytes: [UInt8]) throws(BundleIndexError) {
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON(parsing: bytes)
        } catch {
            throw .notCanonical(error)
        }
        guard case .object(let members) = json else { throw .malformed("") }
        // A later profile may have other members: it is named before they are looked at.
        guard let profile = members["profile"]?.integerValue else { throw .malformed("profile") }
        guard profile == BundleLayout.profile else { throw .unknownProfile(profile) }
        try Self.check(members, are: ["profile", "origin", "size", "prepared", "pieces"], at: "")
        guard let origin = members["origin"]?.stringValue else { throw .malformed("origin") }
        guard let size = members["size"]?.integerValue else { throw .malformed("size") }
        guard let prepared = members["prepared"]?.integerValue else { throw .malformed("prepared") }
        guard case .array(let elements) = members["pieces"] else { throw .malformed("pieces") }
        var pieces: [Piece] = []
        pieces.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            pieces.append(try Self.piece(element, at: "pieces.\(position)"))
        }
        try self.init(origin: origin, size: size, prepared: prepared, pieces: pieces)
    }

    private static func piece(_ json: CanonicalJSON, at place: String) throws(BundleIndexError) -> Piece {
        guard case .object(let members) = json else { throw .malformed(place) }
        try check(members, are: ["number", "path", "exhibit"], at: place + ".")
        guard let path = members["path"]?.stringValue, path.utf8.starts(with: BundleLayout.pieces.utf8),
            let name = PieceName(parsing: path.dropFirst(BundleLayout.pieces.count))
        else { throw .malformed(place + ".path") }
        guard members["number"]?.integerValue == name.number else { throw .malformed(place + ".number") }
        guard let exhibit = members["exhibit"]?.stringValue.flatMap({ ExhibitID($0) }) else {
            throw .malformed(place + ".exhibit")
        }
        return Piece(name: name, exhibit: exhibit)
    }

    private static func check(
        _ members: [String: CanonicalJSON],
        are names: Set<String>,
        at prefix: String
    ) throws(BundleIndexError) {
        if let unknown = Set(members.keys).subtracting(names).min() { throw .unexpected(prefix + unknown) }
        if let missing = names.subtracting(members.keys).min() { throw .missing(prefix + missing) }
    }
}

/// Why bytes are not the index of a bundle.
///
/// Members are named by dotted paths, `pieces.0.path`; positions count from 0.
package enum BundleIndexError: Error, Hashable {
    case notCanonical(CanonicalJSONError)
    /// A profile that this program does not know; a newer one may.
    case unknownProfile(UInt64)
    case missing(String)
    case unexpected(String)
    case malformed(String)
    /// The entry `bundle.prepared` would stand after the head.
    case preparedBeyondHead(prepared: UInt64, size: UInt64)
    /// A piece whose number does not follow.
    case outOfOrder(Int)
    /// An exhibit that an earlier piece is the original of.
    case repeatedExhibit(Int)
}
