internal import Cryptography
internal import Custody
internal import LedgerStore

/// Step 1 of a seal, for one file: observed, copied under a content key of its own, read again.
///
/// Many files may be stored at once.
struct FileStoring: Sendable {
    let caseFile: CaseFile
    let caseKey: CaseKey
    /// To whom content keys are wrapped.
    let recipients: [AgeRecipient]
    let created: CreatedOriginals
    private let observers = FileObservers()

    init(caseFile: CaseFile, caseKey: CaseKey, recipients: [AgeRecipient]) {
        self.caseFile = caseFile
        self.caseKey = caseKey
        self.recipients = recipients
        created = CreatedOriginals(in: caseFile.originals)
    }

    /// What became of a file.
    enum Result: Sendable {
        /// Its original is in its place.
        case stored(StoredFile)
        /// An exhibit has the same content: no original was made.
        case known(digest: Digest, ExhibitID)
    }

    /// Stores `file`, unless the case has its content.
    func store(_ file: ReceivedFile) throws -> Result {
        let exhibit = ExhibitID.random()
        let key = AgeIdentity.generate()
        let source = try file.open()
        let observation = observers.observe(source, name: file.name)
        let stored = try caseFile.originals.store(source, as: exhibit, contentKey: key) { digest in
            try caseFile.openings.exhibits(tagged: caseKey.tag(of: digest)).first
        }
        if case .stored = stored { created.add(exhibit) }
        // What was observed and what was copied are one state of the file: the one in which it was found.
        try file.requireUnchanged(source)
        switch stored {
        case .known(let known, let digest):
            return .known(digest: digest, known)
        case .stored(let original):
            return .stored(
                StoredFile(
                    name: file.name,
                    original: original,
                    observation: observation,
                    tag: caseKey.tag(of: original.digest),
                    key: key,
                    wrappedKey: try WrappedContentKey(key, for: .exhibit(exhibit), to: recipients)
                )
            )
        }
    }
}
