/// Short texts, or names of any bytes, one behind the other: twelve bytes for each beside its own, and no object.
///
/// A text becomes a value of its own when somebody asks for it.
package struct TextColumn: Hashable, Sendable {
    @usableFromInline var blocks: [[UInt8]] = []
    @usableFromInline var places = Column<Place>()

    /// Where a text lies.
    @usableFromInline struct Place: Hashable, Sendable {
        @usableFromInline let block: UInt32
        @usableFromInline let start: UInt32
        @usableFromInline let length: UInt32

        @inlinable init(block: Int, start: Int, length: Int) {
            self.block = UInt32(block)
            self.start = UInt32(start)
            self.length = UInt32(length)
        }

        @inlinable var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
    }

    /// How many bytes a block has room for; a longer text has one of its own.
    @inlinable static var room: Int { 65_536 }

    /// No text.
    @inlinable package init() {}

    /// How many there are.
    @inlinable package var count: Int { places.count }

    /// Adds `text` at the end.
    @inlinable package mutating func append(_ text: some Collection<UInt8>) {
        let length = text.count
        if blocks.last.map({ $0.count + length > Self.room }) ?? true {
            var block: [UInt8] = []
            block.reserveCapacity(max(Self.room, length))
            blocks.append(block)
        }
        let last = blocks.count - 1
        places.append(Place(block: last, start: blocks[last].count, length: length))
        blocks[last].append(contentsOf: text)
    }

    /// The text at `position`.
    package subscript(position: Int) -> String { String(decoding: bytes(at: position), as: UTF8.self) }

    /// The bytes of the text at `position`.
    @inlinable package func bytes(at position: Int) -> ArraySlice<UInt8> {
        let place = places[position]
        return blocks[Int(place.block)][place.range]
    }

    /// Lends the bytes of the text at `position` to `body`.
    @inlinable package func withBytes<Result>(
        at position: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let place = places[position]
        return blocks[Int(place.block)].withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place.range])) }
    }
}
