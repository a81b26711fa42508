internal import GRDB

/// The tables of openings.sqlite: what may be personal, and must be erasable.
///
/// `docs/formats/ledger.md` § 4 is the same in prose.
///
/// Invariants:
///
/// 1. Nothing here decides what the ledger says: without this file the history stands, unread.
/// 2. Every opening and every sealed list belongs to a content key; deleting the key's row deletes them and the
///    duplicate marks (ON DELETE CASCADE), and `secure_delete` overwrites what they were.
/// 3. Only recipients, certificates, receipts and lists without a subject are in clear.
/// 4. Rows become durable before the entries they open; rows of entries that the ledger never got are an unfinished
///    operation's.
/// 5. `recipient` holds to whom every key here was last wrapped; other recipients in the ledger are an enrolment or a
///    retirement that was interrupted.
enum OpeningsSchema {
    /// What this program writes and knows; the application id is "SCEO" in ASCII.
    ///
    /// What has shipped is never edited.
    static let version = SchemaVersion(applicationID: 0x5343_454F, migrations: [version1])

    private static let version1 = """
        CREATE TABLE content_key (
            subject TEXT PRIMARY KEY CHECK (
                subject GLOB 'entry:[0-9]*' OR length(subject) = 32 AND subject NOT GLOB '*[^0-9a-f]*'),
            wrapped BLOB NOT NULL CHECK (length(wrapped) > 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE case_key (
            id INTEGER PRIMARY KEY CHECK (id = 0),
            wrapped BLOB NOT NULL CHECK (length(wrapped) > 0)
        ) STRICT;

        CREATE TABLE recipient (
            line TEXT PRIMARY KEY CHECK (length(line) > 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE opening (
            entry INTEGER PRIMARY KEY CHECK (entry >= 0),
            subject TEXT NOT NULL REFERENCES content_key (subject) ON DELETE CASCADE,
            sealed BLOB NOT NULL CHECK (length(sealed) > 0)
        ) STRICT;
        CREATE INDEX opening_subject ON opening (subject);

        CREATE TABLE list (
            entry INTEGER NOT NULL CHECK (entry >= 0),
            name TEXT NOT NULL CHECK (length(name) > 0),
            subject TEXT REFERENCES content_key (subject) ON DELETE CASCADE,
            lines BLOB NOT NULL,
            PRIMARY KEY (entry, name)
        ) STRICT;
        CREATE INDEX list_subject ON list (subject) WHERE subject IS NOT NULL;

        CREATE TABLE certificate (
            fingerprint BLOB PRIMARY KEY CHECK (length(fingerprint) = 32),
            der BLOB NOT NULL CHECK (length(der) > 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE duplicate (
            hmac BLOB NOT NULL CHECK (length(hmac) = 32),
            exhibit TEXT NOT NULL REFERENCES content_key (subject) ON DELETE CASCADE,
            PRIMARY KEY (hmac, exhibit)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX duplicate_exhibit ON duplicate (exhibit);

        CREATE TABLE receipt (
            size INTEGER PRIMARY KEY CHECK (size > 0),
            text BLOB NOT NULL CHECK (length(text) > 0)
        ) STRICT;
        """
}
