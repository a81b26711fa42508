import TransparencyLog

/// Which ledger keys were in force at which size (docs/formats/checkpoint.md).
struct LedgerKeyHistory {
    /// The keys in the order in which the ledger took them up, with the entry that did so.
    private(set) var keys: [(index: UInt64, key: VerifierKey)] = []

    /// Takes up the key that the entry at `index` names.
    mutating func takeUp(_ key: VerifierKey, at index: UInt64) {
        keys.append((index, key))
    }

    /// The key that must have signed the checkpoint of `size`: that of the last `ledger.opened` or `ledger.rekeyed` at an
    /// index below it.
    func keyInForce(at size: UInt64) -> VerifierKey? {
        keys.last { $0.index < size }?.key
    }

    /// Every key that may have signed the checkpoint of `size`: the one in force and the one that it replaced, whose
    /// line the first checkpoint after the change bears too.
    func keysKnown(at size: UInt64) -> [VerifierKey] {
        keys.filter { $0.index < size }.suffix(2).map(\.key)
    }
}
