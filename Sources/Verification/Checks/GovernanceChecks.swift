import Cryptography
import Custody
import TransparencyLog

// Check governanceChain, and of check custodian who had the power to decide: what each entry of governance changes.

extension LedgerExamination {
    /// Each entry names the newest entry of governance before it; entries of governance change who may sign.
    mutating func checkGovernance(of statement: Statement, _ reading: EntryReading) {
        let subject = Subject.entry(reading.index)
        if statement.governance == governanceHead?.leafHash {
            report.pass(.governanceChain)
        } else {
            report.fail(.governanceChain, subject, Cause(broken(by: statement)))
        }
        checkAwaitedRekey(at: reading.index, by: statement)
        guard statement.kind.governs else { return }
        governanceHead = ChainLink(index: reading.index, leafHash: reading.leafHash)
        governanceLeaves.insert(reading.leafHash)
        switch (statement.kind, statement.facts) {
        case (.ledgerOpened, .ledgerKey(let vkey, _)), (.ledgerRekeyed, .ledgerKey(let vkey, _)):
            takeUpLedgerKey(vkey, of: statement, subject)
        case (.ledgerKeyCompromised, .keyCompromise(let compromise)):
            giveUpLedgerKey(compromise, of: statement, subject)
        case (.ledgerMoved, .move(let move)):
            take(move, subject)
        case (.custodianEnrolled, .enrolment(let enrolment)):
            enrol(enrolment, by: statement, at: reading.index)
        case (.custodianRetired, .retirement(let retirement)):
            retire(retirement, by: statement, at: reading.index)
        default:
            break
        }
    }

    /// An entry of governance beside a later one is a second successor: somebody continued an older history.
    private func broken(by statement: Statement) -> Cause.Code {
        guard statement.kind.governs, let named = statement.governance, governanceLeaves.contains(named) else {
            return .governanceBroken
        }
        return .governanceSecondSuccessor
    }

    private mutating func requireAdmin(_ statement: Statement, _ subject: Subject) -> Bool {
        if custodians.isActiveAdmin(statement.actor) { return true }
        report.fail(.custodian, subject, Cause(.notAnAdmin))
        return false
    }
}

// MARK: - The ledger's keys

extension LedgerExamination {
    /// The key's name is the ledger's origin, and the origin is the hash of the first key: no other key can claim it.
    private mutating func takeUpLedgerKey(_ text: String, of statement: Statement, _ subject: Subject) {
        guard let key = ledgerKey(text, subject) else { return }
        if statement.kind == .ledgerOpened,
            Array(VerifierKey.ledgerOrigin(for: key.publicKey).utf8) != Array(evidence.origin.utf8)
        {
            return report.fail(.governanceChain, subject, Cause(.originNotOfFirstKey))
        }
        // A key that nobody with the power to do so took up is no key of the ledger.
        if statement.kind == .ledgerRekeyed, !requireAdmin(statement, subject) { return }
        ledgerKeys.takeUp(key, at: statement.index)
    }

    private mutating func giveUpLedgerKey(_ facts: KeyCompromise, of statement: Statement, _ subject: Subject) {
        guard let key = ledgerKey(facts.vkey, subject), requireAdmin(statement, subject) else { return }
        guard ledgerKeys.giveUp(key, since: facts.since, at: statement.index) else {
            return report.fail(.governanceChain, subject, Cause(.gaveUpOtherKey))
        }
        awaitingRekey = statement.index
    }

    private mutating func ledgerKey(_ text: String, _ subject: Subject) -> VerifierKey? {
        let key: VerifierKey
        do { key = try VerifierKey(parsing: text) } catch {
            report.fail(.governanceChain, subject, Cause(.ledgerKeyMalformed, ["reason": "\(error)"]))
            return nil
        }
        guard Array(key.name.utf8) == Array(evidence.origin.utf8) else {
            report.fail(.governanceChain, subject, Cause(.ledgerKeyOfOtherOrigin))
            return nil
        }
        return key
    }

    /// Who left, and whoever stole the key, can sign checkpoints until the key is changed: it is, by the very next entry.
    private mutating func checkAwaitedRekey(at index: UInt64, by statement: Statement) {
        if statement.kind == .ledgerRekeyed, awaitingRekey.map({ $0 + 1 == index }) ?? true {
            awaitingRekey = nil
        } else {
            doubtAwaitedRekey()
        }
    }

    /// Says that the ledger's key was not changed where it had to be.
    mutating func doubtAwaitedRekey() {
        guard let awaiting = awaitingRekey else { return }
        report.doubt(.governanceChain, .entry(awaiting), Cause(.rekeyMissing))
        awaitingRekey = nil
    }

    /// A folder that was taken over elsewhere says which tree it took over, and becomes a place of its own.
    private mutating func take(_ move: LedgerMove, _ subject: Subject) {
        if let root = rebuiltRoots[move.size], root != move.root {
            return report.fail(.governanceChain, subject, Cause(.movedOtherTree))
        }
        let isFirst = evidence.origin.utf8.suffix(move.place.hex.utf8.count).elementsEqual(move.place.hex.utf8)
        guard !isFirst, places.insert(move.place).inserted else {
            return report.fail(.governanceChain, subject, Cause(.placeTwice))
        }
        moves.append(move.size)
    }
}

// MARK: - Custodians

extension LedgerExamination {
    private mutating func enrol(_ enrolment: Enrolment, by statement: Statement, at index: UInt64) {
        let subject = Subject.entry(index)
        let isFounder = index == 1 && enrolment.certificate == statement.actor && enrolment.role == .admin
        if index == 1, !isFounder {
            report.fail(.custodian, subject, Cause(.founderNotEnrolled))
        }
        // Whom nobody with the power to do so enrolled is not enrolled: his entries are a stranger's.
        guard isFounder || requireAdmin(statement, subject) else { return }
        guard
            custodians.enrol(
                enrolment.certificate,
                isAdmin: enrolment.role == .admin,
                at: index,
                by: statement.actor
            )
        else { return report.fail(.custodian, subject, Cause(.enrolledTwice)) }
        // A custodian who signed nothing that is shown need not be shown either.
        guard let certificate = certificates[enrolment.certificate] else { return }
        guard let terms = EnrolmentTerms(of: statement) else {
            return report.fail(.custodian, subject, Cause(.acceptanceBroken, ["reason": "governance"]))
        }
        do {
            try terms.verify(acceptance: enrolment.acceptance, certificate: certificate)
            report.pass(.custodian)
        } catch {
            report.fail(.custodian, subject, Cause(.acceptanceBroken, ["reason": "\(error)"]))
        }
    }

    private mutating func retire(_ retirement: Retirement, by statement: Statement, at index: UInt64) {
        let subject = Subject.entry(index)
        guard requireAdmin(statement, subject) else { return }
        guard custodians.retire(retirement.certificate, at: index, since: retirement.since) else {
            return report.fail(.custodian, subject, Cause(.retiredWithoutEnrolment))
        }
        awaitingRekey = index
    }
}
