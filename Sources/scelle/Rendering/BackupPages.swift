internal import Cryptography
internal import Operations
internal import TransparencyLog
internal import Wording

/// What is said about backups and restored cases.
enum BackupPages {
    /// A backup that was written.
    static func backedUp(_ backedUp: BackUpCase.BackedUp, in say: Phrasebook) -> Page {
        var page = Page()
        page.paragraph(say(backedUp.wasOpened ? "backup.done" : "backup.doneLocked"), .heading)
        page.field(say("backup.file"), backedUp.path, in: say)
        page.field(say("backup.size"), say.number(backedUp.size), in: say)
        describe(backedUp.checkpoint.checkpoint, originals: backedUp.originalCount, on: &page, in: say)
        page.line()
        page.paragraph(say("backup.readable"))
        page.paragraph(say("backup.keysApart"))
        return page
    }

    /// A case that was restored.
    static func restored(_ restored: RestoreCase.Restored, in say: Phrasebook) -> Page {
        var page = Page()
        let key = restored.wasOpened ? "restore.done" : "restore.doneLocked"
        page.paragraph(say(key, ["path": restored.path.printable]), hanging: 2, .heading)
        let checkpoint = restored.checkpoint.checkpoint
        describe(checkpoint, originals: restored.originalCount, on: &page, in: say)
        if let recipient = restored.recoveryRecipient { page.field(say("restore.recovery"), recipient, in: say) }
        if !restored.authorities.isEmpty {
            page.field(say("restore.authorities"), restored.authorities.joined(separator: ", "), in: say)
            page.paragraph(say("restore.settings"), indent: 2)
        }
        page.line()
        if let remembered = restored.remembered {
            let words = ["remembered": say.number(remembered), "found": say.number(checkpoint.treeSize)]
            page.paragraph(say("restore.rolledBack", words), .bad)
        } else {
            page.paragraph(say("restore.adopt"))
            // On a line of its own, to be copied.
            page.line("  scelle adopt --reason restored -C \(quoted(restored.path.printable))")
        }
        return page
    }

    /// A path as a shell takes it.
    private static func quoted(_ path: String) -> String {
        "'" + path.replacing("'", with: "'\\''") + "'"
    }

    private static func describe(
        _ checkpoint: Checkpoint,
        originals: Int,
        on page: inout Page,
        in say: Phrasebook
    ) {
        page.field(say("backup.ledger"), checkpoint.origin, in: say)
        page.field(say("backup.entries"), say.number(checkpoint.treeSize), in: say)
        page.digest(say("backup.root"), checkpoint.rootHash.hex, in: say)
        page.field(say("backup.originals"), say.number(UInt64(originals)), in: say)
    }
}

/// What `backup --json` prints.
struct BackupJSON: Encodable {
    let file: String
    let bytes: UInt64
    let origin: String
    let size: UInt64
    let root: String
    let originals: Int
    let opened: Bool

    init(_ backedUp: BackUpCase.BackedUp) {
        file = backedUp.path
        bytes = backedUp.size
        origin = backedUp.checkpoint.checkpoint.origin
        size = backedUp.checkpoint.checkpoint.treeSize
        root = backedUp.checkpoint.checkpoint.rootHash.hex
        originals = backedUp.originalCount
        opened = backedUp.wasOpened
    }
}

/// What `restore --json` prints; `remembered` is absent unless the backup is older than what was seen here.
struct RestoreJSON: Encodable {
    let folder: String
    let origin: String
    let size: UInt64
    let root: String
    let originals: Int
    let opened: Bool
    let remembered: UInt64?
    let recoveryRecipient: String?
    let authorities: [String]

    init(_ restored: RestoreCase.Restored) {
        folder = restored.path
        origin = restored.checkpoint.checkpoint.origin
        size = restored.checkpoint.checkpoint.treeSize
        root = restored.checkpoint.checkpoint.rootHash.hex
        originals = restored.originalCount
        opened = restored.wasOpened
        remembered = restored.remembered
        recoveryRecipient = restored.recoveryRecipient
        authorities = restored.authorities
    }
}
