import Custody
import Foundation
import Observation
import Testing
import Wording

@Suite("the codes of observations")
struct CodeTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The codes of observed.md § 4, and the names of the values that each has.
    private static func documented() throws -> [String: Set<String>] {
        let text = try String(contentsOf: root.appending(path: "docs/formats/observed.md"), encoding: .utf8)
        var codes: [String: Set<String>] = [:]
        for row in text.matches(of: #/(?m)^\| `([a-z0-9]+\.[A-Za-z0-9]+)` \| ([^|]*) \| [^|]* \| /#) {
            codes[String(row.output.1)] = Set(row.output.2.matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) })
        }
        return codes
    }

    @Test(
        "each that is documented has a sentence in both languages, with no more than its values, and the other way round"
    )
    func sentences() throws {
        let documented = try Self.documented()
        #expect(documented.count > 60)
        let prefix = "observation."
        let keys = Catalogue.embedded.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        #expect(Set(keys) == Set(documented.keys))
        for (code, values) in documented {
            for language in Language.allCases {
                let sentence = Catalogue.embedded.sentence(prefix + code, in: language) ?? ""
                let named = Set(sentence.matches(of: /\{([A-Za-z]+)\}/).map { String($0.output.1) })
                #expect(named.isSubset(of: values), "\(code)")
            }
        }
        for reading in ObservedFacts.Reading.allCases {
            #expect(Catalogue.embedded.sentence("observed.reading.\(reading.rawValue)", in: .french) != nil)
        }
    }

    @Test("whatever the sample evidence shows is documented, values and all", .enabled(if: CodeTests.evidenceIsThere))
    func evidence() throws {
        let documented = try Self.documented()
        let inspector = FileInspector(version: "1")
        for (path, bytes) in try Crafted.evidence() {
            for observation in inspector.inspect(ByteSource(bytes)).observed.observations {
                #expect(
                    documented[observation.code] == Set(observation.values.keys),
                    "\(String(decoding: path, as: UTF8.self)): \(observation)"
                )
            }
        }
    }

    @Test("every code that the sources note is documented")
    func sources() throws {
        let documented = try Self.documented()
        let folder = Self.root.appending(path: "Sources/Observation")
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            for call in try String(contentsOf: file, encoding: .utf8).matches(
                of: /note\(\s*"([a-z0-9]+\.[A-Za-z0-9]+)"/
            ) {
                #expect(documented[String(call.output.1)] != nil, "\(file.lastPathComponent): \(call.output.1)")
            }
        }
        for mark in ArchiveMember.Mark.allCases { #expect(documented["archive.\(mark.rawValue)"] != nil) }
        for state in ArchiveMember.State.allCases where state != .read && state != .folder {
            #expect(documented["archive.\(state.rawValue)"] != nil)
        }
    }

    /// Whether the sample evidence is there, which `SCELLE_SHARED` names.
    static var evidenceIsThere: Bool {
        FileManager.default.fileExists(
            atPath: Crafted.shared.appending(path: "evidence/files.tar.xz").path(percentEncoded: false)
        )
    }
}

/// What the manifest of the sample evidence says of each file, by its own account of it.
@Suite("the sample evidence is recognised", .enabled(if: CodeTests.evidenceIsThere))
struct EvidenceKindTests {
    private struct Manifest: Decodable {
        struct File: Decodable {
            let path: String
            let kind: String
            let media_type: String
            let trailing_bytes: UInt64?
            let truncated: Bool?
            let captured_local: String?
            let sha256: String
        }

        let files: [File]
    }

    private static func manifest() throws -> [Manifest.File] {
        let data = try Data(contentsOf: Crafted.shared.appending(path: "evidence/manifest.json"))
        return try JSONDecoder().decode(Manifest.self, from: data).files
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

    @Test("kinds, media types, characters, trailing bytes, cut files and times")
    func manifest() throws {
        let inspector = FileInspector(version: "1")
        let files = try Crafted.evidence()
        for entry in try Self.manifest() {
            let bytes = try #require(files[Array(entry.path.utf8)], "\(entry.path)")
            let seen = inspector.inspect(ByteSource(bytes))
            func value(_ code: String, _ name: String) -> ObservedFacts.Value? {
                seen.observed.observations.first { $0.code == code }?.values[name]
            }
            let parts = entry.media_type.split(separator: "; ").map(String.init)
            #expect(seen.mediaType == Self.names[parts[0]] ?? parts[0], "\(entry.path)")
            if parts.count > 1, parts[1].hasPrefix("charset=") {
                #expect(value("text.charset", "charset") == .string(String(parts[1].dropFirst(8))), "\(entry.path)")
            }
            if case .string(let kind)? = value("file.kind", "kind") {
                // Three messages that somebody copied into a text are laid out like nothing else.
                let isCopied = entry.path.hasPrefix("transcripts/texte/")
                #expect(Self.kinds[entry.kind]?.contains(kind) == !isCopied, "\(entry.path): \(kind)")
            } else {
                #expect(bytes.isEmpty, "\(entry.path)")
            }
            #expect(value("file.trailing", "count") == entry.trailing_bytes.map { .integer($0) }, "\(entry.path)")
            #expect(seen.observed.observations.contains { $0.code == "png.truncated" } == (entry.truncated ?? false))
            if let time = entry.captured_local {
                let field: ObservedFacts.Value? =
                    value("time.withOffset", "text") ?? value("time.withoutOffset", "text")
                let digits = time.filter(\.isNumber)
                guard case .string(let text)? = field else { continue }
                #expect(text.filter(\.isNumber) == digits, "\(entry.path)")
            }
        }
    }
}
