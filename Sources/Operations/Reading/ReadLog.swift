package import Cryptography
package import Custody
internal import LedgerStore

/// Reads the ledger entry by entry; ids and kinds need no passphrase.
package enum ReadLog {
    /// One entry.
    package struct Line: Sendable {
        /// The leaf index.
        package let index: UInt64
        /// The leaf hash that the tree holds for it.
        package let leafHash: Digest
        /// What it says.
        package let statement: Statement
        /// What its openings say; nil when nobody unlocked them, when they were erased, or when it commits nothing.
        package let openings: Openings?
        /// What time stamps say of it.
        package let time: AttestedTime
    }

    /// Hands every entry to `body`, oldest first; memory does not grow with the ledger.
    ///
    /// With `unlocking`, openings are decrypted and checked against what the entries commit.
    package static func run(
        case path: String?,
        unlocking: Unlocking? = nil,
        in surroundings: Surroundings,
        body: (Line) throws -> Void
    ) throws {
        try OperationError.mapping {
            let caseFile = try CaseFile(readingAt: path, in: surroundings)
            let custodian = try unlocking?.custodian(in: surroundings)
            let times = try AttestedTimes(of: caseFile.ledger)
            try caseFile.ledger.forEachEntry(in: 0..<caseFile.ledger.head().size) { stored in
                let entry = try Entry(parsing: stored.der)
                let openings = try custodian.flatMap { try caseFile.openings(of: stored.index, for: $0) }
                try body(
                    Line(
                        index: stored.index,
                        leafHash: stored.leafHash,
                        statement: entry.statement,
                        openings: openings,
                        time: times[stored.index]
                    )
                )
            }
        }
    }
}

/// Who reads names and other openings: an identity, and where its passphrase comes from.
package struct Unlocking: Sendable {
    /// The identity's name; nil for the only one.
    package let identity: String?
    /// Where its passphrase comes from.
    package let passphrase: PassphraseSource

    /// Reading as this identity.
    package init(identity: String?, passphrase: PassphraseSource) {
        self.identity = identity
        self.passphrase = passphrase
    }

    func custodian(in surroundings: Surroundings) throws -> Custodian {
        let identity = try IdentityStore(in: surroundings).chosen(identity)
        return try Custodian(unlocking: identity, passphrase: passphrase)
    }
}
