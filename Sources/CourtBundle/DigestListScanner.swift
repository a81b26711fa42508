internal import Custody

/// Reads a list of digests line by line, as its bytes come: a list has a line a piece, and nobody holds them all.
///
///     var scanner = DigestListScanner()
///     try scanner.take(bytes) { line in … }
///     try scanner.finish()
///
/// Every spelling but that of `DigestList` is refused. That no name stands twice is for whoever takes the lines.
struct DigestListScanner {
    private var lines = ListLineReader()
    private var count = 0

    /// Longer than a line with the longest name, all of it escaped.
    private static let longestLine = 256 * 1024

    /// Hands each line that ends in `bytes` to `body`.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer,
        line body: (DigestList.Line) throws(DigestListError) -> Void
    ) throws(DigestListError) {
        try lines.take(bytes) { line throws(DigestListError) in
            try body(try DigestList.Line(line[...], at: count))
            count += 1
        }
        guard lines.unfinishedCount <= Self.longestLine else { throw .malformedName(line: count) }
    }

    /// Makes sure that the last line had its LF.
    func finish() throws(DigestListError) {
        guard lines.unfinishedCount == 0 else { throw .unterminatedLine }
    }
}
