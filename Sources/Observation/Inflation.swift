internal import CZlib

/// Inflates, never more than was asked for, whatever the bytes promise.
enum Inflation {
    enum Wrapping: Int32 {
        case raw = -15
        case zlib = 15
    }

    /// What became of a stream.
    enum End {
        /// It ended; so many of the bytes given last were not part of it.
        case ended(left: Int)
        case damaged
        /// The sink wanted no more, or the input ended before the stream did.
        case stopped
    }

    /// At most `most` inflated bytes of `bytes`; nil when they are no stream.
    static func inflate(_ bytes: [UInt8], _ wrapping: Wrapping, most: Int) throws(ReadingLimit) -> [UInt8]? {
        var output: [UInt8] = []
        var given = false
        let end = try run(
            wrapping,
            input: { () throws(ReadingLimit) in
                defer { given = true }
                return given ? [] : bytes
            },
            output: { (part: UnsafeRawBufferPointer) throws(ReadingLimit) -> Bool in
                output += part.prefix(most - output.count)
                return output.count < most
            }
        )
        if case .damaged = end { return nil }
        return output
    }

    /// Inflates what `input` gives, until it gives nothing, into pieces for `output`, until that answers false.
    static func run(
        _ wrapping: Wrapping,
        input: () throws(ReadingLimit) -> [UInt8],
        output: (UnsafeRawBufferPointer) throws(ReadingLimit) -> Bool
    ) throws(ReadingLimit) -> End {
        var stream = z_stream()
        guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return .damaged
        }
        defer { inflateEnd(&stream) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1_024, alignment: 16)
        defer { room.deallocate() }
        while true {
            var given = try input()
            if given.isEmpty { return .stopped }
            var isLast = false
            var consumed = 0
            while consumed < given.count || isLast {
                let offset = consumed
                let (status, used, made) = given.withUnsafeMutableBufferPointer { buffer -> (Int32, Int, Int) in
                    stream.next_in = buffer.baseAddress?.advanced(by: offset)
                    stream.avail_in = uInt(buffer.count - offset)
                    stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.avail_out = uInt(room.count)
                    let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return (status, buffer.count - offset - Int(stream.avail_in), room.count - Int(stream.avail_out))
                }
                consumed += used
                if made > 0, try !output(UnsafeRawBufferPointer(rebasing: room[..<made])) { return .stopped }
                if status == Z_STREAM_END { return .ended(left: given.count - consumed) }
                guard status == Z_OK || status == Z_BUF_ERROR else { return .damaged }
                // A full room may hide more output that needs no more input.
                isLast = made == room.count
                if status == Z_BUF_ERROR, used == 0, made == 0 { break }
            }
        }
    }
}
