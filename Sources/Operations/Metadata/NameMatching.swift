internal import Custody
internal import Foundation

/// Finds the file that a list names: by its bytes first, then by canonical equivalence where that leads to one file only.
struct NameMatching {
    private let byBytes: [[UInt8]: ReceivedName]
    private let byForm: [[UInt8]: [ReceivedName]]

    /// How many names were found by equivalence.
    private(set) var equivalentCount = 0

    init(_ names: [ReceivedName]) {
        byBytes = Dictionary(names.map { ($0.bytes, $0) }) { first, _ in first }
        byForm = Dictionary(grouping: names.filter { Self.form($0.bytes) != nil }) { Self.form($0.bytes) ?? [] }
    }

    /// The name that `written` means; nil when there is none.
    ///
    /// Backslashes are slashes where no name has one.
    mutating func match(_ written: String, orThrow ambiguous: OperationError) throws(OperationError) -> ReceivedName? {
        let slashed = written.replacing("\\", with: "/")
        for candidate in [written, slashed] {
            if let name = byBytes[Array(candidate.utf8)] { return name }
        }
        // What a terminal or a list cannot show is matched as it is shown, when one file only is shown so.
        for candidate in [written, slashed] {
            let found = byForm[Self.form(Array(candidate.utf8)) ?? []] ?? []
            guard found.count < 2 else { throw ambiguous }
            if let name = found.first {
                equivalentCount += 1
                return name
            }
        }
        return nil
    }

    /// The composed form (NFC) of a name that is UTF-8; nil of others.
    private static func form(_ bytes: [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self).map { Array($0.precomposedStringWithCanonicalMapping.utf8) }
    }
}
