internal import Cryptography

/// The hashes of a proof as text: one a line in base64, then an empty line (C2SP tlog-proof, tlog-witness).
enum HashLines {
    /// The most hashes a proof can need: a tree has fewer than 2⁶³ leaves.
    static let maximumCount = 63

    /// The lines of `hashes` and the empty line.
    static func bytes(of hashes: [Digest]) -> [UInt8] {
        Array((hashes.map { "\($0.base64)\n" }.joined() + "\n").utf8)
    }

    /// Reads hashes up to and including the empty line.
    static func read(from lines: inout LineReader) throws(LogProofError) -> [Digest] {
        var hashes: [Digest] = []
        while let line = lines.next() {
            if line.isEmpty { return hashes }
            guard hashes.count < maximumCount else { throw .tooManyHashes }
            guard let hash = line.withUnsafeBufferPointer({ Digest(base64Digits: $0) }) else {
                throw .malformedHash(number: hashes.count + 1)
            }
            hashes.append(hash)
        }
        throw .noEmptyLine
    }
}
