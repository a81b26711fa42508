internal import LedgerStore
internal import TransparencyLog

/// Proves what a ledger says of itself, in files that others' tools read (`docs/formats/proof.md`).
package enum ProveLedger {
    /// What is to be shown.
    package enum Question: Hashable, Sendable {
        /// The signed checkpoint itself, with the cosignatures that the case keeps of it.
        case checkpoint
        /// That the entry at this index is in the checkpoint's tree: a C2SP tlog-proof.
        case entry(UInt64)
        /// That the checkpoint continues the one of this size: the body of a C2SP add-checkpoint request.
        case continues(UInt64)
    }

    /// The bytes of the proof; written to a new file at `output` as well, where one is named.
    ///
    /// It leads to the checkpoint of `size`, or to the newest where that is nil. No passphrase is needed.
    package static func run(
        _ question: Question,
        size: UInt64?,
        case path: String?,
        output: String? = nil,
        in surroundings: Surroundings
    ) throws -> [UInt8] {
        try OperationError.mapping {
            let output = try output.map { try NewFile.path($0, in: surroundings) }
            let caseFile = try CaseFile(readingAt: path, in: surroundings)
            let bytes = try prove(question, size: size, in: caseFile)
            if let output { try DurableFile.write(bytes, to: output) }
            return bytes
        }
    }

    private static func prove(_ question: Question, size: UInt64?, in caseFile: CaseFile) throws -> [UInt8] {
        let ledger = caseFile.ledger
        let checkpoint = try size.map { try self.checkpoint(size: $0, in: caseFile) } ?? caseFile.head()
        let treeSize = checkpoint.checkpoint.treeSize
        let cosignatures = try ledger.cosignatures(size: treeSize).compactMap { Cosignature(parsing: $0)?.line }
        let cosigned = try checkpoint.adding(cosignatures)
        switch question {
        case .checkpoint: return cosigned.bytes
        case .entry(let index):
            guard index < treeSize else {
                throw OperationError(.entryUnknown, ["index": "\(index)", "size": "\(treeSize)"])
            }
            return try LogProof(
                InclusionProof(leafIndex: index, treeSize: treeSize, from: ledger),
                checkpoint: cosigned
            ).bytes
        case .continues(let old):
            guard old <= treeSize else {
                throw OperationError(.checkpointUnknown, ["size": "\(old)", "head": "\(treeSize)"])
            }
            return try ConsistencyFile(
                ConsistencyProof(oldSize: old, newSize: treeSize, from: ledger),
                checkpoint: checkpoint
            ).bytes
        }
    }

    private static func checkpoint(size: UInt64, in caseFile: CaseFile) throws -> SignedCheckpoint {
        guard try !caseFile.ledger.checkpointSizes(in: size...size).isEmpty else {
            let head = try caseFile.head().checkpoint.treeSize
            throw OperationError(.checkpointUnknown, ["size": "\(size)", "head": "\(head)"])
        }
        return try caseFile.ledger.checkpoint(size: size)
    }
}
