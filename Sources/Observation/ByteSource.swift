/// The bytes of one file, at any place, and how many of them may still be read.
///
/// Nothing here opens anything: the descriptor, or the array of a test, is behind `read`.
package final class ByteSource {
    /// How many bytes the file has.
    package let size: UInt64

    /// How many bytes may still be read; a parser that needs more ends with `ReadingLimit.bytes`.
    package private(set) var budget: UInt64

    private let read: (UInt64, UnsafeMutableRawBufferPointer) -> Int

    /// A file of `size` bytes; `read` fills a buffer from an offset, and returns how many bytes it put there.
    package init(
        size: UInt64,
        budget: UInt64,
        read: @escaping (UInt64, UnsafeMutableRawBufferPointer) -> Int
    ) {
        self.size = size
        self.budget = budget
        self.read = read
    }

    /// The bytes of an array.
    package convenience init(_ bytes: [UInt8], budget: UInt64 = 1 << 30) {
        self.init(size: UInt64(bytes.count), budget: budget) { offset, buffer in
            guard offset < bytes.count else { return 0 }
            let part = bytes[Int(offset)...].prefix(buffer.count)
            buffer.copyBytes(from: part)
            return part.count
        }
    }

    /// The same bytes with a budget of their own.
    func again(budget: UInt64) -> ByteSource { ByteSource(size: size, budget: budget, read: read) }

    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    package func bytes(at offset: UInt64, _ count: Int) throws(ReadingLimit) -> [UInt8] {
        guard offset < size, count > 0 else { return [] }
        let wanted = Int(min(UInt64(count), size - offset))
        try spend(wanted)
        var filled = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            while filled < wanted {
                let got = read(offset + UInt64(filled), UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))
                guard got > 0 else { break }
                filled += got
            }
            initialized = filled
        }
        return bytes
    }

    /// Exactly `count` bytes from `offset`, nil when the file ends before.
    func exactly(_ count: Int, at offset: UInt64) throws(ReadingLimit) -> [UInt8]? {
        guard offset <= size, UInt64(count) <= size - offset else { return nil }
        let bytes = try bytes(at: offset, count)
        return bytes.count == count ? bytes : nil
    }

    /// Counts work that is not reading, inflating above all, against the same budget.
    func spend(_ count: Int) throws(ReadingLimit) {
        guard UInt64(count) <= budget else {
            budget = 0
            throw .bytes
        }
        budget -= UInt64(count)
    }
}

/// A bound that a reading came to: what lies beyond was not looked at.
package enum ReadingLimit: String, Error, Hashable, Sendable {
    /// As many bytes as one file may cost.
    case bytes
    /// As many members as a list may have.
    case members
    /// As many parts (chunks, directories, boxes, lines) as are followed.
    case parts
}
