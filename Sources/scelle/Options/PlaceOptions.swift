internal import ArgumentParser

/// Whether the person answers for where the case lies.
struct PlaceOptions: ParsableArguments {
    @Flag(help: "Work on a case on NFS, SMB, 9P or FUSE, or beside conflicting copies: you answer for the ledger.")
    var unsafeFilesystem = false
}
