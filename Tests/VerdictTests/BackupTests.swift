import Cryptography
import Custody
import Foundation
import LedgerStore
import Synchronization
import Testing
import TransparencyLog
import Verification

@testable import Operations

// Backups and what is restored from them: the case as it was, or nothing.

extension Verdicts {
    @Suite("Backups") struct Backups {
        let scene: Scene
        let dossier: Dossier

        init() throws {
            scene = try Scene.current()
            dossier = try Dossier(copying: scene.dossier)
        }

        private var unlocking: Unlocking { Unlocking(identity: nil, passphrase: .none) }

        @discardableResult
        private func backUp(
            to name: String = "sauvegarde.tar",
            unlocking: Unlocking?,
            progress: @escaping ProgressListener = { _ in }
        ) throws -> BackUpCase.BackedUp {
            try BackUpCase.run(
                to: name,
                case: "case",
                unlocking: unlocking,
                in: dossier.surroundings,
                progress: progress
            )
        }

        private func restore(
            _ name: String = "sauvegarde.tar",
            to folder: String = "restauré",
            unlocking: Unlocking? = nil,
            in surroundings: Surroundings? = nil
        ) throws -> RestoreCase.Restored {
            try RestoreCase.run(name, to: folder, unlocking: unlocking, in: surroundings ?? dossier.surroundings)
        }

        /// Somebody on another computer, with the same keys, who has seen nothing of the ledger.
        private func elsewhere() throws -> Surroundings {
            let home = dossier.folder.path + "/elsewhere"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: dossier.folder.path + "/home/identities",
                toPath: home + "/identities"
            )
            let now = dossier.now
            return Surroundings(
                environment: ["SCELLE_HOME": home],
                workingDirectory: dossier.folder.path,
                now: { now },
                offsetMinutes: { _ in 120 }
            )
        }

        private func refused(
            _ code: OperationError.Code,
            sourceLocation: SourceLocation = #_sourceLocation,
            _ body: () throws -> some Any
        ) -> OperationError? {
            let before = try? FileManager.default.contentsOfDirectory(atPath: dossier.folder.path).sorted()
            let error = #expect(throws: OperationError.self, sourceLocation: sourceLocation) { _ = try body() }
            #expect(error?.code == code, "\(error.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
            let after = try? FileManager.default.contentsOfDirectory(atPath: dossier.folder.path).sorted()
            #expect(before == after, "something was left behind", sourceLocation: sourceLocation)
            return error
        }

        @Test("what is restored is the case, file for file, audited, and to be adopted before it grows")
        func thereAndBack() throws {
            let backedUp = try backUp(unlocking: unlocking)
            #expect(backedUp.exitStatus == .done)
            #expect(backedUp.originalCount == 2)
            let restored = try restore(unlocking: unlocking)
            #expect(restored.exitStatus == .done)
            #expect(restored.checkpoint.checkpoint == backedUp.checkpoint.checkpoint)
            let files = try FileManager.default.contentsOfDirectory(atPath: restored.path).sorted()
            let names = ["case.toml", "ledger.key.age", "ledger.sqlite", "openings.sqlite", "originals", "working"]
            #expect(files == names)
            for name in try ["case.toml", "ledger.key.age"]
                + FileManager.default.contentsOfDirectory(atPath: dossier.folder.path + "/case/originals")
                .map({ "originals/\($0)" })
            {
                #expect(try dossier.folder.read("restauré/\(name)") == dossier.folder.read("case/\(name)"))
            }
            let caseFile = try CaseFile(at: "restauré", in: dossier.surroundings)
            let place = try #require(CasePlace.first(of: caseFile.origin))
            #expect(try CasePlace.standing(of: caseFile.folder, at: place) == .unmarked)
            expect(
                try AuditLedger.run(
                    caseFile.folder,
                    policy: scene.policy,
                    custodian: dossier.custodian,
                    in: dossier.surroundings
                ),
                Row(verdict: .passed)
            )
        }

        @Test("without a passphrase both are done, and say that nothing was opened")
        func locked() throws {
            #expect(try backUp(unlocking: nil).exitStatus == .incomplete)
            #expect(try restore().exitStatus == .incomplete)
        }

        @Test("a case that does not pass its audit is not backed up: nothing is left")
        func notSound() throws {
            let exhibit = try dossier.caseFile().ledger.exhibits()[0]
            let path = try dossier.caseFile().folder.original(of: exhibit)
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            var altered = good
            altered[altered.count - 1] ^= 1
            try altered.write(to: URL(fileURLWithPath: path))
            let error = refused(.backupNotSound) { try backUp(unlocking: unlocking) }
            #expect(error?.arguments["check"] == "exhibitContent")
            try FileManager.default.removeItem(atPath: path)
            _ = refused(.fileProblem) { try backUp(unlocking: unlocking) }
            try good.write(to: URL(fileURLWithPath: path))
            _ = refused(.backupInCase) { try backUp(to: "case/sauvegarde.tar", unlocking: unlocking) }
            try backUp(unlocking: unlocking)
            _ = refused(.outputExists) { try backUp(unlocking: unlocking) }
        }

        @Test("what is sealed or erased while a backup is made: the cut is one moment, and nothing erased is in it")
        func meanwhile() async throws {
            let exhibits = try dossier.caseFile().ledger.keptExhibits()
            let last = try #require(exhibits.last)
            let erased = Mutex(false)
            // The last original is erased once the first was copied: there is nothing to copy any more.
            let backedUp = try backUp(unlocking: unlocking) { step in
                guard case .backedUp(1, _) = step, erased.withLock({ swap(&$0, true) }) else { return }
                do { try dossier.erase(last) } catch { Issue.record(error) }
            }
            #expect(backedUp.originalCount == exhibits.count - 1)
            #expect(try backedUp.checkpoint == dossier.caseFile().head())

            // After its original was copied: only the end of the backup can tell.
            let first = try #require(exhibits.first)
            erased.withLock { $0 = false }
            let second = try backUp(to: "seconde.tar", unlocking: unlocking) { step in
                guard case .backedUp(let count, let total) = step, count == total,
                    erased.withLock({ swap(&$0, true) })
                else { return }
                do { try dossier.erase(first) } catch { Issue.record(error) }
            }
            #expect(second.originalCount == exhibits.count - 2)
            let listed = try run("tar", "-tf", dossier.folder.path + "/seconde.tar")
            #expect(!listed.text.contains(first.hex))
        }

        /// Sets `flag`; whether it was not set before.
        private func swap(_ flag: inout Bool, _ value: Bool) -> Bool {
            defer { flag = value }
            return flag != value
        }

        @Test("truncated, altered, foreign, newer: each refused by its name, with nothing left")
        func damaged() throws {
            let whole = try {
                try backUp(unlocking: nil)
                return try dossier.folder.read("sauvegarde.tar")
            }()
            func refusal(_ code: OperationError.Code, _ bytes: [UInt8], _ member: String? = nil) throws {
                try dossier.folder.write(bytes, to: "abîmée.tar")
                let error = refused(code) { try restore("abîmée.tar") }
                #expect(error?.arguments["member"] == member)
            }
            try refusal(.backupTruncated, Array(whole.dropLast(512)), "the end")
            try refusal(.backupTruncated, Array(whole.prefix(3_000)), "ledger.key.age")
            var flipped = whole
            flipped[600] ^= 1
            try refusal(.backupAltered, flipped, "scelle-backup")
            try refusal(.backupTrailing, whole + [0])
            try refusal(.backupForeign, Array("une lettre".utf8) + [UInt8](repeating: 0, count: 600))
            _ = refused(.fileProblem) { try restore("absente.tar") }
            try FileManager.default.createDirectory(
                atPath: dossier.folder.path + "/restauré",
                withIntermediateDirectories: true
            )
            _ = refused(.outputExists) { try restore() }
        }

        /// A backup of this case that a careful forger wrote: its list of digests is right.
        private func forge(_ change: (BackupMember, [UInt8]) throws -> [UInt8]?) throws {
            try backUp(to: "vraie.tar", unlocking: nil)
            let path = dossier.folder.path + "/vraie.tar"
            let bytes = try dossier.folder.read("vraie.tar")
            let files = try BackupReader(opening: path).read { _ in { _ in } }
            let writer = try BackupWriter(for: dossier.folder.path + "/fausse.tar")
            for file in files {
                let content = Array(bytes[Int(file.offset)..<Int(file.offset + file.size)])
                guard let changed = try change(file.member, content) else { continue }
                try writer.add(file.member, bytes: changed)
            }
            try writer.finish()
            try writer.commit()
            try FileManager.default.removeItem(atPath: path)
        }

        /// The database in `bytes`, after the sqlite3 shell did as `sql` says.
        private func altered(_ bytes: [UInt8], _ sql: String) throws -> [UInt8] {
            let path = try dossier.folder.write(bytes, to: "base.sqlite")
            let result = try run("sqlite3", path, "PRAGMA journal_mode=DELETE; " + sql)
            try #require(result.status == 0, "\(result.text)")
            defer { try? FileManager.default.removeItem(atPath: path) }  // the next listing would show it
            return try dossier.folder.read("base.sqlite")
        }

        @Test("a missing original, an exchanged one, another label: refused though every digest is right")
        func forged() throws {
            let exhibits = try dossier.caseFile().ledger.keptExhibits()
            try forge { member, bytes in member == .original(exhibits[0]) ? nil : bytes }
            let missing = refused(.backupMalformed) { try restore("fausse.tar") }
            #expect(missing?.arguments["member"] == BackupMember.original(exhibits[0]).name)
            try FileManager.default.removeItem(atPath: dossier.folder.path + "/fausse.tar")

            let other = try dossier.folder.read("case/originals/\(exhibits[1].hex).age")
            try forge { member, bytes in member == .original(exhibits[0]) ? other : bytes }
            _ = refused(.backupNotSound) { try restore("fausse.tar", unlocking: unlocking) }
            try FileManager.default.removeItem(atPath: dossier.folder.path + "/fausse.tar")

            let older = try dossier.caseFile().ledger.checkpoint(size: 2)
            try forge { member, bytes in member == .label ? BackupLabel.bytes(of: older) : bytes }
            _ = refused(.backupMalformed) { try restore("fausse.tar") }
        }

        @Test("a ledger whose tail was cut, or an entry of which was changed: refused")
        func forgedLedger() throws {
            let triggers = try run(
                "sqlite3",
                dossier.folder.path + "/case/ledger.sqlite",
                "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            ).text.split(separator: "\n").map { "DROP TRIGGER \($0);" }.joined(separator: " ")
            // Without its guards the schema is not ours any more.
            try forge { member, bytes in
                try member == .ledger ? altered(bytes, triggers + "UPDATE entry SET der = x'00' WHERE idx = 3;") : bytes
            }
            _ = refused(.storeAltered) { try restore("fausse.tar") }
            try FileManager.default.removeItem(atPath: dossier.folder.path + "/fausse.tar")

            let again = try run(
                "sqlite3",
                dossier.folder.path + "/case/ledger.sqlite",
                "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'"
            ).text
            // With the guards put back, the entry's signature tells.
            try forge { member, bytes in
                guard member == .ledger else { return bytes }
                let cut = "CAST(substr(der, 1, length(der) - 1) || x'00' AS BLOB)"
                let change = "UPDATE entry SET der = \(cut) WHERE idx = 3;"
                return try altered(bytes, triggers + change + again)
            }
            _ = refused(.backupNotSound) { try restore("fausse.tar") }
        }

        @Test("older than what was seen here: restored, and said; of another history: refused")
        func rolledBack() async throws {
            try backUp(unlocking: unlocking)
            let size = try dossier.caseFile().head().checkpoint.treeSize
            try await dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            let restored = try restore(unlocking: unlocking)
            #expect(restored.checkpoint.checkpoint.treeSize == size)
            #expect(try restored.remembered == dossier.caseFile().head().checkpoint.treeSize)
            #expect(restored.exitStatus == .incomplete)

            // Two copies that grew apart: whoever has seen one of them does not restore the other.
            let fork = try Dossier(copying: scene.dossier)
            try await fork.seal(["Autre.txt": Array("autre".utf8)], from: "autre")
            try await fork.seal(["Encore.txt": Array("encore".utf8)], from: "encore")
            _ = try BackUpCase.run(to: "fourche.tar", case: "case", unlocking: nil, in: fork.surroundings)
            try dossier.folder.write(fork.folder.read("fourche.tar"), to: "fourche.tar")
            _ = refused(.ledgerInconsistent) { try restore("fourche.tar", to: "autre-fourche") }
            // Who has seen neither has nothing to say against it.
            #expect(try restore("fourche.tar", to: "autre-fourche", in: elsewhere()).remembered == nil)
        }

        @Test("an identity that does not open the case is told so, and finds nothing altered")
        func stranger() throws {
            try backUp(unlocking: nil)
            _ = try CreateIdentity.run(
                name: "etranger",
                commonName: "Quelqu'un d'autre",
                organization: nil,
                passphrase: .none,
                in: dossier.surroundings
            )
            let stranger = Unlocking(identity: "etranger", passphrase: .none)
            _ = refused(.caseNotOpen) { try backUp(to: "autre.tar", unlocking: stranger) }
            _ = refused(.caseNotOpen) { try restore(unlocking: stranger) }
        }
    }
}
