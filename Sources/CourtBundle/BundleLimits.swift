internal import ASiC

/// How much a bundle may hold for a reader to take it (`docs/formats/bundle.md` § 3.1), for whoever wants to know before it is begun.
///
/// A piece has a file, its entry two; what other files grow with the pieces is far from its limit when these are at theirs.
package struct BundleLimits: Sendable {
    /// How many files the manifest can refer to.
    let references: UInt64

    /// How many bytes the disclosures can have.
    let disclosures: UInt64

    /// The limits of the profile.
    package static let profile = BundleLimits(
        references: UInt64(ManifestPrinter.maximumReferences),
        disclosures: BundleObject.disclosures.sizeLimit.map { UInt64($0) } ?? .max
    )

    /// Limits of a reader that takes less.
    package init(references: UInt64, disclosures: UInt64) {
        self.references = references
        self.disclosures = disclosures
    }

    /// Refuses what will be too large whatever its files are called: a bundle of so many pieces that shows so many entries, the
    /// disclosures of which have that many bytes or more.
    package func check(pieces: UInt64, entries: UInt64, disclosures: UInt64) throws(BundleWriterError) {
        let others = BundleDocument.allCases.count + BundlePlan.follows.count + 2
        try check(files: pieces + 2 * entries + UInt64(others), disclosures: disclosures)
    }

    /// Refuses a bundle in which the manifest covers so many files, with disclosures of that many bytes.
    func check(files: UInt64, disclosures: UInt64) throws(BundleWriterError) {
        guard files <= references else {
            throw .bundleTooLarge(path: BundleObject.manifest.path, size: files, limit: references)
        }
        guard disclosures <= self.disclosures else {
            throw .bundleTooLarge(path: BundleObject.disclosures.path, size: disclosures, limit: self.disclosures)
        }
    }
}
