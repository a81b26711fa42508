package import Custody
internal import Glibc

/// Where everything of one case file lies: the only file that spells these names.
///
///     <case>/case.toml         settings; written last by whoever creates the case, so that its presence means "whole"
///     <case>/ledger.sqlite     the ledger
///     <case>/openings.sqlite   what may be personal and must be erasable
///     <case>/ledger.key.age    the ledger's key
///     <case>/ledger.key.age.next   the key that a change of keys is about to take up
///     <case>/originals/        one age file an exhibit
///     <case>/working/          renditions, may be deleted at any time
///     <case>/place             which place this folder is; a copy of the folder is known by it
///     <case>/lock              held from reading the head to the commit; empty
package struct CaseFolder: Hashable, Sendable {
    /// The absolute path of the folder, without a final slash.
    package let path: String

    /// Language, authorities, filing profile; nothing personal.
    package var settings: String { path + "/case.toml" }

    /// The append-only ledger.
    package var ledger: String { path + "/ledger.sqlite" }

    /// Disclosures, wrapped content keys, certificates, receipts.
    package var openings: String { path + "/openings.sqlite" }

    /// The ledger's Ed25519 key, encrypted to the custodians.
    package var ledgerKey: String { path + "/ledger.key.age" }

    /// The key that a change of keys is about to take up; a leftover of one that was interrupted.
    package var nextLedgerKey: String { ledgerKey + ".next" }

    /// The folder of the received bytes.
    package var originals: String { path + "/originals" }

    /// The encrypted received bytes of `exhibit`.
    package func original(of exhibit: ExhibitID) -> String { "\(originals)/\(exhibit.hex).age" }

    /// The folder of renditions.
    package var working: String { path + "/working" }

    /// The file that tells the folder from its copies.
    package var place: String { path + "/place" }

    /// The file whose lock keeps two processes from growing the ledger at once.
    package var lock: String { path + "/lock" }
}

// MARK: - Creating and finding

extension CaseFolder {
    /// Makes the folders of a new case at `path`, which must not exist or be empty; 0700, whatever the process's mask.
    package static func create(at path: String) throws(CaseFolderError) -> CaseFolder {
        do throws(FileSystemError) {
            try DurableFile.createFolders(path)
            if try DurableFile.names(inFolder: path).isEmpty { return try makeFolders(at: path) }
        } catch {
            throw .fileSystem(error)
        }
        throw .notEmpty(path)
    }

    private static func makeFolders(at path: String) throws(FileSystemError) -> CaseFolder {
        guard chmod(path, 0o700) == 0 else { throw FileSystemError(.createFolder, path) }
        let folder = CaseFolder(path: try absolute(path))
        try DurableFile.createFolder(folder.originals)
        try DurableFile.createFolder(folder.working)
        return folder
    }

    /// The case at `path`, which must hold case.toml.
    package init(opening path: String) throws(CaseFolderError) {
        do throws(FileSystemError) {
            self.init(path: try Self.absolute(path))
        } catch {
            throw .fileSystem(error)
        }
        guard DurableFile.exists(settings) else { throw .notACase(path) }
    }

    /// The folder at `path`, whatever it holds: a case that lacks a part is still somebody's case.
    package init(anywhere path: String) throws(CaseFolderError) {
        do throws(FileSystemError) {
            self.init(path: try Self.absolute(path))
        } catch {
            throw .fileSystem(error)
        }
    }

    /// Whether any of the files or folders of a case is there.
    package var holdsAnyPart: Bool {
        [settings, ledger, openings, ledgerKey, originals].contains { DurableFile.exists($0) }
    }

    /// Whether the ledger, the openings and the folder that holds them can be written.
    package var canBeWritten: Bool {
        access(path, W_OK) == 0 && access(ledger, W_OK) == 0 && access(openings, W_OK) == 0
    }

    /// The case that `override` names (the value of `SCELLE_CASE`, if set), else that of the nearest folder, from
    /// `directory` upwards, that holds case.toml.
    package static func discover(from directory: String, override: String?) throws(CaseFolderError) -> CaseFolder {
        if let override { return try CaseFolder(opening: override) }
        var candidate: CaseFolder
        do throws(FileSystemError) {
            candidate = CaseFolder(path: try absolute(directory))
        } catch {
            throw .fileSystem(error)
        }
        while !DurableFile.exists(candidate.settings) {
            guard !candidate.path.isEmpty, candidate.path.utf8.first == UInt8(ascii: "/"), candidate.path != "/" else {
                throw .noneAbove(directory)
            }
            candidate = CaseFolder(path: DurableFile.parent(of: candidate.path))
        }
        return candidate
    }

    private static func absolute(_ path: String) throws(FileSystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw FileSystemError(.examine, path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// Why a folder cannot be used as a case.
package enum CaseFolderError: Error, Hashable, Sendable {
    /// The folder named for a new case holds something.
    case notEmpty(String)
    /// The folder named holds no case.toml.
    case notACase(String)
    /// Neither this folder nor any above it holds case.toml.
    case noneAbove(String)
    case fileSystem(FileSystemError)
}
