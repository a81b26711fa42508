internal import Cryptography

/// The lines of one list, as `Verification/lists/<index>.<name>` has them: LF after every line.
///
///     {"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","head":"…"}
///     {"exhibit":"7a01b2c3d4e56f1c0d4e9ab24c3f8d5e","head":"…"}
///
/// Held as the one file that they are: a list has a line an exhibit.
package struct ListLines: Hashable, Sendable {
    /// The file.
    package private(set) var bytes: [UInt8] = []

    /// The number of lines.
    package private(set) var count = 0

    private static let lineFeed = UInt8(ascii: "\n")

    /// No lines yet.
    package init() {}

    /// The lines that spell `entries`, in their order.
    package init(_ entries: [some ListLine]) {
        for entry in entries { append(entry, expecting: entries.count) }
    }

    /// Adds the line that spells `entry`; makes room for `expected` lines of its length when it is the first.
    package mutating func append(_ entry: some ListLine, expecting expected: Int) {
        let line = entry.json.bytes
        // Numbers grow by some digits.
        if count == 0 { bytes.reserveCapacity((line.count + 4) * expected) }
        bytes += line
        bytes.append(Self.lineFeed)
        count += 1
    }

    /// Reads a file of lines; a last line without LF and an empty line are refused.
    package init(parsing file: [UInt8]) throws(ListError) {
        var lines = ListLineReader()
        file.withUnsafeBytes { lines.take($0) { _ in count += 1 } }
        try lines.finish()
        bytes = file
    }

    /// What a statement says of these lines.
    package var list: EntryList {
        var hashes: [Digest] = []
        hashes.reserveCapacity(count)
        var rest = bytes[...]
        while let line = Self.next(of: &rest) { hashes.append(.leafHash(of: line)) }
        return EntryList(count: UInt64(count), root: .merkleRoot(of: hashes))
    }

    /// The lines as `Line` understands them; no exhibit may stand in two.
    package func read<Line: ListLine>(as type: Line.Type) throws(ListError) -> [Line] {
        var read: [Line] = []
        read.reserveCapacity(count)
        try forEach(as: type) { read.append($0) }
        return read
    }

    /// Hands the lines as `Line` understands them to `body`, one after the other; no exhibit may stand in two.
    package func forEach<Line: ListLine>(as type: Line.Type, _ body: (Line) -> Void) throws(ListError) {
        var seen: Set<ExhibitID> = []
        seen.reserveCapacity(count)
        var last: Line?
        var rest = bytes[...]
        var position = 0
        while let bytes = Self.next(of: &rest) {
            let line: Line = try Self.line(bytes, at: position)
            guard seen.insert(line.exhibit).inserted else { throw .repeatedExhibit(position) }
            if let last, !line.mayFollow(last) { throw .outOfOrder(position) }
            body(line)
            last = line
            position += 1
        }
    }

    /// Takes the next line off `rest`, without its LF; nil when there is none.
    private static func next(of rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let end = rest.firstIndex(of: lineFeed) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return Array(rest[..<end])
    }

    /// The line that `bytes` spell, as `Line` understands it; `position` is where it stands.
    package static func line<Line: ListLine>(_ bytes: [UInt8], at position: Int) throws(ListError) -> Line {
        if let line = Line(spelledAs: bytes) { return line }
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON(parsing: bytes)
        } catch {
            throw .notCanonical(position, error)
        }
        do throws(ShapeError) {
            return try Line(json)
        } catch {
            throw .malformed(position, error)
        }
    }
}

/// Why bytes are not the lines of a list.
///
/// Positions count lines from 0.
package enum ListError: Error, Hashable {
    case unterminatedLine
    case emptyLine(Int)
    case notCanonical(Int, CanonicalJSONError)
    case malformed(Int, ShapeError)
    /// An exhibit that an earlier line names already.
    case repeatedExhibit(Int)
    /// A line that should stand before the one it follows.
    case outOfOrder(Int)
}
