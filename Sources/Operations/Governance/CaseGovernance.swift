package import Cryptography
package import Custody
internal import LedgerStore
internal import TransparencyLog
package import Verification

/// Who may sign in a case, with which ledger key, and to whom its keys are wrapped, as its entries of governance say.
///
/// Replayed from the ledger each time, signatures and roles included: whoever stole the ledger's key alone can append an
/// entry that enrols him, and must not have the next exhibit's key wrapped to him. What does not hold is passed over here;
/// an audit names it.
package struct CaseGovernance: Sendable {
    /// Somebody who was enrolled.
    package struct Member: Hashable, Sendable {
        /// The SHA-256 of the certificate.
        package let certificate: Digest
        /// To what keys are wrapped for them.
        package let recipient: AgeRecipient
        /// What they may do.
        package let role: Enrolment.Role
        /// The entry that enrolled them.
        package let enrolledAt: UInt64
        /// The end of their powers; nil while they have them.
        package internal(set) var retirement: Ended?
    }

    /// The end of somebody's powers.
    package struct Ended: Hashable, Sendable {
        /// The entry that says so.
        package let at: UInt64
        /// What it says.
        package let facts: Retirement
    }

    /// Everyone who was ever enrolled, in the order of the ledger.
    package private(set) var members: [Member] = []

    /// Which ledger keys were in force when.
    package private(set) var keys = LedgerKeyHistory()

    /// The recovery kit's recipient; nil where there is none.
    package private(set) var recovery: AgeRecipient?

    /// The place at which the ledger is kept.
    package private(set) var place: PlaceID?

    /// Entries of governance that have no effect, because whoever signed them could not.
    package private(set) var withoutEffect: [UInt64] = []

    /// The newest entry of governance, whatever it is worth: what the next entry names.
    package private(set) var newest: Digest?

    /// Replays the entries of governance of `ledger`; `certificate` finds the certificates that are kept.
    init(of ledger: Ledger, certificate: (Digest) throws -> Certificate?) throws {
        for index in try ledger.governanceIndexes() {
            let entry = try Entry(parsing: ledger.entry(at: index).der)
            let isLinked = entry.statement.governance == newest && entry.statement.index == index
            newest = entry.leafHash
            guard isLinked, try isSigned(entry, certificate), try take(entry.statement, certificate) else {
                withoutEffect.append(index)
                continue
            }
        }
    }

    private func isSigned(_ entry: Entry, _ certificate: (Digest) throws -> Certificate?) throws -> Bool {
        guard let signer = try certificate(entry.statement.actor) else { return false }
        do {
            try entry.verify(certificate: signer)
            return true
        } catch {
            return false
        }
    }

    /// Whether the statement took effect.
    private mutating func take(
        _ statement: Statement,
        _ certificate: (Digest) throws -> Certificate?
    ) throws -> Bool {
        let index = statement.index
        switch (statement.kind, statement.facts) {
        case (.ledgerOpened, .ledgerKey(let vkey, let recovery)):
            guard index == 0, let place = CasePlace.first(of: statement.origin) else { return false }
            self.place = place
            return try takeUp(vkey, recovery, at: index)
        case (.ledgerRekeyed, .ledgerKey(let vkey, let recovery)):
            return try isAdmin(statement.actor) && takeUp(vkey, recovery, at: index)
        case (.ledgerKeyCompromised, .keyCompromise(let compromise)):
            let key = try VerifierKey(parsing: compromise.vkey)
            return isAdmin(statement.actor) && keys.giveUp(key, since: compromise.since, at: index)
        case (.ledgerMoved, .move(let move)):
            guard isActive(statement.actor) else { return false }
            place = move.place
            return true
        case (.custodianEnrolled, .enrolment(let enrolment)):
            return try enrol(enrolment, as: statement, certificate(enrolment.certificate))
        case (.custodianRetired, .retirement(let retirement)):
            return isAdmin(statement.actor) && retire(retirement, at: index)
        default:
            return false
        }
    }

    private mutating func takeUp(_ vkey: String, _ recovery: String?, at index: UInt64) throws -> Bool {
        keys.takeUp(try VerifierKey(parsing: vkey), at: index)
        self.recovery = try recovery.map { try AgeRecipient(parsing: $0) }
        return true
    }

    private mutating func enrol(
        _ enrolment: Enrolment,
        as statement: Statement,
        _ certificate: Certificate?
    ) throws -> Bool {
        let isFounder = statement.index == 1 && enrolment.certificate == statement.actor && enrolment.role == .admin
        guard isFounder || isAdmin(statement.actor), member(enrolment.certificate) == nil,
            let certificate, let terms = EnrolmentTerms(of: statement)
        else { return false }
        do {
            try terms.verify(acceptance: enrolment.acceptance, certificate: certificate)
        } catch {
            return false
        }
        members.append(
            Member(
                certificate: enrolment.certificate,
                recipient: try AgeRecipient(parsing: enrolment.recipient),
                role: enrolment.role,
                enrolledAt: statement.index,
                retirement: nil
            )
        )
        return true
    }

    private mutating func retire(_ retirement: Retirement, at index: UInt64) -> Bool {
        guard let position = members.firstIndex(where: { $0.certificate == retirement.certificate }),
            members[position].retirement == nil
        else { return false }
        members[position].retirement = Ended(at: index, facts: retirement)
        return true
    }
}

// MARK: - Answers

extension CaseGovernance {
    /// Who has this certificate, in office or not.
    package func member(_ certificate: Digest) -> Member? {
        members.first { $0.certificate == certificate }
    }

    /// Those who may sign today.
    package var active: [Member] { members.filter { $0.retirement == nil } }

    /// Whether the certificate's owner may sign today.
    package func isActive(_ certificate: Digest) -> Bool {
        active.contains { $0.certificate == certificate }
    }

    /// Whether the certificate's owner may enrol and retire today.
    package func isAdmin(_ certificate: Digest) -> Bool {
        active.contains { $0.certificate == certificate && $0.role == .admin }
    }

    /// To whom keys are wrapped: every custodian in office, in the order of enrolment, then the recovery kit.
    package var recipients: [AgeRecipient] { active.map(\.recipient) + (recovery.map { [$0] } ?? []) }
}

extension CaseFile {
    /// Who may sign in the case, with which ledger key, and to whom keys are wrapped.
    package func governance() throws -> CaseGovernance {
        try CaseGovernance(of: ledger) { try openings.certificate($0) }
    }
}
