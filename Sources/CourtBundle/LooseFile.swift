package import ASiC

/// Something that lies in a hand-over folder beside the container.
package struct LooseFile: Hashable, Sendable {
    /// The path from the folder, as bytes, which need not be UTF-8.
    package let name: [UInt8]

    /// What stands there.
    package let kind: Kind

    /// What a path stands for, symbolic links not followed.
    package enum Kind: Hashable, Sendable {
        /// A regular file of that many bytes.
        case file(size: UInt64)
        /// A folder that no container's files lie in; it is named, not entered.
        case folder
        /// A symbolic link, a device, a pipe.
        case other
    }

    /// The path for messages: what could disturb a terminal is written as `\xNN`.
    package var path: String {
        if let objectName { return objectName.text }
        return name.map { byte in
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
                ? String(UnicodeScalar(byte)) : "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// The name that a container's file would have here; nil if none can.
    package var objectName: ObjectName? {
        do throws(ObjectNameError) {
            return try ObjectName(bytes: name)
        } catch {
            // No container has such a file: it was added here.
            return nil
        }
    }
}

/// What comparing a loose file with the container's comes to.
package enum LooseComparison: Hashable, Sendable {
    /// The same bytes.
    case same
    /// Other bytes, or another number of them.
    case differs
    /// The container has no such file.
    case added
    /// The container has the file, and something else than a regular file stands here.
    case notAFile
    /// The loose file cannot be read.
    case unreadable(errno: Int32)
}

extension BundleObject {
    /// Whether the file lies in the hand-over folder too, for people to open by a double click.
    package var liesLoose: Bool {
        switch self {
        case .document, .digestList, .piece: true
        default: false
        }
    }
}
