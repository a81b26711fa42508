internal import Cryptography
package import Custody
internal import LedgerStore

/// Shows one exhibit with every entry about it.
package enum ShowExhibit {
    /// An exhibit, and its history.
    package struct Shown: Sendable {
        /// The exhibit.
        package let summary: ExhibitSummary
        /// The entries about it, and those of the submissions it came in, oldest first.
        package let history: [ReadLog.Line]
        /// The members of an archive, in its order; nil for all other files, and while nobody unlocked it.
        package let members: MemberList?
    }

    /// The exhibit that `text` names: the beginning of its id, its piece number, or, when unlocked, its received name.
    package static func run(
        _ text: String,
        case path: String?,
        unlocking: Unlocking? = nil,
        in surroundings: Surroundings
    ) throws -> Shown {
        try OperationError.mapping {
            let caseFile = try CaseFile(readingAt: path, in: surroundings)
            let custodian = try unlocking?.custodian(in: surroundings)
            let exhibit = try caseFile.exhibit(named: text, for: custodian)
            let times = try AttestedTimes(of: caseFile.ledger)
            let summary = try caseFile.summary(of: exhibit, for: custodian, times: times)
            let submissions = try caseFile.submissions(naming: exhibit)
            let indexes = try (caseFile.ledger.indexes(of: exhibit) + submissions).sorted()
            let history = try indexes.map { index in
                let stored = try caseFile.ledger.entry(at: index)
                return ReadLog.Line(
                    index: index,
                    leafHash: stored.leafHash,
                    statement: try Entry(parsing: stored.der).statement,
                    openings: try custodian.flatMap { try caseFile.openings(of: index, for: $0) },
                    time: times[index]
                )
            }
            let members = try custodian.flatMap { try caseFile.memberList(of: summary, for: $0) }
            return Shown(summary: summary, history: history, members: members)
        }
    }
}

// MARK: - The members of an archive

extension CaseFile {
    /// The kept list of an archive's members, which must be the one that its entry commits; nil where there is none.
    func memberList(of exhibit: ExhibitSummary, for custodian: Custodian) throws -> MemberList? {
        guard let committed = exhibit.observed?.members else { return nil }
        let kept = try openings.lists(of: exhibit.index).first {
            $0.name.utf8.elementsEqual(FileObservation.memberListName.utf8)
        }
        guard let kept, let subject = kept.subject else { throw OperationError(.memberListDamaged) }
        let key = try openings.unlock(subject, with: [custodian.ageKey])
        let lines = try AgeDecryptor.decrypt(kept.bytes, with: [key])
        do throws(MemberListError) {
            return try MemberList(parsing: lines, of: committed)
        } catch {
            throw OperationError(.memberListDamaged)
        }
    }
}

// MARK: - Naming an exhibit

extension CaseFile {
    /// The exhibit that `text` names: its piece number, the beginning of its id, or its received name when `custodian` can
    /// read names.
    ///
    /// A number is a piece's first: numbers are what was communicated. Names are compared as bytes.
    package func exhibit(named text: String, for custodian: Custodian?) throws -> ExhibitID {
        if let number = UInt64(text), text.utf8.elementsEqual("\(number)".utf8),
            let exhibit = try pieceNumbers().first(where: { $0.number == number })?.exhibit
        {
            return exhibit
        }
        let isPrefix = !text.isEmpty && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        var found = isPrefix ? try ledger.exhibits(beginningWith: text) : []
        if found.isEmpty, let custodian {
            found = try ledger.exhibits().filter { exhibit in
                guard let first = try ledger.indexes(of: exhibit).first else { return false }
                let name = try openings(of: first, for: custodian)?.receivedName
                return name?.bytes.elementsEqual(text.utf8) ?? false
            }
        }
        guard let exhibit = found.first else { throw OperationError(.exhibitUnknown, ["text": text]) }
        guard found.count == 1 else { throw OperationError(.exhibitAmbiguous, ["text": text]) }
        return exhibit
    }

    /// The numbers under which exhibits were communicated, in the order in which they were given.
    package func pieceNumbers() throws -> [PieceNumber] {
        try ledger.indexes(of: .piecesNumbered).flatMap { index in
            let kept = try openings.lists(of: index).first {
                $0.name.utf8.elementsEqual(PieceNumber.listName.utf8)
            }
            guard let kept else { return [PieceNumber]() }
            return try ListLines(parsing: kept.bytes).read(as: PieceNumber.self)
        }
    }
}
