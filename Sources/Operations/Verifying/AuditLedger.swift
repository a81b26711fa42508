internal import Cryptography
internal import Custody
internal import LedgerStore
internal import TransparencyLog
package import Verification

/// Audits a case where it is kept: the ledger rebuilt from its entries, every original hashed again.
///
/// Reads the case and the policy, changes nothing, makes no connection.
package enum AuditLedger {
    /// Which originals are read again.
    package enum Originals: Sendable {
        /// Every original of an exhibit that was not erased.
        case all
        /// None: the audit then says so and is indeterminate.
        case skipped
    }

    /// The report on a case.
    ///
    /// - Parameters:
    ///   - policy: whom the auditor trusts; the same as for a bundle.
    ///   - custodian: who unlocks the openings and the originals; without one they stay locked, and the audit indeterminate.
    ///   - checkpoints: files that hold a checkpoint of this ledger known from elsewhere.
    package static func run(
        _ caseFile: CaseFile,
        policy: TrustPolicy,
        custodian: Custodian?,
        originals: Originals = .all,
        checkpoints: [String] = [],
        in surroundings: Surroundings
    ) throws -> VerificationReport {
        try OperationError.mapping { () throws -> VerificationReport in
            let known = try checkpoints.map { try self.known($0, of: caseFile) }
            let auditor = LedgerAuditor(policy: policy, known: known, now: surroundings.now())
            let evidence = try evidence(in: caseFile, for: custodian)
            switch originals {
            case .skipped: return auditor.audit(evidence, original: nil)
            case .all: return auditor.audit(evidence) { read($0, in: caseFile, for: custodian) }
            }
        }
    }

    private static func known(_ path: String, of caseFile: CaseFile) throws -> KnownCheckpoint {
        let known = try KnownCheckpointFile.read(path)
        guard Array(known.checkpoint.checkpoint.origin.utf8) == Array(caseFile.origin.utf8) else {
            throw KnownCheckpointError.otherLedger(path)
        }
        return known
    }

    /// Hashes one original again.
    private static func read(
        _ exhibit: ExhibitID,
        in caseFile: CaseFile,
        for custodian: Custodian?
    ) -> LedgerAuditor.OriginalReading {
        guard caseFile.originals.holds(exhibit) else { return .missing }
        guard let custodian else { return .locked }
        do {
            let key = try caseFile.openings.unlock(.exhibit(exhibit), with: [custodian.ageKey])
            return try digest(OriginalReader(path: caseFile.folder.original(of: exhibit), contentKey: key))
        } catch {
            return .unreadable("\(error)")
        }
    }

    /// Reads an original to its end.
    static func digest(_ reader: OriginalReader) -> LedgerAuditor.OriginalReading {
        do {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1_024, alignment: 16)
            defer { buffer.deallocate() }
            var hash = SHA256()
            var size: UInt64 = 0
            while case let count = try reader.read(into: buffer), count > 0 {
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                size += UInt64(count)
            }
            return .read(hash.finalize(), size: size)
        } catch {
            return .unreadable("\(error)")
        }
    }

    /// What the case shows of its ledger: every entry, every checkpoint, every token.
    static func evidence(in caseFile: CaseFile, for custodian: Custodian?) throws -> LedgerEvidence {
        let ledger = caseFile.ledger
        let size = try ledger.head().size
        let sizes = try ledger.checkpointSizes()
        let tokens = try ledger.stampedSizes().flatMap { stamped in
            try ledger.timestamps(size: stamped).map { LedgerEvidence.Token(size: stamped, der: $0.token) }
        }
        return LedgerEvidence(
            origin: caseFile.origin,
            treeSize: size,
            isComplete: true,
            entryIndexes: Array(0..<size),
            entry: { try ledger.entry(at: $0).der },
            checkpointSizes: sizes,
            checkpoint: { try ledger.checkpoint(size: $0).bytes },
            cosigned: { size in
                let lines = try ledger.cosignatures(size: size)
                return lines.isEmpty ? nil : try ledger.checkpoint(size: size).bytes + lines.flatMap { $0 }
            },
            inclusionProof: { _ in nil },
            consistencyProof: { _ in nil },
            tokens: tokens,
            certificates: try caseFile.custodianCertificates(),
            disclosures: { index in
                guard try caseFile.openings.opening(of: index) != nil else { return [] }
                guard let custodian else { return nil }
                return try caseFile.openings.disclosures(of: index, with: [custodian.ageKey]) ?? []
            },
            listLines: { try caseFile.listLines(of: $0, named: $1) }
        )
    }
}

extension CaseFile {
    /// The certificates of everyone who was ever enrolled, as far as they are kept.
    func custodianCertificates() throws -> [Certificate] {
        var digests: Set<Digest> = []
        for index in try ledger.governanceIndexes() {
            let statement = try Entry(parsing: ledger.entry(at: index).der).statement
            digests.insert(statement.actor)
            if case .enrolment(let enrolment) = statement.facts { digests.insert(enrolment.certificate) }
        }
        return try digests.sorted().compactMap { try openings.certificate($0) }
    }
}
