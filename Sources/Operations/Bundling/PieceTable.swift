internal import Columns
internal import CourtBundle
internal import Cryptography
internal import Custody

/// What was found of each piece, on the disk: memory holds twenty bytes for each.
///
///     var table = try PieceTable(of: 17, beside: path)
///     try table.add(found, at: 3)
///     let found = try table.found(at: 3)
struct PieceTable: Sendable {
    /// What the entry that sealed a piece and its openings say of it.
    struct Found: Sendable {
        let fileName: String
        let size: UInt64
        let digest: Digest
        let mediaType: String?
        let submission: SubmissionID
    }

    private let file: ScratchFile
    /// Where the record of each piece lies; its length is 0 while nothing was found of it.
    private var places: [Place]
    /// The submissions that sealed pieces, and the number of the one that sealed each piece.
    private var sealing = DistinctValues<SubmissionID>()
    private var submissionNumbers: [UInt32]

    private struct Place {
        var offset: UInt64 = 0
        var length: UInt32 = 0
    }

    /// A table of `count` pieces, of which nothing was found yet, on the device of what `path` is to become.
    init(of count: Int, beside path: String) throws {
        file = try ScratchFile(beside: path)
        places = Array(repeating: Place(), count: count)
        submissionNumbers = Array(repeating: 0, count: count)
    }

    /// The submissions that sealed pieces, each once.
    var submissions: [SubmissionID] { sealing.values }

    /// How many pieces there are.
    var count: Int { places.count }

    /// Keeps what was found of the piece at `position`.
    mutating func add(_ found: Found, at position: Int) throws {
        let name = Array(found.fileName.utf8)
        var record = found.digest.bytes
        withUnsafeBytes(of: found.size.littleEndian) { record += $0 }
        record.append(UInt8(name.count))
        record += name
        // What follows the name is the media type, where there is one.
        if let mediaType = found.mediaType { record += [1] + mediaType.utf8 }
        places[position] = Place(offset: file.size, length: UInt32(record.count))
        try file.append(record)
        submissionNumbers[position] = sealing.number(of: found.submission)
    }

    /// Whether anything was found of the piece at `position`.
    func has(_ position: Int) -> Bool { places[position].length > 0 }

    /// The submission that sealed the piece at `position`.
    func submission(at position: Int) -> SubmissionID { sealing[submissionNumbers[position]] }

    /// What was found of the piece at `position`.
    func found(at position: Int) throws -> Found {
        let place = places[position]
        let record = try file.bytes(at: place.offset, count: Int(place.length))
        let head = Digest.byteCount + 8
        guard record.count > head, let digest = Digest(bytes: record[..<Digest.byteCount]) else {
            preconditionFailure("what was found of each piece is asked for")
        }
        let size = record[Digest.byteCount..<head].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        let end = head + 1 + Int(record[head])
        return Found(
            fileName: String(decoding: record[(head + 1)..<end], as: UTF8.self),
            size: size,
            digest: digest,
            mediaType: end < record.count ? String(decoding: record[(end + 1)...], as: UTF8.self) : nil,
            submission: submission(at: position)
        )
    }

    /// The positions of the pieces, those of each submission together and in their order, and where those of each begin.
    func bySubmission() -> (positions: [UInt32], starts: [Int]) {
        var starts = [Int](repeating: 0, count: submissions.count + 1)
        for number in submissionNumbers { starts[Int(number) + 1] += 1 }
        for number in submissions.indices { starts[number + 1] += starts[number] }
        var next = starts
        var positions = [UInt32](repeating: 0, count: submissionNumbers.count)
        for (position, number) in submissionNumbers.enumerated() {
            positions[next[Int(number)]] = UInt32(position)
            next[Int(number)] += 1
        }
        return (positions, starts)
    }
}
