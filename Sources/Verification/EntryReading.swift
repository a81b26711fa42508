import Cryptography
import Custody

/// One entry as read and as its signature turned out: pure, so that many are made at once.
struct EntryReading: Sendable {
    let index: UInt64
    let leafHash: Digest
    let form: Form
    let signature: Signature
    let openings: Openings

    /// Whether the bytes are an entry.
    enum Form: Sendable {
        case entry(Entry)
        /// The bytes are no entry of ours; with the reason.
        case malformed(String)
    }

    /// Whether the actor's certificate confirms the entry.
    enum Signature: Sendable {
        case holds
        case broken(String)
        /// The certificate that the statement names as its actor's is not shown.
        case certificateMissing(Digest)
        case notRead
    }

    /// What is shown of what the entry commits to.
    enum Openings: Sendable {
        /// The entry commits to nothing, or could not be read.
        case none
        /// What is there cannot be read; with the reason.
        case unreadable(String)
        case locked
        case shown([Opening])
    }

    /// One disclosure, compared with the statement's commitment.
    enum Opening: Sendable {
        case holds(Disclosure)
        case malformed(String)
        /// It opens the field of this name to something else, or there is none.
        case differs(String)
    }

    /// - Parameters:
    ///   - certificates: those that are shown, by fingerprint.
    ///   - disclosures: reads what opens the entry's commitments.
    init(
        of der: [UInt8],
        at index: UInt64,
        among certificates: [Digest: Certificate],
        disclosures: LedgerEvidence.DisclosureReader
    ) {
        self.index = index
        let entry: Entry
        do {
            entry = try Entry(parsing: der)
        } catch {
            leafHash = .leafHash(of: der)
            form = .malformed("\(error)")
            signature = .notRead
            openings = .none
            return
        }
        form = .entry(entry)
        leafHash = entry.leafHash
        openings = Self.openings(of: entry.statement, at: index, disclosures)
        // The certificate is chosen by its digest, never by the signer identifier: a second certificate over the same
        // key must not speak for the first.
        guard let certificate = certificates[entry.statement.actor] else {
            signature = .certificateMissing(entry.statement.actor)
            return
        }
        do {
            try entry.verify(certificate: certificate)
            signature = .holds
        } catch {
            signature = .broken("\(error)")
        }
    }

    private static func openings(
        of statement: Statement,
        at index: UInt64,
        _ disclosures: LedgerEvidence.DisclosureReader
    ) -> Openings {
        guard !statement.commitments.isEmpty else { return .none }
        let texts: [String]?
        do { texts = try disclosures(index) } catch { return .unreadable("\(error)") }
        guard let texts else { return .locked }
        return .shown(
            texts.map { text in
                let disclosure: Disclosure
                do { disclosure = try Disclosure(parsing: text) } catch { return .malformed("\(error)") }
                do { try statement.check(disclosure) } catch { return .differs(disclosure.name) }
                return .holds(disclosure)
            }
        )
    }
}
