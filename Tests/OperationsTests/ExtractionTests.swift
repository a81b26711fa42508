import Custody
import Foundation
import Glibc
import Operations
import Testing

/// The process that unpacks is believed in nothing: what comes is what was committed, or it is gone.
@Suite("taking members out of an archive")
struct ExtractionTests {
    private static let content = "bonjour\n"

    /// A person with one sealed archive of one member.
    private func sealed() async throws -> Person {
        let person = try Person()
        try await person.openCase()
        let script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr('_chat.txt', 'bonjour\\n')"
        let made = try run("python3", "-c", script, person.folder.path + "/lot.zip")
        try #require(made.status == 0, "\(made.text)")
        try await person.seal(["lot.zip"])
        return person
    }

    private func extract(_ person: Person, observer: String?) throws -> ExtractMembers.Extracted {
        try ExtractMembers.run(
            "lot.zip",
            .all,
            to: "out",
            case: "case",
            unlocking: Unlocking(identity: nil, passphrase: .none),
            in: person.surroundings,
            observer: observer
        )
    }

    /// A program of a few words that is started in its place, and says that the archive has one member.
    private func impostor(_ words: String, for person: Person) throws -> String {
        let hold = #"head -c 1 >/dev/null; printf '\000\000\000\000\000\000\000\001' >&0; head -c 9 >/dev/null"#
        let path = try person.folder.write(Array("#!/bin/sh\n\(hold)\n\(words)\n".utf8), to: "impostor")
        chmod(path, 0o700)
        return path
    }

    @Test("the member that was committed comes out, and the folder is its owner's only")
    func sound() async throws {
        let person = try await sealed()
        let extracted = try extract(person, observer: FileObserver.installedProgram())
        #expect(extracted.exitStatus == .done)
        let folder = try #require(extracted.folder)
        #expect(extracted.written.map(\.fileName) == ["001_chat.txt"])
        #expect(try String(contentsOfFile: folder + "/001_chat.txt", encoding: .utf8) == Self.content)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(names) == ["001_chat.txt", ExtractMembers.sheetName])
    }

    @Test(
        "what is not the committed content is removed, and the folder with it",
        arguments: [
            (#"printf '\000\000\000\000\000\000\000\010bonsoir\n\000\000\000\000\000\000\000\000\001'"#, "differs"),
            (#"printf '\000\000\000\000\000\000\000\003bon\000\000\000\000\000\000\000\000\001'"#, "differs"),
            (#"printf '\000\000\000\000\000\000\000\011bonjour\n!'; sleep 9"#, "differs"),
            (#"printf '\000\000\000\000\000\000\000\010bonjour\n\000\000\000\000\000\000\000\000\000'"#, "unreadable"),
            (#"printf '\000\000\000\000\000\000\000\010bon'"#, "unreadable"),
            (#"printf '\377\377\377\377\377\377\377\377'"#, "unreadable"),
            ("exit 1", "unreadable"),
        ]
    )
    func impostors(words: String, reason: String) async throws {
        let person = try await sealed()
        let extracted = try extract(person, observer: impostor("{ \(words); } >&0", for: person))
        #expect(extracted.left.map(\.reason.rawValue) == [reason])
        #expect(extracted.folder == nil && extracted.written.isEmpty)
        #expect(extracted.exitStatus == .refused)
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/out"))
    }

    @Test("the same program that gives the committed content is taken at its bytes")
    func control() async throws {
        let person = try await sealed()
        let answer = #"\000\000\000\000\000\000\000\010bonjour\n\000\000\000\000\000\000\000\000\001"#
        let program = try impostor("printf '\(answer)' >&0; sleep 9", for: person)
        #expect(try extract(person, observer: program).exitStatus == .done)
    }

    @Test("without the program nothing is parsed, and nothing is left behind")
    func absent() async throws {
        let person = try await sealed()
        for program in [nil, person.folder.path + "/missing"] {
            #expect(throws: OperationError(.observerMissing)) { try extract(person, observer: program) }
            #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/out"))
        }
    }
}
