internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog
internal import Verification

/// A case that is looked at and neither trusted nor changed: each part is there or not by itself, so that one that is
/// damaged does not hide the others.
///
/// `CaseFile` is a case open for work, and refuses everything that is not as it should be; this refuses only a ledger
/// that cannot be read at all.
final class ExaminedCase: Sendable {
    let folder: CaseFolder
    let ledger: Ledger

    /// Disclosures, keys, certificates; or why they cannot be read.
    let openings: Result<OpeningsDatabase, OpeningsError>

    /// What is remembered of this ledger outside the case; or why that cannot be told.
    let remembered: Result<SignedCheckpoint?, HeadsError>

    /// Where it is remembered.
    let headsFolder: String

    /// The ledger's name as its first entry claims it; empty when that cannot be read.
    let origin: String

    let extent: LedgerExtent

    init(_ folder: CaseFolder, in surroundings: Surroundings) throws {
        self.folder = folder
        ledger = try Ledger(examiningAt: folder.ledger)
        extent = try ledger.extent()
        openings = Result { () throws(OpeningsError) in try OpeningsDatabase(examiningAt: folder.openings) }
        let origin = try Self.origin(of: ledger)
        self.origin = origin
        let heads = Heads(folder: try surroundings.stateFolder() + "/heads")
        headsFolder = heads.folder
        remembered = Result { () throws(HeadsError) in
            origin.isEmpty ? nil : try heads.remembered(origin: origin)
        }
    }

    /// The origin that entry 0 names or, where it cannot be read, the newest checkpoint: claims both, for the judge.
    private static func origin(of ledger: Ledger) throws -> String {
        if let der = try ledger.storedEntries(in: 0..<1)[0], let entry = try? Entry(parsing: der) {  // judged later
            return entry.statement.origin
        }
        guard let newest = try ledger.checkpointSizes().last else { return "" }
        return (try? ledger.checkpoint(size: newest))?.checkpoint.origin ?? ""  // judged later
    }

    /// The checkpoints of this ledger that the computer and the case itself remember: the head seen last, and the receipts
    /// that were given.
    func memories() -> [KnownCheckpoint] {
        var known: [KnownCheckpoint] = []
        if case .success(let head?) = remembered {
            let path = headsFolder + "/" + (origin.split(separator: "/").last.map(String.init) ?? "")
            known.append(KnownCheckpoint(checkpoint: head, source: path, wasVerified: true))
        }
        // A receipt that cannot be read accuses nobody.
        guard let openings = try? openings.get(), let sizes = try? openings.receiptSizes() else { return known }
        for size in sizes {
            // Nor does this one.
            guard let text = try? openings.receipt(size: size), let receipt = try? Receipt(parsing: text) else {
                continue
            }
            known.append(
                KnownCheckpoint(
                    checkpoint: receipt.checkpoint,
                    leaves: Dictionary(receipt.leaves.map { ($0.index, $0.hash) }) { first, _ in first },
                    source: "\(folder.openings) (\(size))"
                )
            )
        }
        return known
    }
}

// MARK: - Evidence

extension ExaminedCase {
    /// What the case shows of its ledger: every entry, every checkpoint, every token, and the tables beside them.
    func evidence(for custodian: Custodian?) throws -> LedgerEvidence {
        let ledger = ledger
        let openings = try? openings.get()  // reported as such by whoever examines the case
        let size = max(extent.entryEnd, extent.checkpointEnd)
        let timestamps = try ledger.storedTimestamps()
        let window = EntryWindow(ledger)
        return LedgerEvidence(
            origin: origin,
            treeSize: size,
            isComplete: true,
            entryIndexes: EntryIndexes(0..<size),
            entry: { try window.entry($0) },
            checkpointSizes: try ledger.checkpointSizes(),
            checkpoint: { try ledger.checkpoint(size: $0).bytes },
            cosigned: { size in
                let lines = try ledger.cosignatures(size: size)
                return lines.isEmpty ? nil : try ledger.checkpoint(size: size).bytes + lines.flatMap { $0 }
            },
            inclusionProof: { _ in nil },
            consistencyProof: { _ in nil },
            tokens: timestamps.map { row in
                LedgerEvidence.Token(size: row.size, digest: row.stamp.token) { try ledger.storedToken(row.id) }
            },
            certificates: try openings?.certificates() ?? [],
            disclosures: { range in
                guard let openings else { return { _ in nil } }
                guard let custodian else { return Self.lockedDisclosures(in: openings, range) }
                return { try Self.disclosures(of: $0, in: openings, for: custodian) }
            },
            listLines: { index, name, take in
                let kept = try openings?.lists(of: index).first { $0.name.utf8.elementsEqual(name.utf8) }
                guard let kept, kept.subject == nil else { return false }
                var lines = ListLineReader()
                kept.bytes.withUnsafeBytes { lines.take($0, line: take) }
                try lines.finish()
                return true
            },
            stored: stored(timestamps)
        )
    }

    /// What can be told of disclosures that nobody unlocks: whether there are any, asked once for the whole range.
    private static func lockedDisclosures(
        in openings: OpeningsDatabase,
        _ range: Range<UInt64>
    ) -> LedgerEvidence.DisclosureReader {
        let kept = Result { () throws(OpeningsError) in try openings.openingSubjects(in: range) }
        return { index in
            guard let subject = try kept.get()[index] else { return [] }
            guard subject != nil else { throw OpeningsError.malformedOpening(entry: index) }
            return nil
        }
    }

    private static func disclosures(
        of index: UInt64,
        in openings: OpeningsDatabase,
        for custodian: Custodian
    ) throws -> [String]? {
        guard let opening = try openings.opening(of: index) else { return [] }
        let key: AgeIdentity
        do { key = try openings.unlock(opening.subject, with: [custodian.ageKey]) } catch {
            // Not open to this custodian; it may be to another.
            if case OpeningsError.age(_, .noMatchingIdentity) = error { return nil }
            throw error
        }
        return try opening.open(with: key)
    }

    private func stored(_ timestamps: [StoredTimestamp]) -> StoredTables {
        let ledger = ledger
        return StoredTables(
            alteredObject: ledger.alteredObject,
            nodes: { try ledger.storedNodes(completedBy: $0) },
            nodeCount: extent.nodeCount,
            subjects: { range in
                try ledger.storedSubjects(in: range).mapValues {
                    StoredTables.Subject(kind: $0.kind, exhibit: $0.exhibit, submission: $0.submission)
                }
            },
            subjectCount: extent.subjectCount,
            timestamps: timestamps.map {
                StoredTables.Timestamp(size: $0.size, recorded: $0.recorded, stamp: $0.stamp)
            }
        )
    }

    /// Reads one original again, and says what became of it.
    func read(_ exhibit: ExhibitID, for custodian: Custodian?) -> LedgerAuditor.OriginalReading {
        let originals = Originals(in: folder)
        guard originals.holds(exhibit) else { return .missing }
        let openings: OpeningsDatabase
        do { openings = try self.openings.get() } catch { return .locked }
        let key: AgeIdentity
        do {
            guard try openings.contentKey(of: .exhibit(exhibit)) != nil else { return .keyMissing }
            guard let custodian else { return .locked }
            key = try openings.unlock(.exhibit(exhibit), with: [custodian.ageKey])
        } catch OpeningsError.age(_, .noMatchingIdentity) {
            return .locked
        } catch {
            return .keyDamaged("\(error)")
        }
        do {
            let found = try originals.open(exhibit, with: key)
            return .read(found.digest, size: found.size)
        } catch OriginalError.age(_, .noMatchingIdentity) {
            return .replaced
        } catch OriginalError.age(_, .truncated), OriginalError.age(_, .malformedHeader(.truncated)) {
            return .cut
        } catch OriginalError.age(_, let error) {
            return .altered("\(error)")
        } catch {
            return .unreadable("\(error)")
        }
    }
}

/// The entries from the one that was read last on: whoever walks a ledger reads each batch once, and whoever looks back for one
/// entry does not lose his place.
private final class EntryWindow {
    private let ledger: Ledger
    private var range: Range<UInt64> = 0..<0
    private var entries: [UInt64: [UInt8]] = [:]

    init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    /// The DER of the entry at `index`; nil when it is not there.
    func entry(_ index: UInt64) throws -> [UInt8]? {
        if range.contains(index) { return entries[index] }
        // The walk begins at 0, as does every further one.
        guard index == range.upperBound || index == 0 else {
            return try ledger.storedEntries(in: index..<index + 1)[index]
        }
        range = index..<index + Ledger.batchCount
        entries = try ledger.storedEntries(in: range)
        return entries[index]
    }
}
