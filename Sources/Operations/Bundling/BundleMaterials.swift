internal import Cryptography
internal import Custody
internal import Documents
internal import Foundation
internal import LedgerStore
internal import Timestamping

/// What a bundle takes from its case again and again: entries, openings, signers and times, each read and understood once.
///
/// It is one thread's. Of each entry shown some kilobytes stay until the bundle is built.
final class BundleMaterials {
    private let caseFile: CaseFile
    private let custodian: Custodian
    private let size: UInt64
    private var entries: [UInt64: KeptEntry] = [:]
    private var openings: [UInt64: [String]] = [:]
    private var signers: [Digest: SignerSummary] = [:]
    private var bounds: [StampedHead: Instant?] = [:]
    private var stamps: [Stamp]?

    /// An entry of the ledger, read.
    struct KeptEntry: Sendable {
        let statement: Custody.Statement
        let leafHash: Digest
    }

    /// The earliest time among the stamps over checkpoints of at least a size.
    private struct Stamp {
        let size: UInt64
        let time: Documents.AttestedTime
    }

    /// The materials of `caseFile` up to the checkpoint of `size`, as `custodian` can open them.
    init(of caseFile: CaseFile, for custodian: Custodian, upTo size: UInt64) {
        self.caseFile = caseFile
        self.custodian = custodian
        self.size = size
    }

    /// The entry at `index`.
    func entry(at index: UInt64) throws -> KeptEntry {
        if let known = entries[index] { return known }
        let entry = try Self.entry(at: index, of: caseFile)
        entries[index] = entry
        return entry
    }

    /// The texts that open what the entry at `index` commits to; nil when there are none.
    func texts(of index: UInt64) throws -> [String]? {
        if let known = openings[index] { return known }
        let texts = try caseFile.openings.disclosures(of: index, with: [custodian.ageKey])
        openings[index] = texts
        return texts
    }

    /// The same, checked against what the entry commits to.
    func openings(of index: UInt64) throws -> Openings? {
        guard let texts = try texts(of: index) else { return nil }
        return try Openings(parsing: texts, for: entry(at: index).statement)
    }

    /// Reads the entries at `indexes`, on all cores.
    func readEntries(_ indexes: [UInt64]) throws {
        try Self.onAllCores(indexes) { [caseFile] index in
            try Self.entry(at: index, of: caseFile)
        } take: {
            entries[$0] = $1
        }
    }

    /// Opens the openings of the entries at `indexes`, on all cores.
    func open(_ indexes: [UInt64]) throws {
        try Self.onAllCores(indexes) { [caseFile, custodian] index in
            try caseFile.openings.disclosures(of: index, with: [custodian.ageKey])
        } take: {
            openings[$0] = $1
        }
    }

    /// Who the certificate names.
    func signer(_ certificate: Digest) throws -> SignerSummary {
        if let known = signers[certificate] { return known }
        let kept = try caseFile.openings.certificate(certificate)
        let signer =
            kept.map { SignerSummary($0) } ?? SignerSummary(certificate: certificate, name: nil, organization: nil)
        signers[certificate] = signer
        return signer
    }

    private static func entry(at index: UInt64, of caseFile: CaseFile) throws -> KeptEntry {
        let kept = try caseFile.ledger.entry(at: index)
        return KeptEntry(statement: try Entry(parsing: kept.der).statement, leafHash: kept.leafHash)
    }

    private static func onAllCores<Result: Sendable>(
        _ indexes: [UInt64],
        _ make: @escaping @Sendable (UInt64) throws -> Result,
        take: (UInt64, Result) -> Void
    ) throws {
        let workers = Workers(width: ProcessInfo.processInfo.activeProcessorCount, ahead: 256)
        try workers.run(
            indexes.count,
            first: { (indexes[$0], try make(indexes[$0])) },
            join: { index, result -> UInt64? in
                take(index, result)
                return nil
            },
            second: { $0 },
            take: { _ in }
        )
    }
}

// MARK: - Times

extension BundleMaterials {
    /// The earliest time stamp over a checkpoint that covers the entry at `index`; nil while there is none.
    func attestedTime(of index: UInt64) throws -> Documents.AttestedTime? {
        let stamps = try stamps ?? readStamps()
        self.stamps = stamps
        return stamps.first { $0.size > index }?.time
    }

    /// The latest time, accuracy taken off, that a token named by `head` attests.
    func latestTime(over head: StampedHead) throws -> Instant? {
        if let known = bounds[head] { return known }
        let latest = try caseFile.ledger.timestamps(size: head.size)
            .filter { head.tokens.contains(Digest(of: $0.token)) }
            .map { stamp in
                let token = try TimeStampToken(parsing: stamp.token)
                return token.genTime.adding(microseconds: -(token.accuracy ?? 0))
            }
            .max()
        bounds[head] = latest
        return latest
    }

    /// The stamped sizes, rising, each with the earliest time of its own stamps and of those over larger checkpoints.
    private func readStamps() throws -> [Stamp] {
        var stamps: [Stamp] = []
        for stamped in try caseFile.ledger.stampedSizes().filter({ $0 <= size }).sorted(by: >) {
            let times = try caseFile.ledger.timestamps(size: stamped).map { stamp in
                Documents.AttestedTime(try TimeStampToken(parsing: stamp.token))
            }
            let candidates = times + (stamps.last.map { [$0.time] } ?? [])
            guard let earliest = candidates.min(by: { $0.genTime < $1.genTime }) else { continue }
            stamps.append(Stamp(size: stamped, time: earliest))
        }
        return stamps.reversed()
    }
}

extension SignerSummary {
    /// The signer as a certificate names them.
    init(_ certificate: Certificate) {
        self.init(
            certificate: certificate.fingerprint,
            name: certificate.commonName,
            organization: certificate.organization
        )
    }
}
