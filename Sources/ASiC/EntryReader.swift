/// Reads a file of a container from its first byte to its last, and checks at the end that they are the ones announced.
package struct EntryReader: Sendable {
    /// A good length for buffers: it stays in the processor's cache while digest and checksum pass over it, and memory of
    /// that length is had without asking the kernel.
    package static let chunkSize = 64 * 1024

    private let name: ObjectName
    private let file: OpenFile
    private let end: UInt64
    private let expectedCRC32: UInt32?
    private var position: UInt64
    private var crc32 = CRC32()

    /// A reader of the `size` bytes from `offset` on, whose checksum the headers state.
    init(name: ObjectName, file: OpenFile, offset: UInt64, size: UInt64, crc32: UInt32) {
        self.name = name
        self.file = file
        position = offset
        end = offset + size
        expectedCRC32 = crc32
    }

    /// A reader of a whole file that lies by itself.
    init(name: ObjectName, wholeFile file: OpenFile) {
        self.name = name
        self.file = file
        position = 0
        end = file.size
        expectedCRC32 = nil
    }

    /// Fills `buffer` with the next bytes; returns their number, 0 at the end.
    ///
    /// The call that returns the last bytes, or finds that there are none, also makes check 12.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
        let wanted = Int(min(UInt64(buffer.count), end - position))
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        guard try file.read(at: position, into: chunk) == wanted else { throw .changedWhileRead(name: name.text) }
        position += UInt64(wanted)
        if expectedCRC32 != nil { crc32.update(UnsafeRawBufferPointer(chunk)) }
        if position == end { try checkEnd() }
        return wanted
    }

    /// The bytes at `range`, counted from where this reader stands; no check is made of them.
    func bytes(in range: Range<Int>) throws(ContainerError) -> [UInt8] {
        guard range.lowerBound >= 0, UInt64(range.upperBound) <= end - position else {
            throw .changedWhileRead(name: name.text)
        }
        return try file.bytes(at: position + UInt64(range.lowerBound), count: range.count)
    }

    private func checkEnd() throws(ContainerError) {
        if let expectedCRC32 {
            guard crc32.value == expectedCRC32 else { throw .checksumMismatch(name: name.text) }
            return
        }
        // A file that lies by itself has no checksum, but it has an end.
        let isAtEnd = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte throws(ContainerError) in
            try file.read(at: end, into: byte) == 0
        }
        guard isAtEnd else { throw .changedWhileRead(name: name.text) }
    }
}
