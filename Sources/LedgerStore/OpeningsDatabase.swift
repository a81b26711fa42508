package import Cryptography
package import Custody
internal import Foundation
internal import GRDB

/// openings.sqlite: the disclosures, content keys, certificates and receipts of one case; what an erasure erases.
///
/// The tables and numbered invariants are in `OpeningsSchema.swift`. Rollback journal, `secure_delete`, and a folder that is
/// durable too when a method returns (`synchronous=EXTRA`). The database is confined to one serial connection.
package final class OpeningsDatabase: Sendable {
    /// The path of openings.sqlite, for messages.
    package let path: String

    private let queue: DatabaseQueue

    /// The first table, index or trigger that is not as its version makes it, where the database was opened for looking at
    /// it only; nil when all are.
    package let alteredObject: String?

    /// The copy that is read instead of the file itself, when there is one.
    private let copy: ScratchFolder?

    /// Makes a new, empty database at `path`, readable by its owner only; a file that stands there is refused.
    package convenience init(creatingAt path: String) throws(OpeningsError) {
        do throws(StoreError) {
            try SchemaVersion.makeFile(path)
        } catch {
            throw .store(error)
        }
        try self.init(openingAt: path)
    }

    /// Opens the database at `path` for looking at it, whatever state it is in; nothing in its folder changes.
    package init(examiningAt path: String) throws(OpeningsError) {
        self.path = path
        do throws(StoreError) {
            let examined = try OpeningsSchema.version.examine(path)
            queue = examined.queue
            alteredObject = examined.alteredObject
            copy = examined.copy
        } catch {
            throw .store(error)
        }
    }

    /// Opens the database at `path`, which cannot be written, for reading it: its schema is checked, and nothing in its folder
    /// changes.
    package convenience init(readingAt path: String) throws(OpeningsError) {
        try self.init(examiningAt: path)
        if let alteredObject { throw .store(.alteredSchema(path: path, object: alteredObject)) }
    }

    /// Opens the database at `path`: its sort, version and schema are checked.
    package init(openingAt path: String) throws(OpeningsError) {
        self.path = path
        alteredObject = nil
        copy = nil
        do throws(StoreError) {
            queue = try OpeningsSchema.version.open(
                path,
                configuration: .hardened(synchronous: "EXTRA", secureDelete: true),
                journal: "delete"
            )
        } catch {
            throw .store(error)
        }
    }

    /// Runs `body` in a read transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(OpeningsError) -> Result {
        do {
            return try queue.read(body)
        } catch {
            throw OpeningsError(error, path: path)
        }
    }

    /// Runs `body`, which is one SELECT and so needs no transaction around it.
    func readOne<Result>(_ body: (Database) throws -> Result) throws(OpeningsError) -> Result {
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw OpeningsError(error, path: path)
        }
    }

    /// Runs `body` in one `BEGIN IMMEDIATE` transaction, durable once this returns.
    func commit(_ body: (Database) throws -> Void) throws(OpeningsError) {
        do {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try body(database)
                    return .commit
                }
            }
        } catch {
            throw OpeningsError(error, path: path)
        }
    }
}

// MARK: - Adding

/// What one operation adds to openings.sqlite, before its entries go into the ledger.
package struct OpeningsAddition: Sendable {
    /// The keys of new subjects.
    package var contentKeys: [WrappedContentKey] = []

    /// The disclosures of new entries.
    package var openings: [SealedOpening] = []

    /// The lines of new entries' lists.
    package var lists: [KeptList] = []

    /// Certificates to keep; those that are there already are passed over.
    package var certificates: [Certificate] = []

    /// For each new exhibit, the tag of its bytes under the case key (`CaseKey.tag`).
    package var duplicates: [(tag: Digest, exhibit: ExhibitID)] = []

    /// Nothing yet.
    package init() {}
}

/// The lines of one list of an entry, `Verification/lists/<index>.<name>` in a bundle.
package struct KeptList: Hashable, Sendable {
    /// The leaf index of the entry that has the list.
    package let entry: UInt64

    /// The member of `lists`.
    package let name: String

    /// Whose content key seals the lines; nil for lines without anything personal, kept in clear.
    package let subject: OpeningSubject?

    /// The lines, or an age file of them.
    package let bytes: [UInt8]

    /// A list of the entry at index `entry`.
    package init(entry: UInt64, name: String, subject: OpeningSubject?, bytes: [UInt8]) {
        self.entry = entry
        self.name = name
        self.subject = subject
        self.bytes = bytes
    }
}

extension OpeningsDatabase {
    /// Keeps `addition` in one transaction; an opening, key or list that is there already is refused.
    ///
    /// So is `streamed`, whose bytes never are in memory together.
    package func add(_ addition: OpeningsAddition, and streamed: StreamedList? = nil) throws(OpeningsError) {
        try commit { database in
            for key in addition.contentKeys {
                try database.cachedStatement(sql: "INSERT INTO content_key (subject, wrapped) VALUES (?, ?)")
                    .execute(arguments: [key.subject.name, Data(key.file)])
            }
            for opening in addition.openings {
                try database.cachedStatement(sql: "INSERT INTO opening (entry, subject, sealed) VALUES (?, ?, ?)")
                    .execute(arguments: [Int64(opening.entry), opening.subject.name, Data(opening.file)])
            }
            for list in addition.lists {
                try database.cachedStatement(sql: "INSERT INTO list (entry, name, subject, lines) VALUES (?, ?, ?, ?)")
                    .execute(arguments: [Int64(list.entry), list.name, list.subject?.name, Data(list.bytes)])
            }
            if let streamed { try database.keep(streamed) }
            for certificate in addition.certificates {
                try database.cachedStatement(
                    sql: "INSERT INTO certificate (fingerprint, der) VALUES (?, ?) ON CONFLICT DO NOTHING"
                ).execute(arguments: [Data(certificate.fingerprint.bytes), Data(certificate.der)])
            }
            for (tag, exhibit) in addition.duplicates {
                try database.cachedStatement(sql: "INSERT INTO duplicate (hmac, exhibit) VALUES (?, ?)")
                    .execute(arguments: [Data(tag.bytes), exhibit.hex])
            }
        }
    }
}

// MARK: - Reading

extension OpeningsDatabase {
    /// The wrapped content key of `subject`; nil when it was erased or never kept.
    package func contentKey(of subject: OpeningSubject) throws(OpeningsError) -> WrappedContentKey? {
        try readOne { database in
            let statement = try database.cachedStatement(sql: "SELECT wrapped FROM content_key WHERE subject = ?")
            return try Data.fetchOne(statement, arguments: [subject.name])
                .map { WrappedContentKey(subject: subject, file: [UInt8]($0)) }
        }
    }

    /// The content key of `subject`, for whoever holds one of `identities`.
    package func unlock(
        _ subject: OpeningSubject,
        with identities: [AgeIdentity]
    ) throws(OpeningsError) -> AgeIdentity {
        guard let wrapped = try contentKey(of: subject) else { throw .noContentKey(subject) }
        do throws(AgeError) {
            return try wrapped.unwrap(with: identities)
        } catch {
            throw .age(subject, error)
        }
    }

    /// The sealed disclosures of the entry at `index`; nil when the entry has none, or they were erased.
    package func opening(of index: UInt64) throws(OpeningsError) -> SealedOpening? {
        try readOne { database in
            let statement = try database.cachedStatement(sql: "SELECT subject, sealed FROM opening WHERE entry = ?")
            guard let row = try Row.fetchOne(statement, arguments: [Int64(clamping: index)]) else { return nil }
            guard let subject = OpeningSubject(name: row["subject"]) else {
                throw OpeningsError.malformedOpening(entry: index)
            }
            return SealedOpening(entry: index, subject: subject, file: [UInt8](row["sealed"] as Data))
        }
    }

    /// How many bytes all disclosures that are kept have at least when they are opened.
    package func leastDisclosuresSize() throws(OpeningsError) -> UInt64 {
        try readOne { database in
            let row = try Row.fetchOne(database, sql: "SELECT count(*), sum(length(sealed)) FROM opening")
            let count = row.flatMap { Int64.fromDatabaseValue($0[0]) } ?? 0
            let sealed = row.flatMap { Int64.fromDatabaseValue($0[1]) } ?? 0
            // An age file is that much longer than what is in it, or less: its header, and a tag for each 64 KiB.
            return UInt64(max(0, sealed - sealed / 4_096 - count * 256))
        }
    }

    /// The entries of `range` whose disclosures are kept, each with its subject; nil for a subject that is none.
    package func openingSubjects(in range: Range<UInt64>) throws(OpeningsError) -> [UInt64: OpeningSubject?] {
        try read { database in
            var subjects: [UInt64: OpeningSubject?] = [:]
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: "SELECT entry, subject FROM opening WHERE entry >= ? AND entry < ?"),
                arguments: [Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound)]
            )
            while let row = try rows.next() {
                guard let entry = Int64.fromDatabaseValue(row[0]).flatMap({ UInt64(exactly: $0) }) else { continue }
                let subject = String.fromDatabaseValue(row[1]).flatMap { OpeningSubject(name: $0) }
                subjects.updateValue(subject, forKey: entry)
            }
            return subjects
        }
    }

    /// The disclosure texts of the entry at `index`, for whoever holds one of `identities`; nil when there are none.
    package func disclosures(
        of index: UInt64,
        with identities: [AgeIdentity]
    ) throws(OpeningsError) -> [String]? {
        guard let opening = try opening(of: index) else { return nil }
        return try opening.open(with: try unlock(opening.subject, with: identities))
    }

    /// The lists kept for the entry at `index`, by name.
    package func lists(of index: UInt64) throws(OpeningsError) -> [KeptList] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, subject, lines FROM list WHERE entry = ? ORDER BY name",
                arguments: [Int64(clamping: index)]
            ).map { row in
                let name = row["subject"] as String?
                let subject = name.flatMap { OpeningSubject(name: $0) }
                guard (name == nil) == (subject == nil) else { throw OpeningsError.malformedOpening(entry: index) }
                return KeptList(
                    entry: index,
                    name: row["name"],
                    subject: subject,
                    bytes: [UInt8](row["lines"] as Data)
                )
            }
        }
    }

    /// The certificate whose DER has this SHA-256; nil when it was not kept.
    package func certificate(_ fingerprint: Digest) throws(OpeningsError) -> Certificate? {
        try read { database in
            let der = try Data.fetchOne(
                database,
                sql: "SELECT der FROM certificate WHERE fingerprint = ?",
                arguments: [Data(fingerprint.bytes)]
            )
            guard let der else { return nil }
            let certificate: Certificate
            do {
                certificate = try Certificate(der: [UInt8](der))
            } catch {
                throw OpeningsError.malformedCertificate(fingerprint)
            }
            guard certificate.fingerprint == fingerprint else {
                throw OpeningsError.malformedCertificate(fingerprint)
            }
            return certificate
        }
    }

    /// Every certificate that is kept and can be read; one that cannot counts as missing.
    package func certificates() throws(OpeningsError) -> [Certificate] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT fingerprint, der FROM certificate ORDER BY fingerprint").compactMap
            {
                guard let fingerprint = Data.fromDatabaseValue($0[0]).flatMap({ Digest(bytes: $0) }),
                    let der = Data.fromDatabaseValue($0[1])
                else { return nil }
                // Whoever looks for it is told that it is missing.
                let certificate = try? Certificate(der: [UInt8](der))
                return certificate?.fingerprint == fingerprint ? certificate : nil
            }
        }
    }

    /// What SQLite finds wrong with the pages of the file; nil when they are as it writes them.
    package func pageFault() throws(OpeningsError) -> String? {
        try read { try $0.pageFault() }
    }

    /// The receipt kept for the checkpoint of this size; nil when there is none.
    package func receipt(size: UInt64) throws(OpeningsError) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT text FROM receipt WHERE size = ?",
                arguments: [Int64(clamping: size)]
            ).map { [UInt8]($0) }
        }
    }

    /// The sizes of the checkpoints with a receipt, ascending.
    package func receiptSizes() throws(OpeningsError) -> [UInt64] {
        try read { try UInt64.fetchAll($0, sql: "SELECT size FROM receipt ORDER BY size") }
    }

    /// The exhibits whose bytes have this tag under the case key.
    package func exhibits(tagged tag: Digest) throws(OpeningsError) -> [ExhibitID] {
        try readOne { database in
            let statement = try database.cachedStatement(
                sql: "SELECT exhibit FROM duplicate WHERE hmac = ? ORDER BY exhibit"
            )
            return try String.fetchAll(statement, arguments: [Data(tag.bytes)]).compactMap { ExhibitID($0) }
        }
    }
}
