/// What a statement says happened, with the version that closes its members.
///
/// A kind that this program does not know is a value too: its statement is kept and shown, its generic members are read,
/// and whoever judges it answers *indeterminate*. The table of the known kinds is in `StatementShape.swift`.
package enum StatementKind: Hashable, Sendable {
    case ledgerOpened
    case ledgerRekeyed
    case ledgerKeyCompromised
    case ledgerMoved
    case custodianEnrolled
    case custodianRetired
    case submissionReceived
    case exhibitSealed
    case exhibitReferenced
    case exhibitErased
    case timestampRecorded
    case piecesNumbered
    case bundlePrepared
    case bundleReleased
    /// A kind or version that is not in the table, as the statement names it.
    case unknown(String)

    /// The kind as a statement spells it: `exhibit.sealed@1`.
    package var name: String {
        if case .unknown(let name) = self { return name }
        return shape?.name ?? "unnamed"
    }

    /// Reads `family.event@version`: lower-case family, camel-case event, version from 1 without leading zeros.
    package init?(_ name: String) {
        if let shape = StatementShape.byName[name] {
            self = shape.kind
        } else {
            guard Self.isKindName(name) else { return nil }
            self = .unknown(name)
        }
    }

    /// Whether the statement decides who may sign what: every `ledger.*` and `custodian.*`, known or not.
    package var governs: Bool {
        name.utf8.starts(with: "ledger.".utf8) || name.utf8.starts(with: "custodian.".utf8)
    }

    /// What the kind demands of a statement; nil when the kind is unknown.
    package var shape: StatementShape? {
        // A case leads to its place in the table: an audit asks several times an entry.
        let position: Int
        switch self {
        case .ledgerOpened: position = 0
        case .ledgerRekeyed: position = 1
        case .ledgerKeyCompromised: position = 2
        case .ledgerMoved: position = 3
        case .custodianEnrolled: position = 4
        case .custodianRetired: position = 5
        case .submissionReceived: position = 6
        case .exhibitSealed: position = 7
        case .exhibitReferenced: position = 8
        case .exhibitErased: position = 9
        case .timestampRecorded: position = 10
        case .piecesNumbered: position = 11
        case .bundlePrepared: position = 12
        case .bundleReleased: position = 13
        case .unknown(let name): return StatementShape.byName[name]
        }
        return StatementShape.table[position]
    }

    private static func isKindName(_ name: String) -> Bool {
        let halves = name.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        let words = halves[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard words.count == 2, words[0].allSatisfy(isLowerCase) else { return false }
        let version = halves[1]
        return words.allSatisfy { word in word.first.map(isLowerCase) ?? false }
            && words[1].allSatisfy { isLowerCase($0) || (0x41...0x5a).contains($0) }
            && (1...6).contains(version.count) && version.first != 0x30
            && version.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLowerCase(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
}

extension StatementKind: CustomStringConvertible {
    package var description: String { name }
}
