internal import Cryptography
internal import Custody
internal import LedgerStore
internal import Synchronization

/// A received file whose original is in its place, and whose entry is not signed yet.
struct StoredFile: Sendable {
    /// The name it was received under.
    let name: ReceivedName
    /// The original, read again.
    let original: StoredOriginal
    /// What was seen of its content.
    let observation: FileObservation
    /// The tag of its bytes under the case key, by which a duplicate is found.
    let tag: Digest
    /// The exhibit's content key, and the same for those who may open it.
    let key: AgeIdentity
    let wrappedKey: WrappedContentKey

    /// The field `content` of its entry.
    var content: ExhibitContent {
        ExhibitContent(size: original.size, mediaType: observation.mediaType, sha256: original.digest)
    }

    /// The fields of its entry that nobody declares.
    var committedValues: [String: CanonicalJSON] {
        ["content": content.json, "name": name.json].merging(observation.committedValues) { $1 }
    }
}

extension SealedExhibit {
    /// The exhibit that `stored` became with `entry`.
    init(_ stored: StoredFile, entry: Entry) {
        self.init(
            exhibit: stored.original.exhibit,
            name: stored.name,
            content: stored.content,
            index: entry.statement.index,
            leafHash: entry.leafHash,
            notices: stored.observation.notices,
            wasRereadFromMemory: stored.original.reread == .fromMemory
        )
    }
}

/// The originals that a call has made so far, to be removed when it fails before its commit.
final class CreatedOriginals: Sendable {
    private let originals: Originals
    private let exhibits = Mutex<Set<ExhibitID>>([])

    init(in originals: Originals) {
        self.originals = originals
    }

    func add(_ exhibit: ExhibitID) {
        exhibits.withLock { _ = $0.insert(exhibit) }
    }

    func remove(_ exhibit: ExhibitID) throws {
        exhibits.withLock { _ = $0.remove(exhibit) }
        // The folder is synchronised once, at the end of the call.
        try originals.discard(exhibit)
    }

    func keep() {
        exhibits.withLock { $0 = [] }
    }

    func removeUnlessKept() {
        for exhibit in exhibits.withLock({ $0 }) {
            // What cannot be removed now is a leftover that is told later; the first error is the one to show.
            try? originals.erase(exhibit)
        }
    }
}
