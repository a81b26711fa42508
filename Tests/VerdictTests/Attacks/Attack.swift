import Cryptography
import Custody
import Foundation
import LedgerStore
import Testing
import TransparencyLog
import Verification

@testable import Operations

/// One attack on the files of a case, and the names that it must be given.
struct Attack: Sendable, CustomTestStringConvertible {
    /// What is done, and what the attacker has beside the disk.
    let testDescription: String
    /// What `audit` must say.
    let audit: Audit
    /// What `doctor` must conclude: everything that is lost, damaged or false, and nothing else.
    let doctor: Set<Diagnosis>
    /// What becomes of a bundle that is made from the case afterwards by a program without scruples.
    let bundle: Handed
    /// Carries it out on a copy of the case.
    let carryOut: @Sendable (AttackedCase) async throws -> Void

    enum Audit: Sendable {
        case report(Verdict, [Reason])
        /// No report: the error with its code.
        case error(OperationError.Code)
    }

    enum Handed: Sendable {
        case verdict(Verdict)
        /// None can be made.
        case none
        /// Not tried: what was attacked is no part of a bundle.
        case untouched
    }

    init(
        _ title: String,
        audit: Audit,
        doctor: Set<Diagnosis>,
        bundle: Handed,
        _ carryOut: @escaping @Sendable (AttackedCase) async throws -> Void
    ) {
        testDescription = title
        self.audit = audit
        self.doctor = doctor
        self.bundle = bundle
        self.carryOut = carryOut
    }
}

/// A copy of the scene's case in the hands of somebody who owns the disk; what she does goes through the sqlite3 shell and
/// raw bytes, never through the program's own guards.
final class AttackedCase: @unchecked Sendable {
    let dossier: Dossier
    /// Checkpoints that the judge has from elsewhere.
    // One test writes it, in one task, before anything reads it: hence the unchecked conformance.
    var checkpoints: [String] = []

    init() throws {
        dossier = try Dossier(copying: Scene.current().dossier)
        try mark()
    }

    /// Makes the folder the place that its ledger names: whoever owns the disk can.
    func mark() throws {
        let origin = try Scene.current().dossier.caseFile().origin
        guard let place = CasePlace.first(of: origin) else { throw ForgeryError.noExhibit }
        try CasePlace.mark(folder, as: place)
    }

    var path: String { dossier.folder.path + "/case" }
    var ledger: String { path + "/ledger.sqlite" }
    var openings: String { path + "/openings.sqlite" }
    var folder: CaseFolder {
        get throws { try CaseFolder(opening: path) }
    }

    /// The ids of the sealed exhibits, oldest first.
    func exhibits() throws -> [ExhibitID] { try dossier.caseFile().sealedExhibits() }

    /// The path of an original.
    func original(_ position: Int) throws -> String { "\(path)/originals/\(try exhibits()[position].hex).age" }

    /// Runs SQL on a database with its triggers gone, and puts them back: the file is as its version makes it again.
    func edit(_ database: String, _ sql: String, puttingBack: Bool = true) throws {
        let triggers = try shell(database, "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger';")
        let drops = try shell(
            database,
            "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger';"
        )
        _ = try shell(database, "PRAGMA foreign_keys = OFF; \(drops) \(sql) \(puttingBack ? triggers : "")")
    }

    /// What the sqlite3 shell says; a statement that it refuses is an error.
    @discardableResult
    func shell(_ database: String, _ sql: String) throws -> String {
        let result = try run("sqlite3", "-bail", database, input: Array(sql.utf8))
        guard result.status == 0 else { throw ForgeryError.command(result.text) }
        return result.text
    }

    /// Changes the bytes of a file.
    func alter(_ path: String, _ change: (inout [UInt8]) throws -> Void) throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try change(&bytes)
        try write(bytes, to: path)
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

    /// Replaces a file or folder by a copy of another.
    func replace(_ path: String, by other: String) throws {
        if FileManager.default.fileExists(atPath: path) { try remove(path) }
        try copy(other, to: path)
    }

    /// Puts `entries` in the place of the ledger's, with nodes, subjects and a head to match, signed with the ledger's key:
    /// what a custodian who has every key can do.
    func rewrite(_ entries: [[UInt8]]) throws {
        let signer = try dossier.caseFile().ledgerSigner(for: dossier.custodian)
        var frontier = TreeFrontier()
        var sql = "DELETE FROM subject; DELETE FROM node; DELETE FROM entry;"
        for (index, der) in entries.enumerated() {
            sql += "INSERT INTO entry VALUES (\(index), x'\(der.hex)');"
            for (node, hash) in frontier.append(.leafHash(of: der)) {
                sql += "INSERT INTO node VALUES (\(node.level), \(node.index), x'\(hash.hex)');"
            }
            let statement = try Entry(parsing: der).statement
            let exhibit = statement.exhibit.map { "x'\($0.hex)'" } ?? "NULL"
            let submission = statement.submission.map { "x'\($0.hex)'" } ?? "NULL"
            sql += "INSERT INTO subject VALUES (\(index), '\(statement.kind.name)', \(exhibit), \(submission));"
        }
        let head = try SignedCheckpoint(
            Checkpoint(origin: signer.verifierKey.name, treeSize: frontier.size, rootHash: frontier.rootHash),
            signers: [signer]
        )
        sql += "INSERT OR REPLACE INTO checkpoint VALUES (\(frontier.size), x'\(head.bytes.hex)');"
        try edit(ledger, sql)
    }

    /// The DER of every entry.
    func entries() throws -> [[UInt8]] {
        try shell(ledger, "SELECT hex(der) FROM entry ORDER BY idx;").split(separator: "\n").compactMap {
            [UInt8](hex: $0.lowercased())
        }
    }

    /// Cuts everything from the entry `size` on out of the ledger, leaving nothing that contradicts it there.
    func cut(at size: Int) throws {
        let levels = (0..<20).map { "DELETE FROM node WHERE level = \($0) AND idx >= \(size >> $0);" }.joined()
        try edit(
            ledger,
            """
            DELETE FROM timestamp WHERE recorded >= \(size) OR size > \(size);
            DELETE FROM subject WHERE idx >= \(size); DELETE FROM checkpoint WHERE size > \(size);
            \(levels) DELETE FROM entry WHERE idx >= \(size);
            """
        )
    }
}
