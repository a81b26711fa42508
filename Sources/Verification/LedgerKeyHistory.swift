package import TransparencyLog

/// Which ledger keys were in force at which size (docs/formats/checkpoint.md § 6).
///
/// A key is in force from the entry that names it until the next `ledger.rekeyed` or `ledger.keyCompromised`.
package struct LedgerKeyHistory: Sendable {
    /// One key and the entry that took it up.
    package struct Term: Sendable {
        /// The index of `ledger.opened` or `ledger.rekeyed`.
        package let index: UInt64
        /// The key.
        package let key: VerifierKey
        /// Whether the key before it must sign the first checkpoint too: not where it had been given up.
        let isCountersigned: Bool
    }

    /// A key that somebody else may have.
    package struct Loss: Sendable {
        /// The index of the entry that says so.
        package let index: UInt64
        /// The key.
        package let key: VerifierKey
        /// The smallest tree size whose checkpoint proves nothing by that key alone.
        package let since: UInt64
    }

    /// The keys in the order in which the ledger took them up.
    package private(set) var terms: [Term] = []

    /// The keys that were given up.
    package private(set) var losses: [Loss] = []

    /// No key yet.
    package init() {}

    /// Takes up the key that the entry at `index` names.
    package mutating func takeUp(_ key: VerifierKey, at index: UInt64) {
        let isGivenUp = terms.last.map { last in losses.contains { $0.index > last.index } } ?? true
        terms.append(Term(index: index, key: key, isCountersigned: !isGivenUp))
    }

    /// Gives up the key in force, as the entry at `index` says; false when `key` is another.
    package mutating func giveUp(_ key: VerifierKey, since: UInt64, at index: UInt64) -> Bool {
        guard keyInForce(at: index) == key else { return false }
        losses.append(Loss(index: index, key: key, since: since))
        return true
    }

    /// The key that must have signed the checkpoint of `size`: that of the last `ledger.opened` or `ledger.rekeyed` at an
    /// index below it; nil where it had been given up and no other had taken its place.
    package func keyInForce(at size: UInt64) -> VerifierKey? {
        guard let term = terms.last(where: { $0.index < size }) else { return nil }
        let isGivenUp = losses.contains { $0.index > term.index && $0.index < size }
        return isGivenUp ? nil : term.key
    }

    /// The keys that must have signed the checkpoint of `size`, in the order of their lines; empty where none is in force.
    ///
    /// The first checkpoint after a change bears the old key's line and then the new one's.
    package func keysRequired(at size: UInt64) -> [VerifierKey] {
        guard let key = keyInForce(at: size) else { return [] }
        guard let position = terms.lastIndex(where: { $0.index < size }), position > 0,
            terms[position].isCountersigned, terms[position].index + 1 == size
        else { return [key] }
        return [terms[position - 1].key, key]
    }

    /// Whether `key` was in force once and is so no longer at `size`.
    package func isFormer(_ key: VerifierKey, at size: UInt64) -> Bool {
        keyInForce(at: size) != key && terms.contains { $0.key == key && $0.index < size }
    }

    /// Whether the signature of the key in force at `size` proves nothing, for somebody else may have made it.
    package func isDoubtful(at size: UInt64) -> Bool {
        let key = terms.last { $0.index < size }?.key
        return losses.contains { $0.key == key && size >= $0.since }
    }

    /// The sizes of the first checkpoints after each change of keys: a bundle shows each of them.
    package var firstSizes: [UInt64] { terms.dropFirst().map { $0.index + 1 } }
}
