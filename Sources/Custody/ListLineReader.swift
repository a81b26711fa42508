/// Cuts the file of a list into its lines while its bytes come, a part at a time: a list may have a hundred thousand.
package struct ListLineReader {
    private var line: [UInt8] = []
    private var count = 0
    private var firstEmpty: Int?

    /// Before the first byte.
    package init() {}

    /// How many bytes have come of a line that has not ended.
    package var unfinishedCount: Int { line.count }

    /// Takes the next bytes in, and hands over each line that ends in them, without its LF.
    package mutating func take<Failure>(
        _ bytes: UnsafeRawBufferPointer,
        line take: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line.append(contentsOf: rest[..<end])
            if line.isEmpty, firstEmpty == nil { firstEmpty = count }
            try take(line)
            line.removeAll(keepingCapacity: true)
            count += 1
            rest = rest[(end + 1)...]
        }
        line.append(contentsOf: rest)
    }

    /// Refuses what `ListLines` refuses in a file: a last line without LF, and an empty line.
    package func finish() throws(ListError) {
        guard line.isEmpty else { throw .unterminatedLine }
        if let firstEmpty { throw .emptyLine(firstEmpty) }
    }
}
