/// A list that grows a block at a time.
///
/// An array that grows copies all it holds to twice the room: for a hundred thousand records that is three times what they
/// need, at the moment when it counts.
struct Blocks<Element> {
    private var blocks: [[Element]] = []
    private(set) var count = 0

    /// How many elements a block has; a power of two.
    private static var length: Int { 4_096 }

    /// Nothing yet.
    init() {}

    mutating func append(_ element: Element) {
        if count & (Self.length - 1) == 0 {
            var block: [Element] = []
            block.reserveCapacity(Self.length)
            blocks.append(block)
        }
        blocks[blocks.count - 1].append(element)
        count += 1
    }
}

extension Blocks: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(position: Int) -> Element { blocks[position / Self.length][position & (Self.length - 1)] }
}

extension Blocks: Sendable where Element: Sendable {}

/// Short runs of bytes, one behind the other.
struct PackedBytes: Sendable {
    /// Where a run lies.
    struct Place {
        fileprivate let block: UInt32
        fileprivate let start: UInt32
        fileprivate let length: UInt32
    }

    private var blocks: [[UInt8]] = []

    /// How many bytes a block has room for; a longer run has one of its own.
    private static let room = 65_536

    mutating func append(_ bytes: [UInt8]) -> Place {
        if blocks.last.map({ $0.count + bytes.count > Self.room }) ?? true {
            var block: [UInt8] = []
            block.reserveCapacity(Swift.max(Self.room, bytes.count))
            blocks.append(block)
        }
        let last = blocks.count - 1
        let place = Place(block: UInt32(last), start: UInt32(blocks[last].count), length: UInt32(bytes.count))
        blocks[last] += bytes
        return place
    }

    subscript(place: Place) -> ArraySlice<UInt8> {
        blocks[Int(place.block)][Int(place.start)..<Int(place.start) + Int(place.length)]
    }
}

/// Values of which most are the same: each is kept once, and told by a number.
struct DistinctValues<Value: Hashable & Sendable>: Sendable {
    private var values: [Value] = []
    private var numbers: [Value: UInt32] = [:]

    /// The number of `value`, which is kept from now on.
    mutating func number(of value: Value) -> UInt32 {
        if let number = numbers[value] { return number }
        let number = UInt32(values.count)
        values.append(value)
        numbers[value] = number
        return number
    }

    subscript(number: UInt32) -> Value { values[Int(number)] }
}
