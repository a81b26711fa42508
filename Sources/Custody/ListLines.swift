internal import Cryptography

/// The lines of one list, as `Verification/lists/<index>.<name>` has them: LF after every line.
///
///     {"exhibit":"6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5","head":"…"}
///     {"exhibit":"7a01b2c3d4e56f1c0d4e9ab24c3f8d5e","head":"…"}
package struct ListLines: Hashable, Sendable {
    /// The lines in order, without their LF.
    package let lines: [[UInt8]]

    /// The lines that spell `entries`, in their order.
    package init(_ entries: [some ListLine]) {
        // Printed JSON has room for a statement, twenty times a line: thousands of lines are kept without it.
        lines = entries.map { $0.json.bytes.withUnsafeBufferPointer { Array($0) } }
    }

    /// Reads a file of lines; a last line without LF and an empty line are refused.
    package init(parsing file: [UInt8]) throws(ListError) {
        var lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        guard lines.removeLast().isEmpty else { throw .unterminatedLine }
        if let position = lines.firstIndex(where: \.isEmpty) { throw .emptyLine(position) }
        self.lines = lines
    }

    /// The file.
    package var bytes: [UInt8] {
        lines.reduce(into: []) { file, line in
            file += line
            file.append(UInt8(ascii: "\n"))
        }
    }

    /// What a statement says of these lines.
    package var list: EntryList {
        EntryList(count: UInt64(lines.count), root: .merkleRoot(of: lines.map { .leafHash(of: $0) }))
    }

    /// The lines as `Line` understands them; no exhibit may stand in two.
    package func read<Line: ListLine>(as type: Line.Type) throws(ListError) -> [Line] {
        var read: [Line] = []
        var seen: Set<ExhibitID> = []
        for (position, bytes) in lines.enumerated() {
            let line: Line = try Self.line(bytes, at: position)
            guard seen.insert(line.exhibit).inserted else { throw .repeatedExhibit(position) }
            if let last = read.last, !line.mayFollow(last) { throw .outOfOrder(position) }
            read.append(line)
        }
        return read
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
