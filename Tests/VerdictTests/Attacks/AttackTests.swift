import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import Verification

@testable import Operations

// Every attack on the files of a case, carried out, and the name that each command gives it.

extension Verdicts {
    @Suite("Attacks on a case's files") struct Attacks {
        @Test("is found, under its own name and no other's", arguments: Attack.all)
        func named(attack: Attack) async throws {
            let attacked = try AttackedCase()
            try await attack.carryOut(attacked)
            let before = try Self.contents(of: attacked.path)
            try expectAudit(attack, of: attacked)
            try expectDiagnosis(attack, of: attacked)
            #expect(try Self.contents(of: attacked.path) == before, "looking at the case changed it")
            try await expectBundle(attack, of: attacked)
        }

        @Test("a good case: nothing to say")
        func good() throws {
            let diagnosis = try diagnose(AttackedCase())
            #expect(diagnosis.conclusions.isEmpty, "\(diagnosis.conclusions.map(\.diagnosis))")
            #expect(diagnosis.exitStatus == .done)
            #expect(diagnosis.audit?.verdict == .passed)
        }

        private func expectAudit(_ attack: Attack, of attacked: AttackedCase) throws {
            let audit = {
                try AuditLedger.run(
                    CaseFolder(anywhere: attacked.path),
                    policy: Scene.current().policy,
                    custodian: attacked.dossier.custodian,
                    checkpoints: attacked.checkpoints,
                    in: attacked.dossier.surroundings
                )
            }
            switch attack.audit {
            case .error(let code):
                let error = #expect(throws: OperationError.self) { try audit() }
                #expect(error?.code == code)
            case .report(let verdict, let reasons):
                let report = try audit()
                #expect(report.verdict == verdict, "\(describe(report))")
                for reason in reasons {
                    #expect(reason.isGiven(in: report), "\(reason) is not among \(describe(report))")
                }
            }
        }

        private func expectDiagnosis(_ attack: Attack, of attacked: AttackedCase) throws {
            let diagnosis = try diagnose(attacked)
            let damage = Set(diagnosis.conclusions.map(\.diagnosis).filter { $0.weight == .damage })
            #expect(
                damage == attack.doctor,
                "\(diagnosis.conclusions.map { ($0.diagnosis, $0.findings.map(\.cause.code)) })"
            )
            #expect(diagnosis.exitStatus != .done || attack.doctor.isEmpty)
        }

        private func expectBundle(_ attack: Attack, of attacked: AttackedCase) async throws {
            switch attack.bundle {
            case .untouched: break
            case .none: await #expect(throws: (any Error).self) { try await attacked.dossier.buildUnchecked() }
            case .verdict(let verdict):
                let bundle = try await attacked.dossier.buildUnchecked()
                let report = try VerifyBundle.run(
                    bundle.container,
                    policy: Scene.current().policy,
                    checkpoints: attacked.checkpoints,
                    now: attacked.dossier.now
                )
                #expect(report.verdict == verdict, "\(describe(report))")
            }
        }

        private func diagnose(_ attacked: AttackedCase) throws -> CaseDiagnosis {
            try DiagnoseCase.run(
                case: attacked.path,
                DiagnoseCase.Request(
                    trust: TrustChoice(),
                    unlocking: Unlocking(identity: "camille", passphrase: .none),
                    checkpoints: attacked.checkpoints
                ),
                policy: Scene.current().policy,
                in: attacked.dossier.surroundings
            )
        }

        /// The digest of every file below a folder, but for what SQLite keeps beside an open database.
        private static func contents(of folder: String) throws -> [String: Digest] {
            var contents: [String: Digest] = [:]
            for name in fileNames(below: folder) where !name.hasSuffix("-shm") && !name.hasSuffix("-wal") {
                var isFolder: ObjCBool = false
                let path = "\(folder)/\(name)"
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                    continue
                }
                contents[name] = Digest(of: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
            }
            return contents
        }
    }
}
