import Cryptography
import Custody
import Foundation
import LedgerStore
import Verification
import Wording

@testable import Operations

extension Attack {
    /// Every attack: docs/threat-model.md § 3 names them in the same words.
    static let all = rows + histories + stamps + keys + contents + parts

    /// Rows of ledger.sqlite, changed behind the program's back.
    static let rows = [
        Attack(
            "triggers dropped, a row edited, triggers put back",
            audit: .report(.failed, [Reason(.treeRoot, .failed, .rootDiffers)]),
            doctor: [.altered],
            bundle: .verdict(.failed)
        ) { attacked in
            let statement = try Entry(parsing: attacked.entries()[3]).statement
            let custodian = attacked.dossier.custodian
            let forged = try Entry.sign(
                statement,
                key: custodian.signingKey(),
                certificate: custodian.identity.certificate
            )
            try attacked.edit(attacked.ledger, "UPDATE entry SET der = x'\(forged.der.hex)' WHERE idx = 3;")
        },
        Attack(
            "triggers dropped and left out, a row edited",
            audit: .report(.failed, [Reason(.storedTables, .failed, .structureAltered)]),
            doctor: [.structureAltered, .altered],
            bundle: .none
        ) { attacked in
            try attacked.edit(
                attacked.ledger,
                "UPDATE entry SET der = CAST(substr(der, 1, length(der) - 1) || x'00' AS BLOB) WHERE idx = 3;",
                puttingBack: false
            )
        },
        Attack(
            "triggers dropped, nothing edited",
            audit: .report(.failed, [Reason(.storedTables, .failed, .structureAltered, .ledger)]),
            doctor: [.structureAltered],
            bundle: .none
        ) { attacked in try attacked.edit(attacked.ledger, "", puttingBack: false) },
        Attack(
            "INSERT OR REPLACE while the triggers stand: refused, nothing happened",
            audit: .report(.passed, []),
            doctor: [],
            bundle: .verdict(.passed)
        ) { attacked in
            for pragma in ["", "PRAGMA recursive_triggers = ON;"] {
                do {
                    try attacked.shell(attacked.ledger, "\(pragma) INSERT OR REPLACE INTO entry VALUES (3, x'00');")
                } catch ForgeryError.command(let text) where text.contains("append-only") {
                    continue
                }
                throw ForgeryError.command("REPLACE was not refused")
            }
        },
        Attack(
            "INSERT OR REPLACE once the triggers are dropped",
            audit: .report(.failed, [Reason(.entryForm, .failed, .entryMalformed, .entry(3))]),
            doctor: [.altered],
            bundle: .none
        ) { attacked in
            try attacked.edit(attacked.ledger, "INSERT OR REPLACE INTO entry VALUES (3, x'3000');")
        },
        Attack(
            "an entry deleted with its nodes",
            audit: .report(.failed, [Reason(.entryForm, .failed, .entryMissing, .entry(4))]),
            doctor: [.altered],
            bundle: .none
        ) { attacked in
            try attacked.edit(
                attacked.ledger,
                """
                DELETE FROM node WHERE idx = 4 >> level AND level < 4; DELETE FROM subject WHERE idx = 4;
                DELETE FROM entry WHERE idx = 4;
                """
            )
        },
        Attack(
            "a batch permuted, the tree and the head made to match with the ledger's key",
            audit: .report(
                .failed,
                [
                    Reason(.entryPosition, .failed, .otherIndex, .entry(3)),
                    Reason(.entryPosition, .failed, .otherIndex, .entry(4)),
                ]
            ),
            doctor: [.altered],
            bundle: .none
        ) { attacked in
            var entries = try attacked.entries()
            entries.swapAt(3, 4)
            try attacked.rewrite(entries)
        },
        Attack(
            "a signed entry appended again, under a head signed with the ledger's key",
            audit: .report(
                .failed,
                [
                    Reason(.entryPosition, .failed, .otherIndex),
                    Reason(.commitments, .failed, .commitmentRepeated),
                ]
            ),
            doctor: [.altered],
            bundle: .none
        ) { attacked in
            let entries = try attacked.entries()
            try attacked.rewrite(entries + [entries[3]])
        },
        Attack(
            "an entry slipped in at the end without a head",
            audit: .report(.failed, [Reason(.treeRoot, .failed, .entriesNotCovered)]),
            doctor: [.altered],
            bundle: .none
        ) { attacked in
            try attacked.edit(
                attacked.ledger,
                "INSERT INTO entry SELECT max(idx) + 1, (SELECT der FROM entry WHERE idx = 3) FROM entry;"
            )
        },
        Attack(
            "a statement moved to another exhibit in the lookup table",
            audit: .report(.failed, [Reason(.storedTables, .failed, .subjectDiffers, .entry(4))]),
            doctor: [.tablesAltered],
            bundle: .untouched
        ) { attacked in
            try attacked.edit(
                attacked.ledger,
                "UPDATE subject SET exhibit = (SELECT exhibit FROM subject WHERE idx = 3) WHERE idx = 4;"
            )
        },
        Attack(
            "a statement moved to another exhibit, signed with the custodian's key, tree and head made to match",
            audit: .report(.failed, [Reason(.exhibitChain, .failed, .exhibitChainBroken)]),
            doctor: [.altered],
            bundle: .untouched
        ) { attacked in
            var entries = try attacked.entries()
            let other = try Entry(parsing: entries[3]).statement.exhibit
            entries[4] = try attacked.resign(entries[4]) { $0["exhibit"] = other.map { .string($0.hex) } }
            try attacked.rewrite(entries)
        },
        Attack(
            "a node of the tree altered",
            audit: .report(.failed, [Reason(.storedTables, .failed, .nodeDiffers)]),
            doctor: [.tablesAltered],
            bundle: .untouched
        ) { attacked in
            try attacked.edit(attacked.ledger, "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 0;")
        },
    ]

    /// The ledger as a whole: cut, put back, rebuilt.
    static let histories = [
        Attack(
            "the tail cut out of every table",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .ledgerBehindKnown)]),
            doctor: [.truncated],
            bundle: .none
        ) { attacked in try attacked.cut(at: 2) },
        Attack(
            "the last entries deleted, everything else forgotten",
            audit: .report(.failed, [Reason(.entryForm, .failed, .entryMissing)]),
            doctor: [.truncated],
            bundle: .none
        ) { attacked in
            try FileManager.default.removeItem(atPath: attacked.dossier.folder.path + "/home/heads")
            try attacked.edit(attacked.ledger, "DELETE FROM entry WHERE idx > 5;")
        },
        Attack(
            "an old copy of the whole folder put back",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .ledgerBehindKnown)]),
            doctor: [.rolledBack],
            bundle: .none
        ) { attacked in
            let old = attacked.dossier.folder.path + "/old"
            try copy(attacked.path, to: old)
            try await attacked.dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            try attacked.replace(attacked.path, by: old)
        },
        Attack(
            "an old copy put back where this computer remembers nothing: the receipt does",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .ledgerBehindKnown)]),
            doctor: [.rolledBack],
            bundle: .verdict(.indeterminate)
        ) { attacked in
            let old = attacked.dossier.folder.path + "/old"
            try copy(attacked.path, to: old)
            let receipt = try await attacked.dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            attacked.checkpoints = [try attacked.dossier.folder.write(try receipt.receipt, to: "reçu.txt")]
            try attacked.replace(attacked.path, by: old)
            try attacked.remove(attacked.dossier.folder.path + "/home/heads")
            try attacked.mark()
        },
        Attack(
            "the past written anew with the custodian's and the ledger's keys, to the same size",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .knownRootDiffers)]),
            doctor: [.rebuilt],
            bundle: .none
        ) { attacked in
            let other = attacked.dossier.folder.path + "/other"
            let remembered = attacked.dossier.folder.path + "/home/heads"
            try copy(attacked.path, to: other)
            let before = attacked.dossier.folder.path + "/heads"
            try copy(remembered, to: before)
            try await attacked.dossier.seal(["Vrai.txt": Array("vrai".utf8)], from: "vrai")
            let after = attacked.dossier.folder.path + "/heads-after"
            try copy(remembered, to: after)
            try attacked.replace(attacked.path, by: other)
            try attacked.replace(remembered, by: before)
            try attacked.mark()
            try await attacked.dossier.seal(["Faux.txt": Array("faux".utf8)], from: "faux")
            try attacked.replace(remembered, by: after)
            try attacked.mark()
        },
        Attack(
            "a folder copied honestly, work going on in both copies",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .knownRootDiffers)]),
            doctor: [.forked],
            bundle: .none
        ) { attacked in
            let other = attacked.dossier.folder.path + "/other"
            let remembered = attacked.dossier.folder.path + "/home/heads"
            try copy(attacked.path, to: other)
            let before = attacked.dossier.folder.path + "/heads"
            try copy(remembered, to: before)
            try await attacked.dossier.seal(["Vrai.txt": Array("vrai".utf8)], from: "vrai")
            let after = attacked.dossier.folder.path + "/heads-after"
            try copy(remembered, to: after)
            try attacked.replace(attacked.path, by: other)
            try attacked.replace(remembered, by: before)
            try attacked.mark()
            try await attacked.dossier.seal(["Faux.txt": Array("faux".utf8)], from: "faux")
            try attacked.replace(remembered, by: after)
            // What the copy's own marker says once more: it is a copy.
            try attacked.replace(attacked.path + "/place", by: other + "/place")
        },
        Attack(
            "a folder copied honestly and adopted, work going on in both: the receipt of the other contradicts",
            audit: .report(.failed, [Reason(.knownCheckpoint, .failed, .knownOfOtherPlace)]),
            doctor: [.forked],
            bundle: .verdict(.failed)
        ) { attacked in
            let other = try Dossier(copying: Scene.current().dossier)
            let receipt = try await other.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            attacked.checkpoints = [try attacked.dossier.folder.write(try receipt.receipt, to: "reçu.txt")]
            let copied = attacked.dossier.folder.path + "/place"
            try copy(attacked.path + "/place", to: copied)
            try attacked.replace(attacked.path + "/place", by: copied)
            _ = try AdoptCase.run(
                reason: .copied,
                case: "case",
                identity: "camille",
                passphrase: .none,
                in: attacked.dossier.surroundings
            )
            try await attacked.dossier.seal(["Autre.txt": Array("autre".utf8)], from: "autre")
        },
        Attack(
            "the chain rebuilt with a new ledger key: the receipt names another ledger",
            audit: .error(.checkpointOfOtherLedger),
            doctor: [.otherLedger],
            bundle: .untouched
        ) { attacked in
            let receipt = try await attacked.dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            attacked.checkpoints = [try attacked.dossier.folder.write(try receipt.receipt, to: "reçu.txt")]
            try attacked.remove(attacked.path)
            let authority = try Scene.current().authority
            _ = try await OpenCase.run(
                at: "case",
                title: "Dossier Exemple",
                authorities: [authority.url],
                recovery: .refused,
                language: .french,
                identity: "camille",
                passphrase: .none,
                in: attacked.dossier.surroundings
            )
            try await attacked.dossier.seal(Dossier.files, from: "remise")
        },
        Attack(
            "entries signed by somebody who was never enrolled, with the ledger's key",
            audit: .report(.failed, [Reason(.custodian, .failed, .notEnrolled)]),
            doctor: [.unauthorised],
            bundle: .verdict(.failed)
        ) { attacked in
            _ = try CreateIdentity.run(
                name: "voleur",
                commonName: "Voleur",
                organization: nil,
                passphrase: .none,
                in: attacked.dossier.surroundings
            )
            let thief = try Custodian(
                unlocking: IdentityStore(in: attacked.dossier.surroundings).chosen("voleur"),
                passphrase: .none
            )
            try attacked.dossier.enterRelease(by: thief)
        },
    ]
}
