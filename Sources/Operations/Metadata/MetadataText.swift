internal import Cryptography

/// The bytes of a list as characters (`docs/formats/metadata.md` § 3, steps 1 to 4).
struct MetadataText {
    let text: String
    let encoding: MetadataReading.Encoding

    /// The largest list that is read, in bytes: some hundred thousand rows.
    static let largestByteCount = 32 << 20

    /// Reads UTF-8 with or without a byte order mark, else Windows-1252; never guesses among more.
    init(_ bytes: [UInt8], path: String) throws(OperationError) {
        guard !bytes.contains(0) else { throw OperationError(.metadataNotText, ["path": path, "line": "1"]) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = bytes.starts(with: mark)
        if let text = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) {
            self.text = text
            encoding = hasMark ? .utf8WithMark : .utf8
            return
        }
        var scalars = String.UnicodeScalarView()
        var line = 1
        for byte in bytes {
            // What begins with the mark of UTF-8 and is none is nothing else either.
            guard !hasMark, let scalar = Self.windows1252(byte) else {
                throw OperationError(.metadataNotText, ["path": path, "line": "\(line)"])
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            scalars.append(scalar)
        }
        text = String(scalars)
        encoding = .windows1252
    }

    /// The character of a byte in Windows-1252; nil for the five that have none.
    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return upper[Int(byte - 0x80)].flatMap { Unicode.Scalar($0) }
    }

    private static let upper: [UInt32?] = [
        0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, nil,
        0x017D, nil,
        nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, nil,
        0x017E,
        0x0178,
    ]
}
