/// The name of a file in a container, relative to the container's root: `Pieces/001_Capture.png`.
///
/// A name is UTF-8 bytes and compares as bytes. One that could be read in two ways, or that could lead out of the folder
/// it is extracted to, does not exist as a value (ISO/IEC 21320-1 § 5; `docs/formats/container.md` § 3, check 5).
package struct ObjectName: Hashable, Sendable {
    /// The bytes of the name, as they stand in the headers.
    package let bytes: [UInt8]

    /// The longest name, in bytes, that a ZIP header can hold.
    package static let maximumByteCount = 0xFFFF

    /// Takes `bytes` as a name, or says why they are none.
    package init(bytes: some Sequence<UInt8>) throws(ObjectNameError) {
        let bytes = [UInt8](bytes)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong(byteCount: bytes.count) }
        // Of printable ASCII, which all our own names are, nothing has to be asked of Unicode.
        if !bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
            if let scalar = text.unicodeScalars.first(where: Self.isForbidden) { throw .controlCharacter(scalar.value) }
        }
        guard !bytes.contains(UInt8(ascii: "\\")) else { throw .backslash }
        guard bytes.first != Self.slash, !Self.hasDriveLetter(bytes) else { throw .absolutePath }
        try Self.checkComponents(of: bytes)
        self.bytes = bytes
    }

    private static func checkComponents(of bytes: [UInt8]) throws(ObjectNameError) {
        let dot = UInt8(ascii: ".")
        var start = 0
        for end in 0...bytes.count where end == bytes.count || bytes[end] == slash {
            let length = end - start
            guard length > 0 else { throw .emptyComponent }
            let isDots = length <= 2 && bytes[start] == dot && bytes[end - 1] == dot
            guard !isDots else { throw .dotComponent }
            start = end + 1
        }
    }

    /// Takes the UTF-8 bytes of `text` as a name, or says why they are none.
    package init(_ text: String) throws(ObjectNameError) {
        try self.init(bytes: text.utf8)
    }

    /// The name that these bytes are known to be, or that is compared with names and nothing else.
    init(known bytes: some Sequence<UInt8>) {
        self.bytes = [UInt8](bytes)
    }

    /// The name as text, for messages and for file systems.
    ///
    /// Compare names, never their texts.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The name of the media type file (EN 319 162-1 Annex A.1).
    package static let mimetype = ObjectName(uncheckedASCII: "mimetype")

    private init(uncheckedASCII text: StaticString) {
        bytes = text.withUTF8Buffer { [UInt8]($0) }
    }
}

extension ObjectName: Comparable {
    /// Byte order, which is also the order of code points.
    package static func < (left: ObjectName, right: ObjectName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension ObjectName: CustomStringConvertible {
    package var description: String { text }
}

// MARK: - What the profile asks of a name

extension ObjectName {
    static let slash = UInt8(ascii: "/")

    /// The folders on the way and the file, outermost first.
    var components: [String] {
        bytes.split(separator: Self.slash).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the name lies in the folder `META-INF`, whose files are not data objects.
    package var isMetadata: Bool { bytes.starts(with: "META-INF/".utf8) }

    /// Whether a header must flag the name as UTF-8 (APPNOTE 4.4.4, bit 11).
    var needsUTF8Flag: Bool { bytes.contains { $0 >= 0x80 } }

    /// Whether every byte is ASCII: folding case is then folding the case of letters, byte by byte.
    var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }

    /// What two names have in common when some file system takes them for one.
    ///
    /// A `String` compares by canonical equivalence, which joins NFC and NFD; folding case both ways joins ß and SS too.
    /// This is the one place where that comparison is wanted.
    var collisionKey: String { text.uppercased().lowercased() }

    private static func hasDriveLetter(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes[1] == UInt8(ascii: ":") else { return false }
        let letter = bytes[0] | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
    }

    /// Control characters, and those that change the order or the look of the text around them.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// Why bytes are not the name of a file in a container.
package enum ObjectNameError: Error, Hashable, Sendable {
    case empty
    case tooLong(byteCount: Int)
    case notUTF8
    /// A control or invisible formatting character, by its code point.
    case controlCharacter(UInt32)
    case backslash
    /// A leading `/`, or a drive letter.
    case absolutePath
    /// Two slashes in a row, or one at the end: a folder is not an entry.
    case emptyComponent
    /// `.` or `..`.
    case dotComponent
    /// A URI that is not a path relative to the container's root: a scheme, a query or a fragment.
    case notARelativePath
}
