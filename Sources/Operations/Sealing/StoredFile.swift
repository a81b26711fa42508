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

/// The originals that a call has made and that nothing else names yet, to be removed when it fails before its commit.
final class CreatedOriginals: Sendable {
    private let originals: Originals
    private let state = Mutex(State())

    private struct State {
        var exhibits: Set<ExhibitID> = []
        /// Whether nothing is to be removed any more.
        var areKept = false
    }

    init(in originals: Originals) {
        self.originals = originals
    }

    func add(_ exhibit: ExhibitID) {
        state.withLock { _ = $0.exhibits.insert(exhibit) }
    }

    /// Leaves `exhibit` to the call's own list, which `removeUnlessKept` is given.
    func handOver(_ exhibit: ExhibitID) {
        state.withLock { _ = $0.exhibits.remove(exhibit) }
    }

    func remove(_ exhibit: ExhibitID) throws {
        state.withLock { _ = $0.exhibits.remove(exhibit) }
        // The folder is synchronised once, at the end of the call.
        try originals.discard(exhibit)
    }

    func keep() {
        state.withLock { $0.areKept = true }
    }

    /// Removes the originals that were made, `handedOver` among them.
    func removeUnlessKept(_ handedOver: some Sequence<ExhibitID>) {
        let state = state.withLock { $0 }
        guard !state.areKept else { return }
        // What cannot be removed now is a leftover that is told later; the first error is the one to show.
        for exhibit in handedOver { try? originals.erase(exhibit) }
        // The same.
        for exhibit in state.exhibits { try? originals.erase(exhibit) }
    }
}
