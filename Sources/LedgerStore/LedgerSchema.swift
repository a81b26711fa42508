internal import GRDB

/// The tables of ledger.sqlite.
///
/// `docs/formats/ledger.md` is the same in prose, with example rows.
///
/// Invariants, kept by the schema unless another guard is named:
///
/// 1. A row, once committed, is never changed or removed: UPDATE and DELETE are refused, and so is an INSERT over a row
///    that stands, whether or not REPLACE and recursive triggers are in play.
/// 2. Entries are numbered 0, 1, 2 … without a gap; each is 1 to 65,535 bytes.
/// 3. A node stands only over both its children; a leaf only beside its entry; both without a gap on their level.
/// 4. Where a checkpoint of size n stands, entries 0 … n−1 were there and so was every perfect subtree over them.
/// 5. Checkpoints grow.
/// 6. The newest checkpoint covers every entry (`Ledger.append`, one transaction; opening check 4).
/// 7. The nodes are the RFC 6962 hashes of the entries, and each checkpoint's root is theirs (`Ledger.append` as it
///    writes; opening check 5 for the newest checkpoint; the rest is an audit's).
/// 8. A token stands once, over a checkpoint that stands, beside the entry `timestamp.recorded`, later than all that the
///    checkpoint covers, which names it.
/// 9. A subject row stands beside its entry and repeats what that entry's statement says (`Ledger.append`); it can be
///    made again from the entries.
/// 10. Nothing here is personal: entries hold salted commitments only.
///
/// States: *empty* (no row at all, before the first append) and *headed* (an entry, a checkpoint over all entries). A crash
/// leaves the state before or after an append, never between.
enum LedgerSchema {
    /// What this program writes and knows; the application id is "SCEL" in ASCII.
    ///
    /// What has shipped is never edited.
    static let version = SchemaVersion(applicationID: 0x5343_454C, migrations: [version1])
}

// MARK: - Version 1

extension LedgerSchema {
    private static let version1 = """
        CREATE TABLE entry (
            idx INTEGER PRIMARY KEY CHECK (idx >= 0),
            der BLOB NOT NULL CHECK (length(der) BETWEEN 1 AND 65535)
        ) STRICT;

        CREATE TABLE node (
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 62),
            idx INTEGER NOT NULL CHECK (idx >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, idx)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE checkpoint (
            size INTEGER PRIMARY KEY CHECK (size > 0),
            note BLOB NOT NULL CHECK (length(note) > 0)
        ) STRICT;

        CREATE TABLE timestamp (
            id INTEGER PRIMARY KEY CHECK (id >= 0),
            size INTEGER NOT NULL REFERENCES checkpoint (size),
            recorded INTEGER NOT NULL REFERENCES entry (idx),
            authority BLOB NOT NULL CHECK (length(authority) = 32),
            query BLOB NOT NULL CHECK (length(query) > 0),
            response BLOB NOT NULL CHECK (length(response) > 0),
            token BLOB NOT NULL CHECK (length(token) > 0),
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            CHECK (recorded >= size)
        ) STRICT;
        CREATE INDEX timestamp_size ON timestamp (size);
        CREATE INDEX timestamp_recorded ON timestamp (recorded);

        CREATE TABLE cosignature (
            id INTEGER PRIMARY KEY CHECK (id >= 0),
            size INTEGER NOT NULL REFERENCES checkpoint (size),
            line BLOB NOT NULL CHECK (length(line) > 0),
            UNIQUE (size, line)
        ) STRICT;

        CREATE TABLE subject (
            idx INTEGER PRIMARY KEY REFERENCES entry (idx),
            kind TEXT NOT NULL CHECK (length(kind) > 0),
            exhibit BLOB CHECK (length(exhibit) = 16),
            submission BLOB CHECK (length(submission) = 16)
        ) STRICT;
        CREATE INDEX subject_kind ON subject (kind, idx);
        CREATE INDEX subject_exhibit ON subject (exhibit, idx) WHERE exhibit IS NOT NULL;
        CREATE INDEX subject_submission ON subject (submission, idx) WHERE submission IS NOT NULL;

        CREATE TRIGGER entry_insert BEFORE INSERT ON entry
        WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM entry)
        BEGIN SELECT RAISE(ABORT, 'append-only: an entry takes the next index'); END;

        CREATE TRIGGER node_insert BEFORE INSERT ON node
        WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM node WHERE level = NEW.level)
        BEGIN SELECT RAISE(ABORT, 'append-only: a node takes the next index of its level'); END;

        CREATE TRIGGER node_insert_leaf BEFORE INSERT ON node
        WHEN NEW.level = 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE idx = NEW.idx)
        BEGIN SELECT RAISE(ABORT, 'append-only: a leaf stands beside its entry'); END;

        CREATE TRIGGER node_insert_parent BEFORE INSERT ON node
        WHEN NEW.level > 0
            AND NOT EXISTS (SELECT 1 FROM node WHERE level = NEW.level - 1 AND idx = 2 * NEW.idx + 1)
        BEGIN SELECT RAISE(ABORT, 'append-only: a node stands over both its children'); END;

        CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint
        WHEN NEW.size IS NOT (SELECT max(idx) + 1 FROM entry)
            OR NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)
        BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint covers exactly the entries, and checkpoints grow'); END;

        CREATE TRIGGER checkpoint_insert_nodes BEFORE INSERT ON checkpoint
        WHEN EXISTS (
            WITH RECURSIVE tree (level, width) AS (
                SELECT 0, NEW.size
                UNION ALL
                SELECT level + 1, width >> 1 FROM tree WHERE level < 62
            )
            SELECT 1 FROM tree
            WHERE (SELECT coalesce(max(idx), -1) + 1 FROM node WHERE node.level = tree.level) <> tree.width
        )
        BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint covers every perfect subtree'); END;

        CREATE TRIGGER timestamp_insert BEFORE INSERT ON timestamp
        WHEN NEW.id IS NOT (SELECT coalesce(max(id), -1) + 1 FROM timestamp)
            OR EXISTS (SELECT 1 FROM timestamp WHERE digest = NEW.digest)
        BEGIN SELECT RAISE(ABORT, 'append-only: a token stands once, after the tokens before it'); END;

        CREATE TRIGGER cosignature_insert BEFORE INSERT ON cosignature
        WHEN NEW.id IS NOT (SELECT coalesce(max(id), -1) + 1 FROM cosignature)
            OR EXISTS (SELECT 1 FROM cosignature WHERE size = NEW.size AND line = NEW.line)
        BEGIN SELECT RAISE(ABORT, 'append-only: a cosignature stands once, after those before it'); END;

        CREATE TRIGGER subject_insert BEFORE INSERT ON subject
        WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM subject)
        BEGIN SELECT RAISE(ABORT, 'append-only: a subject takes the next index'); END;

        CREATE TRIGGER entry_update BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'append-only: an entry is never changed'); END;
        CREATE TRIGGER entry_delete BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'append-only: an entry is never removed'); END;
        CREATE TRIGGER node_update BEFORE UPDATE ON node
        BEGIN SELECT RAISE(ABORT, 'append-only: a node is never changed'); END;
        CREATE TRIGGER node_delete BEFORE DELETE ON node
        BEGIN SELECT RAISE(ABORT, 'append-only: a node is never removed'); END;
        CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint is never changed'); END;
        CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint is never removed'); END;
        CREATE TRIGGER timestamp_update BEFORE UPDATE ON timestamp
        BEGIN SELECT RAISE(ABORT, 'append-only: a time stamp is never changed'); END;
        CREATE TRIGGER timestamp_delete BEFORE DELETE ON timestamp
        BEGIN SELECT RAISE(ABORT, 'append-only: a time stamp is never removed'); END;
        CREATE TRIGGER cosignature_update BEFORE UPDATE ON cosignature
        BEGIN SELECT RAISE(ABORT, 'append-only: a cosignature is never changed'); END;
        CREATE TRIGGER cosignature_delete BEFORE DELETE ON cosignature
        BEGIN SELECT RAISE(ABORT, 'append-only: a cosignature is never removed'); END;
        CREATE TRIGGER subject_update BEFORE UPDATE ON subject
        BEGIN SELECT RAISE(ABORT, 'append-only: a subject is never changed'); END;
        CREATE TRIGGER subject_delete BEFORE DELETE ON subject
        BEGIN SELECT RAISE(ABORT, 'append-only: a subject is never removed'); END;
        """
}
