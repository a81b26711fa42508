internal import Cryptography
package import Custody
internal import LedgerStore

extension OpeningsAddition {
    /// Keeps the openings of an entry that is about no single exhibit, under a key of its own.
    mutating func keep(_ openings: Openings, of entry: Entry, for recipients: [AgeRecipient]) throws {
        let key = AgeIdentity.generate()
        let subject = OpeningSubject.entry(entry.statement.index)
        contentKeys.append(try WrappedContentKey(key, for: subject, to: recipients))
        self.openings.append(
            try SealedOpening(openings.texts, of: entry.statement.index, for: subject, to: key.recipient)
        )
    }

    /// Keeps the case's title, beside entry 0 but in no entry.
    mutating func keep(title: String, for recipients: [AgeRecipient]) throws {
        let key = AgeIdentity.generate()
        contentKeys.append(try WrappedContentKey(key, for: .caseTitle, to: recipients))
        lists.append(
            KeptList(
                entry: 0,
                name: OpeningSubject.titleName,
                subject: .caseTitle,
                bytes: try AgeEncryptor.encrypt(Array(title.utf8), to: [key.recipient])
            )
        )
    }
}

extension OpeningSubject {
    /// Whose key opens the title: that of the entry that opened the ledger.
    fileprivate static let caseTitle = OpeningSubject.entry(0)

    /// Under which name the title lies there.
    fileprivate static let titleName = "title"
}

// MARK: - Reading

extension CaseFile {
    /// The case's title, for a custodian who can open it; nil when it was given none.
    package func title(for custodian: Custodian) throws -> String? {
        let kept = try openings.lists(of: 0).first { $0.name.utf8.elementsEqual(OpeningSubject.titleName.utf8) }
        guard let kept else { return nil }
        let key = try openings.unlock(.caseTitle, with: [custodian.ageKey])
        return String(decoding: try AgeDecryptor.decrypt(kept.bytes, with: [key]), as: UTF8.self)
    }

    /// The opened fields of the entry at `index`, checked against what it commits; nil when they were erased, or when it
    /// commits nothing.
    package func openings(of index: UInt64, for custodian: Custodian) throws -> Openings? {
        guard let texts = try openings.disclosures(of: index, with: [custodian.ageKey]) else { return nil }
        return try Openings(parsing: texts, for: Entry(parsing: ledger.entry(at: index).der).statement)
    }
}
