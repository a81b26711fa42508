import Cryptography
import Custody

/// One entry as read and as its signature turned out: pure, so that many are made at once.
struct EntryReading: Sendable {
    let index: UInt64
    let leafHash: Digest
    let form: Form
    let signature: Signature

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

    init(of der: [UInt8], at index: UInt64, among certificates: [Digest: Certificate]) {
        self.index = index
        leafHash = .leafHash(of: der)
        let entry: Entry
        do {
            entry = try Entry(parsing: der)
        } catch {
            form = .malformed("\(error)")
            signature = .notRead
            return
        }
        form = .entry(entry)
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
}
