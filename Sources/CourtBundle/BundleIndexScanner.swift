import Custody

/// Reads `bundle.json` in the one spelling that `BundleIndex.bytes` prints, and no other: one look at each byte.
///
/// What this gives nil for is read as JSON, by which alone it is said what is wrong with it.
struct BundleIndexScanner {
    typealias Content = (origin: String, size: UInt64, prepared: UInt64, pieces: IndexedPieces)

    private var window: ByteWindow

    /// What the file says; nil when it has another spelling than ours.
    static func scan(_ window: ByteWindow) throws(BundleReadError) -> Content? {
        var scanner = BundleIndexScanner(window: window)
        return try scanner.content()
    }

    private mutating func content() throws(BundleReadError) -> Content? {
        guard try window.takes(#"{"origin":"scelle.invalid/"#),
            let origin = try window.run(upTo: 32, while: Self.isHex, { String(decoding: $0, as: UTF8.self) }),
            try window.takes(#"","pieces":["#)
        else { return nil }
        var pieces = IndexedPieces()
        if try !window.takes(UInt8(ascii: "]")) {
            repeat {
                guard try readPiece(into: &pieces) else { return nil }
            } while try window.takes(UInt8(ascii: ","))
            guard try window.takes(UInt8(ascii: "]")) else { return nil }
        }
        guard try window.takes(#","prepared":"#), let prepared = try integer(), try window.takes(#","profile":"#),
            try integer() == BundleLayout.profile, try window.takes(#","size":"#), let size = try integer(),
            try window.takes(UInt8(ascii: "}")), try window.isAtEnd
        else { return nil }
        return ("scelle.invalid/" + origin, size, prepared, pieces)
    }

    private mutating func readPiece(into pieces: inout IndexedPieces) throws(BundleReadError) -> Bool {
        guard try window.takes(#"{"exhibit":""#),
            let exhibit = try window.run(upTo: 32, while: Self.isHex, { ExhibitID(digits: $0) }) ?? nil,
            try window.takes(#"","number":"#), let number = try integer(), try window.takes(#","path":""#)
        else { return false }
        let isPath = try window.run(upTo: Self.longestPath, while: { $0 != UInt8(ascii: "\"") }) { path in
            let prefix = BundleLayout.pieces.utf8
            guard path.starts(with: prefix),
                PieceName.number(of: UnsafeBufferPointer(rebasing: path[prefix.count...])) == number
            else { return false }
            pieces.append(path: path, exhibit: exhibit)
            return true
        }
        guard isPath == true else { return false }
        return try window.takes(#""}"#)
    }

    private static let longestPath = BundleLayout.pieces.utf8.count + PieceName.maximumLength

    /// Steps over an integer: decimal, without leading zeros, at most what JSON keeps exact.
    private mutating func integer() throws(BundleReadError) -> UInt64? {
        let integer = try window.run(upTo: 16, while: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            digits in
            let value = digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
            return digits.count == 1 || digits.first != UInt8(ascii: "0") ? value : .max
        }
        return integer.flatMap { $0 <= CanonicalJSON.maximumInteger ? $0 : nil }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
