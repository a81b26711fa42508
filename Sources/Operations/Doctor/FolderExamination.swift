internal import Cryptography
internal import Custody
internal import Glibc
internal import LedgerStore

// What can be told of a case's folder without reading what is in its files (docs/formats/diagnosis.md § 2, steps 1 to 3).

extension CaseDiagnosis {
    /// Looks at each part's presence, owner's rights and exposure, and at case.toml.
    mutating func examineFolder(_ folder: CaseFolder) {
        if access(folder.path, R_OK | X_OK) != 0 {
            conclude(.noAccess, place: folder.path, reason: String(cString: strerror(errno)))
        }
        for (path, missing) in [
            (folder.settings, Diagnosis.settingsMissing), (folder.ledger, .ledgerMissing),
            (folder.openings, .openingsMissing), (folder.ledgerKey, .ledgerKeyMissing),
        ] {
            if DurableFile.exists(path) { examineRights(of: path) } else { conclude(missing, place: path) }
        }
        if DurableFile.exists(folder.originals) { examineRights(of: folder.originals) }
        examineExposure(of: [folder.path, folder.ledger, folder.openings, folder.ledgerKey, folder.originals])
        examineSettings(folder)
    }

    private mutating func examineRights(of path: String) {
        guard access(path, R_OK) != 0 else { return }
        conclude(.noAccess, place: path, reason: String(cString: strerror(errno)))
    }

    /// Others than the owner must not read a case; a file system without owners cannot say.
    private mutating func examineExposure(of paths: [String]) {
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { continue }
            conclude(.exposed, place: path, reason: String(status.st_mode & 0o777, radix: 8))
        }
    }

    private mutating func examineSettings(_ folder: CaseFolder) {
        guard DurableFile.exists(folder.settings), access(folder.settings, R_OK) == 0 else { return }
        do {
            _ = try CaseSettings(reading: folder.settings)
        } catch let error as OperationError {
            conclude(
                .settingsUnreadable,
                place: folder.settings,
                reason: error.arguments["reason"] ?? error.code.rawValue
            )
        } catch {
            conclude(.settingsUnreadable, place: folder.settings, reason: "\(error)")
        }
    }

    /// What kept a database from being opened, or from being read on.
    mutating func conclude(_ error: any Error, of path: String) {
        let store: StoreError?
        switch error {
        case LedgerError.store(let error), OpeningsError.store(let error): store = error
        case let error as StoreError: store = error
        default: store = nil
        }
        switch store {
        case .missing: break  // concluded already
        case .otherSort: conclude(.foreignDatabase, place: path)
        case .newerVersion(_, let found, let known):
            conclude(.foreignDatabase, place: path, reason: "\(found) > \(known)")
        case .corrupt(_, let detail): conclude(.corruptPage, place: path, reason: detail)
        case .fileSystem(let error): conclude(.noAccess, place: path, reason: error.reason)
        case .inputOutput(_, let detail), .refused(_, let detail): conclude(.noAccess, place: path, reason: detail)
        case .alteredSchema(_, let object): conclude(.structureAltered, place: path, reason: object)
        case .busy: conclude(.undecided, place: path, reason: "busy")
        case .exists, nil: conclude(.corruptPage, place: path, reason: "\(error)")
        }
    }
}

// MARK: - What an interrupted operation left

extension ExaminedCase {
    /// What an interrupted operation left: files in originals/ and rows in openings.sqlite of entries that the ledger never
    /// got.
    struct Leftovers {
        /// Names of files that are still being written, or were when something stopped.
        var partial: [String] = []
        /// Originals of exhibits that no entry names.
        var originals: [String] = []
        /// Files in originals/ that scelle never puts there.
        var strangers: [String] = []
        /// How many entries that are not in the ledger have openings.
        var openings = 0

        var isEmpty: Bool { partial.isEmpty && originals.isEmpty && strangers.isEmpty && openings == 0 }
    }

    /// Finds them; nothing is removed.
    ///
    /// `known` are the exhibits that the entries themselves name: the lookup table may be what somebody altered.
    func leftovers(known: Set<ExhibitID>) throws -> Leftovers {
        var leftovers = Leftovers()
        let path = folder.originals
        if DurableFile.exists(path) {
            for name in try Originals(in: folder).leftovers({ known.contains($0) }) {
                if name.hasSuffix(".partial"), ExhibitID(name.prefix { $0 != "." }) != nil {
                    leftovers.partial.append("\(path)/\(name)")
                } else if name.hasSuffix(".age"), ExhibitID(name.dropLast(4)) != nil {
                    leftovers.originals.append("\(path)/\(name)")
                } else {
                    leftovers.strangers.append("\(path)/\(name)")
                }
            }
        }
        leftovers.partial += try DurableFile.names(inFolder: folder.path)
            .filter { $0.hasSuffix(".partial") }.map { "\(folder.path)/\($0)" }
        if case .success(let openings) = openings {
            leftovers.openings = try openings.unfinished(ledgerSize: extent.entryEnd).entries.count
        }
        return leftovers
    }

    /// The exhibits that the entries name, each read once more.
    func exhibits() throws -> Set<ExhibitID> {
        var exhibits: Set<ExhibitID> = []
        var start: UInt64 = 0
        while start < extent.entryEnd {
            let end = min(start + Ledger.batchCount, extent.entryEnd)
            for der in try ledger.storedEntries(in: start..<end).values {
                // An entry that cannot be read is the audit's to name.
                if let exhibit = (try? Entry(parsing: der))?.statement.exhibit { exhibits.insert(exhibit) }
            }
            start = end
        }
        return exhibits
    }
}
