package import Cryptography
package import Custody
internal import Foundation
internal import GRDB

/// The key under which duplicates are found: who has the database but not this key cannot tell which files a case holds.
package struct CaseKey: Sendable {
    private let secret: SecretBytes
    private static let version = KeyLine(version: "SCELLE-CASE-KEY-1")

    /// A fresh key of 32 random bytes.
    package static func generate() -> CaseKey {
        CaseKey(secret: .random(count: 32))
    }

    private init(secret: SecretBytes) {
        self.secret = secret
    }

    /// HMAC-SHA-256 of the 32 bytes of `digest` under this key.
    package func tag(of digest: Digest) -> Digest {
        Digest(of: digest.bytes, key: secret)
    }

    /// The key as an age file to `recipients`; its plaintext is `SCELLE-CASE-KEY-1 <base64>`.
    func wrap(to recipients: [AgeRecipient]) throws(AgeError) -> [UInt8] {
        try AgeEncryptor.encrypt(Self.version.text(of: secret), to: recipients)
    }

    /// Reads what `wrap` writes.
    init(unwrapping file: [UInt8], with identities: [AgeIdentity]) throws(OpeningsError) {
        let line: SecretBytes
        do throws(AgeError) {
            line = try AgeDecryptor.decryptSecret(file, with: identities)
        } catch {
            throw .caseKey(error)
        }
        guard let secret = Self.version.secret(in: line), secret.count == 32 else { throw .malformedCaseKey }
        self.init(secret: secret)
    }
}

// MARK: - The case key

extension OpeningsDatabase {
    /// Keeps the case's key, wrapped to `recipients`; a case that has one refuses another.
    package func setCaseKey(_ key: CaseKey, for recipients: [AgeRecipient]) throws(OpeningsError) {
        try commit { database in
            try database.execute(
                sql: "INSERT INTO case_key (id, wrapped) VALUES (0, ?)",
                arguments: [Data(try key.wrap(to: recipients))]
            )
            try database.setRecipients(recipients)
        }
    }

    /// The case's key, for whoever holds one of `identities`.
    package func caseKey(with identities: [AgeIdentity]) throws(OpeningsError) -> CaseKey {
        let wrapped = try read { try Data.fetchOne($0, sql: "SELECT wrapped FROM case_key") }
        guard let wrapped else { throw .noCaseKey }
        return try CaseKey(unwrapping: [UInt8](wrapped), with: identities)
    }
}

// MARK: - Recipients

extension OpeningsDatabase {
    /// To whom every key here was last wrapped.
    package func recipients() throws(OpeningsError) -> Set<AgeRecipient> {
        try read { database in
            try Set(
                String.fetchAll(database, sql: "SELECT line FROM recipient").map { line in
                    do { return try AgeRecipient(parsing: line) } catch {
                        throw StoreError.corrupt(path: path, detail: "a recipient that is none")
                    }
                }
            )
        }
    }

    /// Wraps every key anew to `recipients` and to nobody else, in one transaction: after an enrolment or a retirement.
    ///
    /// Who left could have copied keys while he could open them; what is sealed from now on is closed to him.
    package func rewrap(with identities: [AgeIdentity], to recipients: [AgeRecipient]) throws(OpeningsError) {
        try commit { database in
            let names = try String.fetchAll(database, sql: "SELECT subject FROM content_key ORDER BY subject")
            let select = try database.cachedStatement(sql: "SELECT wrapped FROM content_key WHERE subject = ?")
            let update = try database.cachedStatement(sql: "UPDATE content_key SET wrapped = ? WHERE subject = ?")
            for name in names {
                guard let subject = OpeningSubject(name: name),
                    let wrapped = try Data.fetchOne(select, arguments: [name])
                else { throw StoreError.corrupt(path: path, detail: "a content key of an unknown subject") }
                let fresh: WrappedContentKey
                do throws(AgeError) {
                    let key = try WrappedContentKey(subject: subject, file: [UInt8](wrapped)).unwrap(with: identities)
                    fresh = try WrappedContentKey(key, for: subject, to: recipients)
                } catch {
                    throw OpeningsError.age(subject, error)
                }
                try update.execute(arguments: [Data(fresh.file), name])
            }
            if let wrapped = try Data.fetchOne(database, sql: "SELECT wrapped FROM case_key") {
                let key = try CaseKey(unwrapping: [UInt8](wrapped), with: identities)
                try database.execute(
                    sql: "UPDATE case_key SET wrapped = ?",
                    arguments: [Data(try key.wrap(to: recipients))]
                )
            }
            try database.setRecipients(recipients)
        }
    }
}

extension Database {
    /// Remembers to whom every key is wrapped.
    fileprivate func setRecipients(_ recipients: [AgeRecipient]) throws {
        try execute(sql: "DELETE FROM recipient")
        for recipient in Set(recipients.map { "\($0)" }) {
            try execute(sql: "INSERT INTO recipient (line) VALUES (?)", arguments: [recipient])
        }
    }
}

// MARK: - Erasing

/// What lies in openings.sqlite for entries that the ledger never got.
package struct UnfinishedOpenings: Hashable, Sendable {
    /// The indexes with openings or lists at or beyond the ledger's size.
    package let entries: [UInt64]

    /// The exhibits whose every opening is among them; their originals are leftovers too.
    package let exhibits: [ExhibitID]

    /// Whether there is nothing.
    package var isEmpty: Bool { entries.isEmpty && exhibits.isEmpty }
}

extension OpeningsDatabase {
    /// Erases what belongs to `subject`: its content key, and with it its openings, sealed lists and duplicate marks.
    ///
    /// Other copies of the key, in backups for instance, are not in this program's reach.
    package func erase(_ subject: OpeningSubject) throws(OpeningsError) {
        try commit { database in
            try database.execute(sql: "DELETE FROM content_key WHERE subject = ?", arguments: [subject.name])
            guard database.changesCount == 1 else { throw OpeningsError.noContentKey(subject) }
        }
    }

    /// What an interrupted operation left behind: rows of entries that a ledger of `size` entries does not have.
    package func unfinished(ledgerSize size: UInt64) throws(OpeningsError) -> UnfinishedOpenings {
        try read { database in
            let entries = try UInt64.fetchAll(
                database,
                sql: "SELECT entry FROM opening WHERE entry >= :size UNION SELECT entry FROM list WHERE entry >= :size",
                arguments: ["size": Int64(clamping: size)]
            )
            let exhibits = try String.fetchAll(
                database,
                sql: """
                    SELECT subject FROM content_key WHERE subject NOT LIKE 'entry:%'
                    AND NOT EXISTS (SELECT 1 FROM opening WHERE opening.subject = content_key.subject AND entry < ?)
                    ORDER BY subject
                    """,
                arguments: [Int64(clamping: size)]
            )
            return UnfinishedOpenings(entries: entries, exhibits: exhibits.compactMap { ExhibitID($0) })
        }
    }

    /// Removes what `unfinished(ledgerSize:)` finds, under the case's lock, once the head is known not to be rolled back:
    /// of a ledger that is ahead of the one at hand, these rows would be all that is left.
    package func removeUnfinished(ledgerSize size: UInt64) throws(OpeningsError) {
        let leftover = try unfinished(ledgerSize: size)
        guard !leftover.isEmpty else { return }
        try commit { database in
            for exhibit in leftover.exhibits {
                try database.execute(sql: "DELETE FROM content_key WHERE subject = ?", arguments: [exhibit.hex])
            }
            for index in leftover.entries {
                let subject = OpeningSubject.entry(index).name
                try database.execute(sql: "DELETE FROM content_key WHERE subject = ?", arguments: [subject])
            }
            try database.execute(sql: "DELETE FROM opening WHERE entry >= ?", arguments: [Int64(clamping: size)])
            try database.execute(sql: "DELETE FROM list WHERE entry >= ?", arguments: [Int64(clamping: size)])
        }
    }
}
