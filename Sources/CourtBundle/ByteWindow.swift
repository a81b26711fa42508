import Glibc

/// The bytes of a file from its first to its last, a part in memory at a time: for scanners of long files in one spelling.
struct ByteWindow {
    /// Fills the front of a buffer with the next bytes; returns their number, 0 at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws(BundleReadError) -> Int

    private let source: Source
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var isEnded = false
    /// How many bytes were dropped from before `buffer`.
    private var dropped = 0

    /// A window that holds at most `capacity` bytes.
    init(capacity: Int = 256 * 1024, source: @escaping Source) {
        self.source = source
        buffer = [UInt8](repeating: 0, count: capacity)
    }

    /// A window on bytes that are in memory.
    init(of bytes: [UInt8], capacity: Int = 4_096) {
        var position = 0
        self.init(capacity: capacity) { target throws(BundleReadError) in
            let count = min(target.count, bytes.count - position)
            bytes.withUnsafeBytes {
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
            }
            position += count
            return count
        }
    }

    /// The place in the file of the byte that stands next.
    var position: Int { dropped + start }

    /// Whether nothing is left.
    var isAtEnd: Bool {
        mutating get throws(BundleReadError) { try !hold(1) }
    }

    /// Sees to it that `count` bytes stand in memory, which must be no more than the capacity; false when the file ends before.
    mutating func hold(_ count: Int) throws(BundleReadError) -> Bool {
        if end - start >= count { return true }
        buffer.withUnsafeMutableBytes { bytes in
            guard let first = bytes.baseAddress else { return }
            _ = memmove(first, first + start, end - start)
        }
        dropped += start
        end -= start
        start = 0
        var failure: BundleReadError?
        while end < count, !isEnded {
            let room = end..<buffer.count
            let read = buffer.withUnsafeMutableBytes { bytes in
                do throws(BundleReadError) {
                    return try source(UnsafeMutableRawBufferPointer(rebasing: bytes[room]))
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            isEnded = read == 0
            end += read
        }
        return end >= count
    }

    /// Steps over `byte` when it stands here.
    mutating func takes(_ byte: UInt8) throws(BundleReadError) -> Bool {
        guard try hold(1), buffer[start] == byte else { return false }
        start += 1
        return true
    }

    /// Steps over `text` when it stands here.
    mutating func takes(_ text: StaticString) throws(BundleReadError) -> Bool {
        guard try hold(text.utf8CodeUnitCount) else { return false }
        let isHere = text.withUTF8Buffer { text in
            buffer.withUnsafeBufferPointer { $0[start..<start + text.count].elementsEqual(text) }
        }
        if isHere { start += text.utf8CodeUnitCount }
        return isHere
    }

    /// The next bytes, as far as `isAllowed` takes them, and steps over them; nil where there are none, or more than `most`,
    /// which must be less than the capacity.
    ///
    /// `read` is lent them.
    mutating func run<Result>(
        upTo most: Int,
        while isAllowed: (UInt8) -> Bool,
        _ read: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws(BundleReadError) -> Result? {
        _ = try hold(most + 1)
        let result: (count: Int, value: Result)? = buffer.withUnsafeBufferPointer { buffer in
            let held = UnsafeBufferPointer(rebasing: buffer[start..<min(start + most + 1, end)])
            let count = held.firstIndex { !isAllowed($0) } ?? held.count
            guard (1...most).contains(count) else { return nil }
            return (count, read(UnsafeBufferPointer(rebasing: held[..<count])))
        }
        guard let result else { return nil }
        start += result.count
        return result.value
    }

    /// Steps over the next bytes as far as `table` has a value other than 0 for them; how many they are.
    mutating func skip(_ table: [UInt8]) throws(BundleReadError) -> Int {
        var count = 0
        while try hold(1) {
            let stop = buffer.withUnsafeBufferPointer { buffer in
                table.withUnsafeBufferPointer { table in
                    var position = start
                    while position < end, table[Int(buffer[position])] != 0 { position += 1 }
                    return position
                }
            }
            count += stop - start
            start = stop
            if stop < end { break }
        }
        return count
    }
}
