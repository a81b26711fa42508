/// Short texts one behind the other in one array: a bundle has a hundred thousand paths, and each is looked at twice.
package struct TextColumn: RandomAccessCollection, Hashable, Sendable {
    private var bytes: [UInt8] = []
    /// Where each text ends in `bytes`.
    private var ends: [UInt32] = []

    /// No text.
    package init() {}

    /// 0: positions count from there.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { ends.count }

    /// The text at `position`.
    package subscript(position: Int) -> String { String(decoding: bytes[range(of: position)], as: UTF8.self) }

    /// Adds `text` at the end.
    package mutating func append(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
    }

    /// Sees to it that `count` texts of as many bytes in all find room without being moved.
    mutating func reserve(count: Int, bytes byteCount: Int) {
        ends.reserveCapacity(count)
        bytes.reserveCapacity(byteCount)
    }

    /// Lends the bytes of the text at `position` from `offset` on to `body`.
    func withBytes<Result>(
        at position: Int,
        from offset: Int = 0,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let range = range(of: position)
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[range.lowerBound + offset..<range.upperBound]))
        }
    }

    private func range(of position: Int) -> Range<Int> {
        (position > 0 ? Int(ends[position - 1]) : 0)..<Int(ends[position])
    }
}
