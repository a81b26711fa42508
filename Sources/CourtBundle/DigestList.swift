package import Cryptography

/// A list of files and their SHA-256, in the lines that `sha256sum` writes and `sha256sum -c` reads.
///
///     1f3a…90  Pieces/001_Capture_conversation.png
///     77c0…4e  Pieces/002_Message_vocal.ogg
///
/// Names are bytes. One that holds a backslash, a line feed or a carriage return is escaped as GNU coreutils ≥ 9.0 does:
/// the line begins with `\`, and the name has `\\`, `\n` and `\r` (`docs/formats/bundle.md` § 3.5).
package struct DigestList: Hashable, Sendable {
    /// The lines, in order; no name stands twice.
    package let lines: [Line]

    /// A file and its digest.
    package struct Line: Hashable, Sendable {
        /// The file's name, as bytes; at least one, none of them zero.
        package let name: [UInt8]

        /// The SHA-256 of its bytes.
        package let digest: Digest

        /// The file `name`, whose bytes have this digest.
        package init(name: [UInt8], digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// A list of these lines.
    package init(_ lines: [Line]) throws(DigestListError) {
        var names: Set<[UInt8]> = []
        for (position, line) in lines.enumerated() {
            guard !line.name.isEmpty, !line.name.contains(0) else { throw .malformedName(line: position) }
            guard names.insert(line.name).inserted else { throw .repeatedName(line: position) }
        }
        self.lines = lines
    }
}

// MARK: - Bytes

extension DigestList {
    /// The file: LF after every line; empty for an empty list.
    package var bytes: [UInt8] { lines.flatMap(\.bytes) }

    /// Reads the file; every spelling but the one above is refused.
    package init(parsing bytes: [UInt8]) throws(DigestListError) {
        var lines: [Line] = []
        var scanner = DigestListScanner()
        var result = Result<Void, DigestListError>.success(())
        bytes.withUnsafeBytes { bytes in
            result = Result { () throws(DigestListError) in
                try scanner.take(bytes) { lines.append($0) }
                try scanner.finish()
            }
        }
        try result.get()
        try self.init(lines)
    }

    static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let backslash = UInt8(ascii: "\\")

    /// What stands after the backslash for each byte that is escaped.
    fileprivate static let escapes: [(byte: UInt8, letter: UInt8)] = [
        (backslash, backslash), (lineFeed, UInt8(ascii: "n")), (UInt8(ascii: "\r"), UInt8(ascii: "r")),
    ]
}

extension DigestList.Line {
    /// The line with its LF.
    var bytes: [UInt8] {
        var isEscaped = false
        var shown: [UInt8] = []
        for byte in name {
            if let escape = DigestList.escapes.first(where: { $0.byte == byte }) {
                isEscaped = true
                shown += [DigestList.backslash, escape.letter]
            } else {
                shown.append(byte)
            }
        }
        return (isEscaped ? [DigestList.backslash] : []) + digest.hex.utf8 + "  ".utf8 + shown + [DigestList.lineFeed]
    }

    /// Reads the line at `position`, without its LF.
    init(_ line: ArraySlice<UInt8>, at position: Int) throws(DigestListError) {
        let isEscaped = line.first == DigestList.backslash
        let text = isEscaped ? line.dropFirst() : line
        guard let digest = Digest(hex: String(decoding: text.prefix(64), as: UTF8.self)) else {
            throw .malformedDigest(line: position)
        }
        guard text.dropFirst(64).starts(with: "  ".utf8) else { throw .malformedSeparator(line: position) }
        guard isEscaped else {
            // Nothing stands for anything else: it is what `sha256sum` prints where nothing had to be escaped.
            let name = [UInt8](text.dropFirst(66))
            guard !name.contains(where: { byte in DigestList.escapes.contains { $0.byte == byte } }) else {
                throw .malformedName(line: position)
            }
            self.init(name: name, digest: digest)
            return
        }
        var name: [UInt8] = []
        var shown = text.dropFirst(66)
        while let byte = shown.popFirst() {
            guard byte == DigestList.backslash else {
                name.append(byte)
                continue
            }
            let letter = shown.popFirst()
            guard let escape = DigestList.escapes.first(where: { $0.letter == letter }) else {
                throw .malformedName(line: position)
            }
            name.append(escape.byte)
        }
        self.init(name: name, digest: digest)
        // Escaped without need: `sha256sum` would read it, and never writes it.
        guard bytes.dropLast() == line[...] else { throw .malformedName(line: position) }
    }
}

/// Why bytes are not a list of digests.
///
/// Lines count from 0.
package enum DigestListError: Error, Hashable {
    case unterminatedLine
    case malformedDigest(line: Int)
    /// Something else than two spaces: a binary-mode asterisk, one space, a tab.
    case malformedSeparator(line: Int)
    /// An empty name, a name with a zero byte, or one that is escaped otherwise than `sha256sum` does.
    case malformedName(line: Int)
    case repeatedName(line: Int)
}
