/// Values of one kind, one behind the other: a column of a table that has a row an entry, an exhibit or a file.
///
/// It grows a block at a time. An array that grows holds all it has twice for a moment, and then room for as much again: for
/// a hundred thousand rows, three times what they need at the moment when it counts.
///
/// Columns are read millions of times in an audit: what they do is open to the modules that use them, which the compiler
/// then writes for their elements.
package struct Column<Element> {
    @usableFromInline var blocks: [[Element]] = []

    /// The number of values.
    @usableFromInline package var count = 0

    /// How many values a block has room for: 2 to the power of this.
    @inlinable static var shift: Int { 12 }

    /// No value.
    @inlinable package init() {}

    /// Adds `element` at the end.
    @inlinable package mutating func append(_ element: Element) {
        if count & ((1 << Self.shift) - 1) == 0 {
            var block: [Element] = []
            block.reserveCapacity(1 << Self.shift)
            blocks.append(block)
        }
        blocks[blocks.count - 1].append(element)
        count += 1
    }
}

extension Column: RandomAccessCollection, MutableCollection {
    /// 0: positions count from there.
    @inlinable package var startIndex: Int { 0 }
    /// How many there are.
    @inlinable package var endIndex: Int { count }

    /// The value at `position`.
    @inlinable package subscript(position: Int) -> Element {
        get { blocks[position >> Self.shift][position & ((1 << Self.shift) - 1)] }
        set { blocks[position >> Self.shift][position & ((1 << Self.shift) - 1)] = newValue }
    }
}

extension Column: Equatable where Element: Equatable {}
extension Column: Hashable where Element: Hashable {}
extension Column: Sendable where Element: Sendable {}
