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
        case shown(ShownOpenings)
    }

    /// The disclosures shown of one entry, compared with the statement's commitments.
    ///
    /// Only what the judgement goes on with is kept: most disclosures hold and say nothing that it needs.
    struct ShownOpenings: Sendable {
        /// How many open a field for the first time, as it was committed.
        var heldCount = 0
        /// All else that is to be told, in the order of the disclosures.
        var remarks: [Remark] = []
        /// The names of the fields that none of them opens, sorted.
        var missing: [String] = []
    }

    /// What is to be told of one disclosure.
    enum Remark: Sendable {
        case malformed(String)
        /// It opens the field of this name to something else, or there is none.
        case differs(String)
        /// The field of this name was opened before.
        case repeated(String)
        /// It holds, and is what the exhibit is.
        case content(ExhibitContent)
        /// It holds, and is not of the grammar of a content; with the reason.
        case contentMalformed(String)
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
        let fields = statement.kind.shape?.commitments
        var shown = ShownOpenings()
        var opened: [String] = []
        for text in texts {
            let disclosure: Disclosure
            do { disclosure = try Disclosure(parsing: text) } catch {
                shown.remarks.append(.malformed("\(error)"))
                continue
            }
            let name = disclosure.name
            do { try statement.check(disclosure, among: fields) } catch {
                shown.remarks.append(.differs(name))
                continue
            }
            guard !opened.contains(name) else {
                shown.remarks.append(.repeated(name))
                continue
            }
            opened.append(name)
            shown.heldCount += 1
            if name == contentField { shown.remarks.append(content(disclosure)) }
        }
        if opened.count < statement.commitments.count {
            shown.missing = statement.commitments.keys.filter { !opened.contains($0) }.sorted()
        }
        return .shown(shown)
    }

    /// The field that says what an exhibit is.
    private static let contentField = "content"

    private static func content(_ disclosure: Disclosure) -> Remark {
        do { return .content(try ExhibitContent(disclosure.value, at: disclosure.name)) } catch {
            return .contentMalformed("\(error)")
        }
    }
}
