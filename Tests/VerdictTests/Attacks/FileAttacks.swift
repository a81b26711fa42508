import Cryptography
import Custody
import Foundation
import LedgerStore
import Verification

@testable import Operations

extension Attack {
    /// Time stamps.
    static let stamps = [
        Attack(
            "a token swapped with one of another case",
            audit: .report(
                .failed,
                [
                    Reason(.token, .failed, .tokenOfAnotherImprint),
                    Reason(.recordedStamps, .failed, .tokenForeign),
                    Reason(.recordedStamps, .failed, .tokenLost),
                ]
            ),
            doctor: [.stampsAltered],
            bundle: .untouched
        ) { attacked in
            let other = try await Dossier(stampedBy: [Scene.current().authority])
            try attacked.edit(
                attacked.ledger,
                """
                ATTACH '\(other.folder.path)/case/ledger.sqlite' AS other;
                UPDATE timestamp SET (query, response, token, digest) =
                    (SELECT query, response, token, digest FROM other.timestamp WHERE id = 1) WHERE id = 1;
                """
            )
        },
        Attack(
            "a token dropped",
            audit: .report(.failed, [Reason(.recordedStamps, .failed, .tokenLost)]),
            doctor: [.stampsAltered],
            bundle: .untouched
        ) { attacked in try attacked.edit(attacked.ledger, "DELETE FROM timestamp WHERE id = 0;") },
        Attack(
            "the answer beside a token exchanged",
            audit: .report(.failed, [Reason(.recordedStamps, .failed, .answerDiffers)]),
            doctor: [.stampsAltered],
            bundle: .untouched
        ) { attacked in
            try attacked.edit(
                attacked.ledger,
                "UPDATE timestamp SET response = (SELECT response FROM timestamp WHERE id = 1) WHERE id = 0;"
            )
        },
    ]

    /// Keys.
    static let keys = [
        Attack(
            "ledger.key.age replaced by another key, to the same custodian",
            audit: .report(.passed, []),
            doctor: [.ledgerKeyReplaced],
            bundle: .none
        ) { attacked in
            try LedgerKeyFile.write(
                .generate(),
                to: attacked.path + "/ledger.key.age",
                for: [attacked.dossier.custodian.identity.recipient]
            )
        },
        Attack(
            "ledger.key.age replaced by a file for somebody else",
            audit: .report(.passed, []),
            doctor: [.ledgerKeyReplaced],
            bundle: .none
        ) { attacked in
            try LedgerKeyFile.write(
                .generate(),
                to: attacked.path + "/ledger.key.age",
                for: [AgeIdentity.generate().recipient]
            )
        },
        Attack(
            "ledger.key.age overwritten",
            audit: .report(.passed, []),
            doctor: [.ledgerKeyDamaged],
            bundle: .none
        ) { attacked in try attacked.alter(attacked.path + "/ledger.key.age") { $0[$0.count - 1] ^= 1 } },
        Attack(
            "ledger.key.age missing",
            audit: .report(.passed, []),
            doctor: [.ledgerKeyMissing],
            bundle: .none
        ) { attacked in try attacked.remove(attacked.path + "/ledger.key.age") },
        Attack(
            "the key of an exhibit removed without an erasure",
            audit: .report(.failed, [Reason(.exhibitContent, .failed, .contentKeyMissing, .entry(3))]),
            doctor: [.contentKeyMissing, .openingsLost],
            bundle: .none
        ) { attacked in
            let exhibit = try attacked.exhibits()[0].hex
            try attacked.shell(
                attacked.openings,
                "PRAGMA foreign_keys = ON; DELETE FROM content_key WHERE subject = '\(exhibit)';"
            )
        },
    ]

    /// Originals and openings.
    static let contents = [
        Attack(
            "an original missing",
            audit: .report(.failed, [Reason(.exhibitContent, .failed, .originalMissing, .entry(3))]),
            doctor: [.originalMissing],
            bundle: .none
        ) { attacked in try attacked.remove(attacked.original(0)) },
        Attack(
            "an original truncated",
            audit: .report(.failed, [Reason(.exhibitContent, .failed, .originalCut, .entry(3))]),
            doctor: [.originalCut],
            bundle: .none
        ) { attacked in try attacked.alter(attacked.original(0)) { $0.removeLast($0.count / 3) } },
        Attack(
            "a bit of an original changed",
            audit: .report(.failed, [Reason(.exhibitContent, .failed, .originalAltered, .entry(3))]),
            doctor: [.originalAltered],
            bundle: .none
        ) { attacked in try attacked.alter(attacked.original(0)) { $0[$0.count - 20] ^= 1 } },
        Attack(
            "an original replaced by another age file",
            audit: .report(.failed, [Reason(.exhibitContent, .failed, .originalReplaced, .entry(3))]),
            doctor: [.originalReplaced],
            bundle: .none
        ) { attacked in
            let file = try AgeEncryptor.encrypt(Array("autre".utf8), to: [AgeIdentity.generate().recipient])
            try attacked.write(file, to: attacked.original(0))
        },
        Attack(
            "the disclosures of two exhibits exchanged",
            audit: .report(.failed, [Reason(.opening, .failed, .openingDiffers)]),
            doctor: [.openingsAltered],
            bundle: .untouched
        ) { attacked in
            try attacked.shell(
                attacked.openings,
                """
                CREATE TEMP TABLE kept AS SELECT * FROM opening WHERE entry IN (3, 4);
                UPDATE opening SET (subject, sealed) = (SELECT subject, sealed FROM kept WHERE kept.entry = 7 - opening.entry)
                    WHERE entry IN (3, 4);
                """
            )
        },
        Attack(
            "openings.sqlite replaced by an older copy",
            audit: .report(.failed, [Reason(.openingsShown, .indeterminate, .openingMissing)]),
            doctor: [.contentKeyMissing, .openingsLost],
            bundle: .none
        ) { attacked in
            let old = attacked.dossier.folder.path + "/old.sqlite"
            try FileManager.default.copyItem(atPath: attacked.openings, toPath: old)
            try await attacked.dossier.seal(["Suite.txt": Array("suite".utf8)], from: "suite")
            try attacked.replace(attacked.openings, by: old)
        },
    ]

    /// Parts of the folder.
    static let parts = [
        Attack(
            "a page of ledger.sqlite overwritten with noise",
            audit: .error(.storeDamaged),
            doctor: [.corruptPage],
            bundle: .none
        ) { attacked in
            let page =
                Int(
                    try attacked.shell(attacked.ledger, "SELECT rootpage FROM sqlite_schema WHERE name = 'entry';")
                        .split(separator: "\n").first ?? ""
                ) ?? 0
            try attacked.alter(attacked.ledger) { bytes in
                bytes.replaceSubrange(
                    (page - 1) * 4_096..<page * 4_096,
                    with: Array(Digest(of: [7]).bytes.cycled(4_096))
                )
            }
        },
        Attack(
            "the first bytes of ledger.sqlite overwritten",
            audit: .error(.storeForeign),
            doctor: [.foreignDatabase],
            bundle: .none
        ) { attacked in
            try attacked.alter(attacked.ledger) { $0.replaceSubrange(0..<16, with: repeatElement(7, count: 16)) }
        },
        Attack(
            "ledger.sqlite missing",
            audit: .error(.fileProblem),
            doctor: [.ledgerMissing],
            bundle: .none
        ) { attacked in try attacked.remove(attacked.ledger) },
        Attack(
            "openings.sqlite missing",
            audit: .report(
                .indeterminate,
                [Reason(.entrySignature, .indeterminate, .certificateMissing)]
            ),
            doctor: [.openingsMissing],
            bundle: .none
        ) { attacked in try attacked.remove(attacked.openings) },
        Attack(
            "case.toml edited: another authority; it decides nothing of what was sealed",
            audit: .report(.passed, []),
            doctor: [],
            bundle: .untouched
        ) { attacked in
            try attacked.alter(attacked.path + "/case.toml") { bytes in
                bytes += Array("\n[[authority]]\nname = \"autre\"\nurl = \"http://127.0.0.1:9/\"\n".utf8)
            }
        },
        Attack(
            "case.toml edited beyond understanding",
            audit: .report(.passed, []),
            doctor: [.settingsUnreadable],
            bundle: .none
        ) { attacked in try attacked.alter(attacked.path + "/case.toml") { $0 += Array("\n= = =\n".utf8) } },
        Attack(
            "case.toml missing",
            audit: .report(.passed, []),
            doctor: [.settingsMissing],
            bundle: .none
        ) { attacked in try attacked.remove(attacked.path + "/case.toml") },
    ]
}

extension [UInt8] {
    /// These bytes again and again, `count` in all.
    fileprivate func cycled(_ count: Int) -> [UInt8] {
        (0..<count).map { self[$0 % self.count] ^ UInt8($0 / self.count) }
    }
}

extension AttackedCase {
    /// The entry with other members, signed again by the custodian.
    func resign(_ der: [UInt8], _ change: (inout [String: CanonicalJSON]) -> Void) throws -> [UInt8] {
        let statement = try Entry(parsing: der).statement
        guard case .object(var members) = try CanonicalJSON(parsing: statement.bytes) else {
            throw ForgeryError.notAnObject
        }
        change(&members)
        return try CAdESSignature.sign(
            CanonicalJSON.object(members).bytes,
            form: .enveloping,
            key: dossier.custodian.signingKey(),
            certificate: dossier.custodian.identity.certificate,
            including: [],
            signingTime: statement.declaredAt.instant,
            mimeType: Entry.mimeType
        ).der
    }
}
