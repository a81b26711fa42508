package import Cryptography

/// One line of a list about exhibits.
package protocol ListLine: Hashable, Sendable {
    /// The list's name under `lists`, and the ending of its file's name.
    static var listName: String { get }

    /// The exhibit that the line is about.
    var exhibit: ExhibitID { get }

    /// The line's canonical JSON.
    var json: CanonicalJSON { get }

    /// Reads the line.
    init(_ json: CanonicalJSON) throws(ShapeError)

    /// Reads the line's canonical JSON without a tree; nil for any other bytes, and what is wrong with them is then for the reader
    /// of JSON to say.
    init?(spelledAs bytes: [UInt8])

    /// Whether the line can stand right after `previous`.
    func mayFollow(_ previous: Self) -> Bool
}

extension [UInt8] {
    /// The digits of an exhibit's id after which `rest` follows, where this begins as every line does.
    fileprivate func exhibit(before rest: StaticString) -> (exhibit: ExhibitID, rest: ArraySlice<UInt8>)? {
        let start = #"{"exhibit":""#.utf8
        let end = start.count + 2 * ExhibitID.byteCount
        guard count > end, self.starts(with: start),
            let exhibit = ExhibitID(String(decoding: self[start.count..<end], as: UTF8.self))
        else { return nil }
        let isNext = rest.withUTF8Buffer { self[end...].starts(with: $0) }
        return isNext ? (exhibit, self[(end + rest.utf8CodeUnitCount)...]) : nil
    }
}

/// A line of `lists.exhibits`: an exhibit, and the newest entry about it when the list was made.
///
/// Lines stand in the order of the exhibits' first entries.
package struct ExhibitHead: ListLine {
    /// The list's name: `exhibits`.
    package static let listName = "exhibits"

    /// The exhibit.
    package let exhibit: ExhibitID

    /// The leaf hash of the newest entry about the exhibit.
    package let head: Digest

    /// The line about one exhibit.
    package init(exhibit: ExhibitID, head: Digest) {
        self.exhibit = exhibit
        self.head = head
    }

    /// The line's canonical JSON.
    package var json: CanonicalJSON {
        .object(["exhibit": .string(exhibit.hex), "head": .digest(head)])
    }

    /// Reads exactly the two members.
    package init(_ json: CanonicalJSON) throws(ShapeError) {
        var members = try MemberReader(json, at: "")
        exhibit = try members.take("exhibit", as: \.exhibitValue)
        head = try members.take("head", as: \.digestValue)
        try members.finish()
    }

    /// Reads `{"exhibit":"…","head":"…"}`.
    package init?(spelledAs bytes: [UInt8]) {
        guard let (exhibit, rest) = bytes.exhibit(before: #"","head":""#),
            rest.suffix(2).elementsEqual(#""}"#.utf8),
            let head = Digest(base64url: String(decoding: rest.dropLast(2), as: UTF8.self))
        else { return nil }
        self.init(exhibit: exhibit, head: head)
    }

    /// Always: the order is the ledger's, which a line alone does not show.
    package func mayFollow(_ previous: ExhibitHead) -> Bool { true }
}

/// A line of `lists.pieces`: the number under which an exhibit is communicated, frozen from then on.
///
/// Lines stand in the order of their numbers. A label is not entered: it follows from the exhibit's committed title or
/// received name, so that an erased exhibit leaves none behind.
package struct PieceNumber: ListLine {
    /// The list's name: `pieces`.
    package static let listName = "pieces"

    /// The exhibit.
    package let exhibit: ExhibitID

    /// The number, from 1.
    package let number: UInt64

    /// The line about one exhibit.
    package init(exhibit: ExhibitID, number: UInt64) {
        self.exhibit = exhibit
        self.number = number
    }

    /// The line's canonical JSON.
    package var json: CanonicalJSON {
        .object(["exhibit": .string(exhibit.hex), "number": .integer(number)])
    }

    /// Reads exactly the two members.
    package init(_ json: CanonicalJSON) throws(ShapeError) {
        var members = try MemberReader(json, at: "")
        exhibit = try members.take("exhibit", as: \.exhibitValue)
        number = try members.take("number") { $0.integerValue.flatMap { $0 > 0 ? $0 : nil } }
        try members.finish()
    }

    /// Reads `{"exhibit":"…","number":…}`.
    package init?(spelledAs bytes: [UInt8]) {
        guard let (exhibit, rest) = bytes.exhibit(before: #"","number":"#),
            rest.last == UInt8(ascii: "}")
        else {
            return nil
        }
        let digits = rest.dropLast()
        // Sixteen digits hold the largest integer; a sign or a leading zero is no spelling of one.
        guard (1...16).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        let number = digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
        guard number <= CanonicalJSON.maximumInteger else { return nil }
        self.init(exhibit: exhibit, number: number)
    }

    /// Whether the number is larger than the one before.
    package func mayFollow(_ previous: PieceNumber) -> Bool { number > previous.number }
}

extension CanonicalJSON {
    /// The id of an exhibit.
    var exhibitValue: ExhibitID? { stringValue.flatMap { ExhibitID($0) } }

    /// The id of a submission.
    var submissionValue: SubmissionID? { stringValue.flatMap { SubmissionID($0) } }
}
