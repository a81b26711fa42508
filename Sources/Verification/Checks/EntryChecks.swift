import Columns
import Cryptography
import Custody
import TransparencyLog

// Checks entryForm, entryPosition, entrySignature, governanceChain, exhibitChain and references: one walk over the
// entries shown, in the order of the ledger. What later stages need of them is gathered on the way.

extension LedgerExamination {
    /// How many entries are read on all cores while as many are judged: what is in memory at once.
    static let batch = 256

    /// Entries whose bytes are there and that are being read.
    private struct Batch {
        let indexes: Slice<EntryIndexes>
        /// Those that are not there, and why.
        let absent: [(index: UInt64, cause: Cause)]
        let readings: OverlappedMap<(index: UInt64, der: [UInt8]), EntryReading>
    }

    /// Reads every entry shown and carries out the checks on single entries and on their chains.
    ///
    /// `progress` is told how many of how many have been read.
    mutating func examineEntries(progress: (UInt64, UInt64) -> Void = { _, _ in }) {
        let sizes = Set(evidence.checkpointSizes).union(knownSizes)
        let count = evidence.entryIndexes.count
        var position = 0
        var current: Batch?
        // Signatures are checked on the other cores while this one judges the entries before them, in their order.
        while position < count || current != nil {
            let next = position < count ? beginBatch(at: position) : nil
            if let current { take(current, keepingRootsAt: sizes) }
            position = min(position + Self.batch, count)
            if next != nil { progress(UInt64(position), UInt64(count)) }
            current = next
        }
        doubtAwaitedRekey()
        findRepeatedCommitments()
        // What only this walk asks for is not held while the rest is judged.
        commitments = CommitmentFilter(entries: 0)
        recentLeaves = RecentLeaves(count: 0)
        report.summary.entriesExamined = UInt64(evidence.entryIndexes.count)
    }

    private func beginBatch(at position: Int) -> Batch {
        let indexes = evidence.entryIndexes[position..<min(position + Self.batch, evidence.entryIndexes.count)]
        var bytes: [(index: UInt64, der: [UInt8])] = []
        var absent: [(index: UInt64, cause: Cause)] = []
        for index in indexes {
            do {
                if let der = try evidence.entry(index) {
                    bytes.append((index, der))
                } else {
                    absent.append((index, Cause(.entryMissing)))
                }
            } catch {
                let path = Subject.entry(index).name
                absent.append((index, Cause(.unreadable, ["path": path, "reason": "\(error)"])))
            }
        }
        let disclosures = evidence.disclosures((indexes.first ?? 0)..<(indexes.last.map { $0 + 1 } ?? 0))
        return Batch(
            indexes: indexes,
            absent: absent,
            readings: OverlappedMap(bytes) { [certificates] in
                EntryReading(of: $0.der, at: $0.index, among: certificates, disclosures: disclosures)
            }
        )
    }

    private mutating func take(_ batch: Batch, keepingRootsAt sizes: Set<UInt64>) {
        for (index, cause) in batch.absent { report.fail(.entryForm, .entry(index), cause) }
        beginComparison(of: batch.indexes)
        for reading in batch.readings.results() {
            grow(by: reading, keepingRootsAt: sizes)
            take(reading)
        }
    }

    /// Appends the leaf to the rebuilt tree; a gap ends the rebuilding, for then no root can be known.
    private mutating func grow(by reading: EntryReading, keepingRootsAt sizes: Set<UInt64>) {
        guard frontier?.size == reading.index else {
            frontier = nil
            compareLeaf(reading.leafHash, at: reading.index)
            return
        }
        if case .entry(let entry) = reading.form, entry.statement.kind == .ledgerMoved {
            rebuiltRoots[reading.index] = frontier?.rootHash
        }
        for (node, hash) in frontier?.append(reading.leafHash) ?? [] { compare(node, hash) }
        if let grown = frontier, sizes.contains(grown.size) || grown.size == evidence.treeSize {
            rebuiltRoots[grown.size] = grown.rootHash
        }
    }

    private mutating func take(_ reading: EntryReading) {
        let subject = Subject.entry(reading.index)
        guard case .entry(let entry) = reading.form else {
            if case .malformed(let reason) = reading.form {
                report.fail(.entryForm, subject, Cause(.entryMalformed, ["reason": reason]))
            }
            return
        }
        let statement = entry.statement
        compareSubject(of: statement, at: reading.index)
        if case .move(let move) = statement.facts { report.summary.moves.append(move) }
        takeCommitments(of: statement, at: reading.index)
        if reading.index == preparationIndex, statement.kind == .bundlePrepared { preparation = statement }
        checkForm(of: statement, subject)
        checkPosition(of: statement, at: reading.index)
        checkSignature(reading, subject)
        let actor = custodians.actors.number(of: statement.actor)
        checkGovernance(of: statement, reading)
        checkExhibitChain(of: statement, reading)
        checkReference(of: statement, at: reading.index)
        gatherStamps(of: statement, at: reading.index)
        entries.append(
            reading.index,
            EntryRun.Traits(
                actor: actor,
                reference: keep(statement.after),
                isBookkeeping: statement.kind == .timestampRecorded || statement.kind == .bundleReleased,
                preparesBundle: statement.kind == .piecesNumbered || statement.kind == .bundlePrepared
            )
        )
        recentLeaves[reading.index] = reading.leafHash
        if evidence.stored == nil || knownLeaves.contains(reading.index) {
            leafHashes.append(reading.leafHash, at: reading.index)
        }
        takeOpenings(reading.openings, of: statement, at: reading.index)
    }

    /// A kind that this program does not know is kept and shown, and judged as unknown.
    private mutating func checkForm(of statement: Statement, _ subject: Subject) {
        guard case .unknown(let name) = statement.kind else { return report.pass(.entryForm) }
        let cause = Cause(.unknownKind, ["kind": name])
        if statement.kind.governs {
            // Who may sign could have changed: from here on no identity is sure (docs/formats/statement.md).
            report.pass(.entryForm)
            report.doubt(.custodian, subject, cause)
        } else {
            report.doubt(.entryForm, subject, cause)
        }
    }

    /// A statement names its ledger and its place, so that it cannot be replayed elsewhere.
    private mutating func checkPosition(of statement: Statement, at index: UInt64) {
        let subject = Subject.entry(index)
        guard statement.origin.utf8.elementsEqual(evidence.origin.utf8) else {
            return report.fail(.entryPosition, subject, Cause(.otherOrigin))
        }
        guard statement.index == index else {
            return report.fail(.entryPosition, subject, Cause(.otherIndex, ["stated": String(statement.index)]))
        }
        let mustBe: StatementKind? = index == 0 ? .ledgerOpened : index == 1 ? .custodianEnrolled : nil
        if let mustBe, statement.kind != mustBe {
            return report.fail(.entryPosition, subject, Cause(.wrongOpening, ["kind": mustBe.name]))
        }
        if index > 0, statement.kind == .ledgerOpened {
            return report.fail(.entryPosition, subject, Cause(.openedTwice))
        }
        report.pass(.entryPosition)
    }

    private mutating func checkSignature(_ reading: EntryReading, _ subject: Subject) {
        switch reading.signature {
        case .holds: report.pass(.entrySignature)
        case .broken(let reason): report.fail(.entrySignature, subject, Cause(.signatureBroken, ["reason": reason]))
        case .certificateMissing(let digest):
            report.doubt(.entrySignature, subject, Cause(.certificateMissing, ["certificate": digest.hex]))
        case .notRead: break
        }
    }
}

// MARK: - Exhibits and stamps

extension LedgerExamination {
    /// The entries about one exhibit form a chain, each naming the one before: none can be left out or set aside.
    private mutating func checkExhibitChain(of statement: Statement, _ reading: EntryReading) {
        guard let exhibit = statement.exhibit else { return }
        if statement.previous == nil ? exhibits.position(of: exhibit) == nil : isHead(statement.previous, of: exhibit) {
            report.pass(.exhibitChain)
        } else {
            report.fail(.exhibitChain, .entry(reading.index), Cause(.exhibitChainBroken))
        }
        let position = exhibits.note(exhibit, at: reading.index)
        switch statement.kind {
        case .exhibitSealed, .exhibitReferenced:
            guard exhibits.standing(at: position) == nil else {
                return report.fail(.exhibitChain, .entry(reading.index), Cause(.sealedTwice))
            }
            exhibits.stand(position, at: reading.index, isReference: statement.kind == .exhibitReferenced)
        case .exhibitErased:
            exhibits.erase(position, at: reading.index)
        default:
            break
        }
    }

    /// Whether `leaf` is the leaf hash of the last entry about `exhibit`; of an exhibit without entries nothing is.
    ///
    /// An entry that is long past is read once more: the hashes of all would not fit into memory.
    func isHead(_ leaf: Digest?, of exhibit: ExhibitID) -> Bool {
        guard let leaf, let head = exhibits.position(of: exhibit).map({ exhibits[$0].head }) else { return false }
        if let known = recentLeaves[head] ?? leafHashes[head] { return known == leaf }
        // What cannot be read a second time is nothing to follow: the chain is broken.
        guard let der = try? evidence.entry(head) else { return false }
        return .leafHash(of: der) == leaf
    }

    /// `after` is the newest stamped checkpoint that the ledger recorded before this entry; it is what gives the entry
    /// its lower bound in time, and nothing that came later can be in it.
    private mutating func checkReference(of statement: Statement, at index: UInt64) {
        if statement.after == newestRecorded {
            report.pass(.references)
        } else {
            report.fail(.references, .entry(index), Cause(.referenceNotNewest))
        }
    }

    /// The position of `after` in `references`; entries of one call share theirs.
    private mutating func keep(_ after: StampedHead?) -> Int32 {
        guard let after else { return -1 }
        if references.last != after { references.append(after) }
        return Int32(references.count - 1)
    }

    private mutating func gatherStamps(of statement: Statement, at index: UInt64) {
        guard case .timestamps(let recorded) = statement.facts else { return }
        let tokens = recorded.stamps.map(\.token)
        recordings.append(
            StampRecording(index: index, size: recorded.size, root: recorded.root, stamps: recorded.stamps)
        )
        let known = newestRecorded
        guard recorded.size >= known?.size ?? 0 else { return }
        let earlier = known?.size == recorded.size ? known?.tokens ?? [] : []
        newestRecorded = StampedHead(size: recorded.size, root: recorded.root, tokens: earlier + tokens)
    }
}
