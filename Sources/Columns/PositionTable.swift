/// Where values stand that lie in a column: found by their hashes, some bytes for each, and no copy of any.
///
///     let hash = id.hashValue
///     if table.position(hash: hash, where: { ids[$0] == id }) == nil {
///         table.insert(ids.count, hash: hash) { ids[$0].hashValue }
///         ids.append(id)
///     }
///
/// Hashes are to be Swift's own, which are seeded in every process: whoever makes values to order cannot choose where they fall.
package struct PositionTable: Sendable {
    /// 0 for a free slot, else a position and one; a power of two of them, a third of which is free.
    @usableFromInline var slots: [UInt32]
    @usableFromInline var count = 0

    /// A table that takes `room` positions without growing.
    @inlinable package init(room: Int = 0) {
        var slotCount = 64
        while room * 3 > slotCount * 2 { slotCount *= 2 }
        slots = [UInt32](repeating: 0, count: slotCount)
    }

    /// The position, among those put in, of the value of that hash for which `isSought` holds.
    @inlinable package func position(hash: Int, where isSought: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = hash & mask
        while case let found = slots[slot], found != 0 {
            if isSought(Int(found) - 1) { return Int(found) - 1 }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Puts in the position of a value that is not there yet.
    ///
    /// - Parameter hashAt: the hash of the value at a position that was put in before, asked for when the table grows.
    @inlinable package mutating func insert(_ position: Int, hash: Int, hashAt: (Int) -> Int) {
        if (count + 1) * 3 > slots.count * 2 {
            let earlier = slots
            slots = [UInt32](repeating: 0, count: earlier.count * 2)
            for found in earlier where found != 0 { put(found, hash: hashAt(Int(found) - 1)) }
        }
        put(UInt32(position + 1), hash: hash)
        count += 1
    }

    @inlinable mutating func put(_ value: UInt32, hash: Int) {
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = value
    }
}
