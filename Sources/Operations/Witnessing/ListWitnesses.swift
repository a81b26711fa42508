package import Cryptography
internal import LedgerStore
package import TransparencyLog
internal import Verification

/// Tells which witnesses the person has and what they cosigned, and which cosignatures a case keeps.
package enum ListWitnesses {
    /// A witness and the ledgers that it knows.
    package struct Witness: Sendable {
        /// The witness.
        package let witness: StoredWitness
        /// The last checkpoint that it cosigned of each ledger.
        package let checkpoints: [SignedCheckpoint]
    }

    /// A cosignature that a case keeps.
    package struct Kept: Sendable {
        /// The tree size of the checkpoint.
        package let size: UInt64
        /// The name of the witness's key, as the line has it.
        package let name: String
        /// When the witness says it signed.
        package let time: Instant
        /// Whether the person trusts the witness.
        package let isTrusted: Bool
    }

    /// Every witness of the person, in the order of their names; no passphrase is needed.
    package static func own(in surroundings: Surroundings) throws -> [Witness] {
        try OperationError.mapping {
            let state = try surroundings.stateFolder()
            return try IdentityStore(in: surroundings).witnesses().map { witness in
                let records = try WitnessMemory(of: witness.key, in: state).records()
                return Witness(witness: witness, checkpoints: records.map(\.checkpoint))
            }
        }
    }

    /// The cosignatures that the case at `path` keeps, the oldest checkpoint's first; nil when there is no case at hand and
    /// none was named.
    package static func kept(case path: String?, in surroundings: Surroundings) throws -> [Kept]? {
        try OperationError.mapping {
            let folder: CaseFolder
            do {
                folder = try CaseFile.folder(at: path, in: surroundings)
            } catch CaseFolderError.noneAbove {
                return nil
            }
            let ledger = try CaseFile(reading: folder, in: surroundings).ledger
            let trusted = try TrustStore(in: surroundings).policy().witnesses.map(\.key)
            return try ledger.cosignedSizes().flatMap { size in
                try ledger.cosignatures(size: size).compactMap { line in
                    guard let cosignature = Cosignature(parsing: line) else { return nil }
                    let text = try ledger.checkpoint(size: size).checkpoint.text
                    return Kept(
                        size: size,
                        name: cosignature.line.name,
                        time: cosignature.time,
                        isTrusted: trusted.contains { cosignature.isValid(for: $0, text: text) }
                    )
                }
            }
        }
    }
}
