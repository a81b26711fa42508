import Custody
import Foundation
import Testing

@testable import LedgerStore

@Suite("the place of a case folder")
struct CasePlaceTests {
    private let folder: TemporaryFolder
    private let place: PlaceID

    init() throws {
        folder = try TemporaryFolder()
        place = try #require(PlaceID("0b7de2f1a4c94e0d9f3b5a6c7d8e9f01"))
    }

    private func marked() throws -> CaseFolder {
        let made = try CaseFolder.create(at: folder.path + "/case")
        try CasePlace.mark(made, as: place)
        return made
    }

    @Test("a folder that was marked is settled, also after it was renamed")
    func settled() throws {
        let made = try marked()
        #expect(try CasePlace.standing(of: made, at: place) == .settled)
        try FileManager.default.moveItem(atPath: made.path, toPath: folder.path + "/renamed")
        try Data().write(to: URL(fileURLWithPath: folder.path + "/renamed/case.toml"))
        let renamed = try CaseFolder(opening: folder.path + "/renamed")
        #expect(try CasePlace.standing(of: renamed, at: place) == .settled)
    }

    @Test("copies are told from it, whatever their times", arguments: [["-r"], ["-a"], ["-rp"]])
    func copied(options: [String]) throws {
        let made = try marked()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/cp")
        process.arguments = options + [made.path, folder.path + "/copy"]
        try process.run()
        process.waitUntilExit()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/copy/case.toml"))
        let copy = try CaseFolder(opening: folder.path + "/copy")
        #expect(try CasePlace.standing(of: copy, at: place) == .copied)
        try CasePlace.mark(copy, as: place)
        #expect(try CasePlace.standing(of: copy, at: place) == .settled)
        #expect(try CasePlace.standing(of: made, at: place) == .settled)
    }

    @Test("a folder without the file, and one that names another place, are not settled")
    func unsettled() throws {
        let made = try marked()
        #expect(try CasePlace.standing(of: made, at: .random()) == .elsewhere)
        try DurableFile.remove(made.place)
        #expect(try CasePlace.standing(of: made, at: place) == .unmarked)
    }

    @Test("the inode is the one that stat tells")
    func inode() throws {
        let made = try marked()
        let attributes = try FileManager.default.attributesOfItem(atPath: made.place)
        let identity = try CasePlace.FileIdentity(of: made.place)
        #expect(identity.inode == (attributes[.systemFileNumber] as? NSNumber)?.uint64Value)
        #expect(try DurableFile.read(made.place) == CasePlace(place: place, identity: identity).bytes)
    }

    @Test(
        "these are no markers",
        arguments: [
            "", "SCELLE-PLACE-1\n", "SCELLE-PLACE-2\nplace 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01\ninode 1\nborn 1\n",
            "SCELLE-PLACE-1\nplace 0B7DE2F1A4C94E0D9F3B5A6C7D8E9F01\ninode 1\nborn 1\n",
            "SCELLE-PLACE-1\nplace 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01\ninode 01\nborn 1\n",
            "SCELLE-PLACE-1\nplace 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01\ninode 1\nborn never\n",
            "SCELLE-PLACE-1\nplace 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01\ninode 1\nborn 1",
            "SCELLE-PLACE-1\nplace 0b7de2f1a4c94e0d9f3b5a6c7d8e9f01\ninode 1\nborn 1\n\n",
        ]
    )
    func malformed(text: String) throws {
        #expect(CasePlace(parsing: Array(text.utf8)) == nil)
        let made = try marked()
        try DurableFile.write(Array(text.utf8), to: made.place)
        #expect(try CasePlace.standing(of: made, at: place) == .elsewhere)
    }

    @Test("where one of the two ways to the file tells no time of birth, the inode decides")
    func birth() {
        let known = CasePlace.FileIdentity(inode: 5, born: 7)
        #expect(known.matches(CasePlace.FileIdentity(inode: 5, born: nil)))
        #expect(!known.matches(CasePlace.FileIdentity(inode: 5, born: 8)))
        #expect(!known.matches(CasePlace.FileIdentity(inode: 6, born: nil)))
    }
}
