import Cryptography
import Foundation
import LedgerStore
import Operations
import Testing

@Suite("where a case lies")
struct CasePlaceTests {
    /// The person, whose disk says that it is of this type.
    private func person(_ person: Person, on type: UInt32, accepting: Bool = false) -> Person {
        var other = person
        other.surroundings = Surroundings(
            environment: person.surroundings.environment,
            workingDirectory: person.surroundings.workingDirectory,
            now: person.surroundings.now,
            offsetMinutes: person.surroundings.offsetMinutes,
            fileSystem: { _ in FileSystemKind(type: type) }
        )
        other.surroundings.acceptsUnsafeFileSystem = accepting
        return other
    }

    @Test(
        "a case on a network's or a program's file system is refused by its name, and worked on when the person answers",
        arguments: [
            (0x6969, "NFS"), (0x517B, "SMB"), (0xFF53_4D42, "SMB/CIFS"), (0xFE53_4D42, "SMB"), (0x0102_1997, "9P"),
            (0x6573_5546, "FUSE"), (0x00C3_6400, "Ceph"), (0x786F_4256, "vboxsf"),
        ] as [(UInt32, String)]
    )
    func unsafe(type: UInt32, name: String) async throws {
        let owner = try Person()
        let place = person(owner, on: type)
        let refusal = OperationError(.caseOnUnsafeFileSystem, ["path": owner.folder.path, "name": name])
        await #expect(throws: refusal) { try await place.openCase() }
        #expect(!FileManager.default.fileExists(atPath: owner.folder.path + "/case"))
        try FileManager.default.removeItem(atPath: owner.folder.path + "/home/identities")
        try await owner.openCase()
        let found = #expect(throws: OperationError.self) { try place.caseFile() }
        #expect(found?.code == .caseOnUnsafeFileSystem)
        #expect(found?.arguments["name"] == name)
        _ = try person(owner, on: type, accepting: true).caseFile()
    }

    @Test(
        "a disk of this computer is none of them",
        arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630]
    )
    func safe(type: UInt32) async throws {
        let place = person(try Person(), on: type)
        try await place.openCase()
        _ = try place.caseFile()
        #expect(try FileSystemKind(holding: place.folder.path).unsafeName == nil)
    }

    @Test(
        "a second copy that a synchronisation made is refused by its name",
        arguments: [
            "ledger (conflicted copy 2020-06-17).sqlite", "ledger (Copie en conflit de Camille 2020-06-17).sqlite",
            "ledger.sync-conflict-20200617-182231-ABCDEFG.sqlite", "ledger-PORTABLE.sqlite", "ledger (1).sqlite",
            "ledger 2.sqlite", "openings (1).sqlite", "ledger (conflicted copy 2020-06-17).sqlite-wal",
            "ledger.sqlite (conflicted copy 2020-06-17)", "ledger.key (1).age", "case (1).toml",
            "ledger.sqlite.sync-conflict-20200617-182231-ABCDEFG",
        ]
    )
    func conflictCopies(name: String) async throws {
        let owner = try Person()
        try await owner.openCase()
        try owner.folder.write("x", to: "case/\(name)")
        let folder = owner.folder.path + "/case"
        #expect(throws: OperationError(.caseHasConflictCopy, ["path": folder, "name": name])) { try owner.caseFile() }
        var answering = owner
        answering.surroundings.acceptsUnsafeFileSystem = true
        _ = try answering.caseFile()
    }

    @Test(
        "what a case has beside its files is none",
        arguments: ["ledger.sqlite-wal", "ledger.txt", "notes.toml", "x.sqlite"]
    )
    func otherFiles(name: String) async throws {
        let owner = try Person()
        try await owner.openCase()
        if !FileManager.default.fileExists(atPath: owner.folder.path + "/case/" + name) {
            try owner.folder.write("", to: "case/\(name)")
        }
        _ = try owner.caseFile()
    }
}
