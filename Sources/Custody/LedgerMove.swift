package import Cryptography

/// A case folder that was taken over somewhere else: the facts of `ledger.moved`.
///
/// The same ledger may go on in two places after one folder was copied. Each copy that grows says so here, where it left
/// the common history and which place it is from then on: that is what tells an honest fork from a forgery.
package struct LedgerMove: Hashable, Sendable {
    /// How the folder came to stand where it does.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// It is a copy; the one that it was copied from may go on.
        case copied
        /// It was moved; there is no other.
        case moved
        /// It was restored from a backup; the one that was backed up is gone.
        case restored
    }

    /// The place from now on.
    package let place: PlaceID

    /// How the folder came there, as whoever adopted it declares.
    package let reason: Reason

    /// The tree size that was taken over: the entry's own index.
    package let size: UInt64

    /// The root hash of the tree that was taken over.
    package let root: Digest

    /// The facts of one adoption.
    package init(place: PlaceID, reason: Reason, size: UInt64, root: Digest) {
        self.place = place
        self.reason = reason
        self.size = size
        self.root = root
    }

    var json: CanonicalJSON {
        .object([
            "place": .string(place.hex), "reason": .string(reason.rawValue), "root": .digest(root),
            "size": .integer(size),
        ])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        place = try members.take("place") { $0.stringValue.flatMap { PlaceID($0) } }
        reason = try members.take("reason") { $0.stringValue.flatMap(Reason.init(rawValue:)) }
        root = try members.take("root", as: \.digestValue)
        size = try members.take("size") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        try members.finish()
    }
}
