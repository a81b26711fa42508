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

    /// Whether the line can stand right after `previous`.
    func mayFollow(_ previous: Self) -> Bool
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

    /// Whether the number is larger than the one before.
    package func mayFollow(_ previous: PieceNumber) -> Bool { number > previous.number }
}

extension CanonicalJSON {
    /// The id of an exhibit.
    var exhibitValue: ExhibitID? { stringValue.flatMap { ExhibitID($0) } }

    /// The id of a submission.
    var submissionValue: SubmissionID? { stringValue.flatMap { SubmissionID($0) } }
}
