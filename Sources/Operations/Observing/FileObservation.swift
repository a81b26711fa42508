internal import Cryptography
package import Custody
internal import LedgerStore

/// What was seen of a received file, apart from anything that anybody declares.
package struct FileObservation: Hashable, Sendable {
    /// The media type by content; `application/octet-stream` when nobody could look.
    package let mediaType: String

    /// The value of the field `observed`.
    package let observed: ObservedFacts

    /// The lines of the list of an archive's members, each with its LF; empty where there is none.
    package let members: [UInt8]

    /// A place that is written in a picture, a name that says something else than the content, a file that is empty, cut
    /// or was not read: the few things that can still be asked about while whoever brought the file is there.
    var notices: ObservedFacts {
        let codes: Set<String> = [
            "archive.encrypted", "archive.noDirectory", "archive.traversal", "file.empty", "file.truncated",
            "jpeg.truncated", "location.present", "name.extension", "png.truncated",
        ]
        return ObservedFacts(
            reading: observed.reading,
            observations: observed.observations.filter { codes.contains($0.code) }
        )
    }

    /// The fields of `exhibit.sealed` that hold what was observed, beside the media type in `content`.
    var committedValues: [String: CanonicalJSON] { ["observed": observed.json] }
}

extension FileObservation {
    /// Under which name a list of members is kept beside the entry that commits its digest.
    static let memberListName = "members"

    /// The list of members as it is kept: under the exhibit's own key, gone with it when the exhibit is erased.
    func keptMembers(of entry: UInt64, for exhibit: ExhibitID, to recipient: AgeRecipient) throws -> KeptList? {
        guard !members.isEmpty else { return nil }
        return KeptList(
            entry: entry,
            name: Self.memberListName,
            subject: .exhibit(exhibit),
            bytes: try AgeEncryptor.encrypt(members, to: [recipient])
        )
    }

    /// A file that nobody could look at.
    static func unread(_ reading: ObservedFacts.Reading) -> FileObservation {
        FileObservation(
            mediaType: "application/octet-stream",
            observed: ObservedFacts(reading: reading),
            members: []
        )
    }

    /// Reads the answer of `scelle-observe`, which is a stranger's: strict JSON of the field's grammar, and a list that is
    /// what the JSON says of it; nil for anything else.
    package init?(parsing answer: [UInt8]) {
        guard let end = answer.firstIndex(of: UInt8(ascii: "\n")),
            // Whatever is wrong with the answer, it is none; the reason would be the hostile file's.
            case .object(let members)? = try? CanonicalJSON(parsing: Array(answer[..<end])), members.count == 2,
            let type = members["mediaType"]?.stringValue, Self.isMediaType(type),
            // As above.
            let facts = try? members["observed"].map({ try ObservedFacts($0) }),
            facts.reading == .complete || facts.reading == .partial
        else { return nil }
        let list = Array(answer[(end + 1)...])
        if let committed = facts.members {
            // As above.
            guard (try? MemberList(parsing: list, of: committed)) != nil else { return nil }
        } else if !list.isEmpty {
            return nil
        }
        self.init(mediaType: type, observed: facts, members: list)
    }

    private static func isMediaType(_ text: String) -> Bool {
        text.utf8.count <= 255 && text.utf8.split(separator: UInt8(ascii: "/")).count == 2
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
