package import Custody

/// Looks at one file after another: type, marks, members.
///
/// It is the only code that reads what a file means, and it runs in `scelle-observe` alone: a process that holds no key,
/// can open nothing, and may be lost.
///
///     let seen = FileInspector(version: "0.1.0").inspect(source)
package final class FileInspector {
    private let types = MediaTypeReader()
    private let reader: ObservedFacts.Reader

    /// How many bytes of a file of `size` bytes are read at most; inflated bytes of members count too.
    package static func budget(forSize size: UInt64) -> UInt64 {
        1 << 30 + 4 * min(size, 1 << 50)
    }

    /// An inspector that signs what it sees as release `version`.
    package init(version: String) {
        reader = ObservedFacts.Reader(name: "scelle-observe", version: version, magic: MediaTypeReader.magicVersion)
    }

    /// What was seen in one file.
    package struct Seen: Hashable, Sendable {
        /// The media type by content.
        package let mediaType: String
        /// The field `observed`, but for what its name tells.
        package let observed: ObservedFacts
        /// The lines of the list of members, each with its LF; empty where there is none.
        package let members: [UInt8]
    }

    /// Looks at a file.
    package func inspect(_ source: ByteSource) -> Seen {
        var findings = Findings()
        var found = FoundType(mediaType: MediaTypeReader.unknown, charset: nil)
        do throws(ReadingLimit) {
            found = types.type(of: try source.bytes(at: 0, MediaTypeReader.lookedAtByteCount))
        } catch {
            findings.limits.insert(error)
        }
        findings.look(at: source, of: found, types)
        let (facts, list) = findings.observed(by: reader)
        return Seen(mediaType: found.mediaType, observed: facts, members: list)
    }
}
