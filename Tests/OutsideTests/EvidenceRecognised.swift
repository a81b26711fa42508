import Cryptography
import Custody
import Foundation
import Operations
import Testing

/// What the manifest of the sample evidence says of each file's content, to be compared with what a case has committed,
/// however the files came in.
struct EvidenceRecognised: Decodable {
    private struct File: Decodable {
        struct Member: Decodable {
            let path: String
            let size: UInt64
            let sha256: String
        }

        let path: String
        let kind: String
        let media_type: String
        let size: UInt64
        let sha256: String
        let entries: [Member]?
    }

    private let files: [File]

    static func read() throws -> EvidenceRecognised {
        try JSONDecoder().decode(EvidenceRecognised.self, from: Data(contentsOf: TestResources.evidenceManifest))
    }

    /// The kinds of this program that are the manifest's: a picture of a screen is a picture, and whose it is nobody sees.
    private static let kinds: [String: Set<String>] = [
        "screenshot": ["image"], "transcript": ["conversation", "mail"], "document": ["document"],
        "recording": ["recording"], "archive": ["archive"],
    ]

    /// libmagic's other names for the manifest's types.
    private static let names = [
        "text/markdown": "text/plain", "text/javascript": "text/plain", "application/xml": "text/xml",
    ]

    /// Every content of the manifest is an exhibit of the case, and nothing else is; each was read by the confined process, and
    /// has the manifest's type and kind, an archive the manifest's members.
    func expect(in person: Person) throws {
        let unlocking = Unlocking(identity: nil, passphrase: .none)
        let sealed = try ListExhibits.run(case: "case", unlocking: unlocking, in: person.surroundings)
        #expect(Set(sealed.compactMap { $0.content?.sha256.hex }) == Set(files.map(\.sha256)))
        #expect(sealed.count == Set(files.map(\.sha256)).count)
        var archives = 0
        for exhibit in sealed {
            let content = try #require(exhibit.content)
            let file = try #require(files.first { $0.sha256.utf8.elementsEqual(content.sha256.hex.utf8) })
            let observed = try #require(exhibit.observed, "\(file.path)")
            #expect(observed.reading == .complete, "\(file.path)")
            #expect(content.size == file.size, "\(file.path)")
            let parts = file.media_type.split(separator: "; ").map(String.init)
            #expect(content.mediaType == Self.names[parts[0]] ?? parts[0], "\(file.path)")
            func value(_ code: String, _ name: String) -> ObservedFacts.Value? {
                observed.observations.first { $0.code == code }?.values[name]
            }
            if parts.count > 1, parts[1].hasPrefix("charset=") {
                #expect(value("text.charset", "charset") == .string(String(parts[1].dropFirst(8))), "\(file.path)")
            }
            if case .string(let kind)? = value("file.kind", "kind") {
                // Three messages that somebody copied into a text are laid out like nothing else.
                let isCopied = file.path.hasPrefix("transcripts/texte/")
                #expect(Self.kinds[file.kind]?.contains(kind) == !isCopied, "\(file.path): \(kind)")
            } else {
                #expect(content.size == 0, "\(file.path)")
            }
            guard let entries = file.entries else { continue }
            archives += 1
            let shown = try ShowExhibit.run(
                exhibit.exhibit.hex,
                case: "case",
                unlocking: unlocking,
                in: person.surroundings
            )
            let members = try #require(shown.members).members
            #expect(members.map { $0.name?.bytes } == entries.map { Array($0.path.utf8) })
            #expect(members.map(\.size) == entries.map(\.size))
            #expect(members.map { $0.digest?.hex } == entries.map(\.sha256))
            let extracted = try ExtractMembers.run(
                exhibit.exhibit.hex,
                .all,
                to: "extracted-members",
                case: "case",
                unlocking: unlocking,
                in: person.surroundings
            )
            #expect(extracted.exitStatus == .done)
            let folder = try #require(extracted.folder)
            for (member, entry) in zip(extracted.written, entries) {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(member.fileName)"))
                #expect(Digest(of: [UInt8](bytes)).hex == entry.sha256)
            }
        }
        #expect(archives > 0)
    }
}
