package import Cryptography
package import Custody
package import TransparencyLog

/// What a case folder keeps beside its entries and can be made again from them: claims like all others, which an audit
/// compares with what it rebuilds.
package struct StoredTables {
    /// The first table, index or trigger that is not as the program makes it; nil when all are.
    package var alteredObject: String?
    /// The hashes kept for the subtrees that a range of leaves completes.
    package var nodes: (Range<UInt64>) throws -> [TreeNode: Digest]
    /// The number of hashes kept in all.
    package var nodeCount: UInt64
    /// What the lookup table says of a range of entries.
    package var subjects: (Range<UInt64>) throws -> [UInt64: Subject]
    /// The number of its rows.
    package var subjectCount: UInt64
    /// The rows of time stamps, by the digests of what they hold.
    package var timestamps: [Timestamp]

    /// Three members of a statement, as the lookup table repeats them.
    package struct Subject: Hashable, Sendable {
        /// The kind with its version.
        package var kind: String
        /// The exhibit that the entry is about.
        package var exhibit: ExhibitID?
        /// The submission that it belongs to.
        package var submission: SubmissionID?

        package init(kind: String, exhibit: ExhibitID?, submission: SubmissionID?) {
            self.kind = kind
            self.exhibit = exhibit
            self.submission = submission
        }
    }

    /// One row: what was stamped, which entry is said to record it, and what is there.
    package struct Timestamp: Hashable, Sendable {
        /// The tree size of the stamped checkpoint.
        package var size: UInt64
        /// The index of the entry beside which the row stands.
        package var recorded: UInt64
        /// The digests of what the row holds.
        package var stamp: RecordedTimestamps.Stamp

        package init(size: UInt64, recorded: UInt64, stamp: RecordedTimestamps.Stamp) {
            self.size = size
            self.recorded = recorded
            self.stamp = stamp
        }
    }

    package init(
        alteredObject: String?,
        nodes: @escaping (Range<UInt64>) throws -> [TreeNode: Digest],
        nodeCount: UInt64,
        subjects: @escaping (Range<UInt64>) throws -> [UInt64: Subject],
        subjectCount: UInt64,
        timestamps: [Timestamp]
    ) {
        self.alteredObject = alteredObject
        self.nodes = nodes
        self.nodeCount = nodeCount
        self.subjects = subjects
        self.subjectCount = subjectCount
        self.timestamps = timestamps
    }
}
