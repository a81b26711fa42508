internal import Custody
internal import Foundation

/// What a declared series of captures lacks: numbers that are missing or stand twice, and captures that were announced.
///
/// A series is declared by name; `NAME 3/7` says which of how many a capture is, `NAME /7` only how many there are, and what
/// follows a semicolon says how the captures overlap. Where no number is declared, it is read in the received name, as
/// `2 sur 5` or as the number that names of one stem end in: `IMG_0412.PNG`. Nothing is concluded: what is lacking may
/// never have existed.
package struct SeriesReview: Hashable, Sendable {
    /// The name of the series; empty where only its length was declared.
    package let name: String
    /// How many captures of it this call has.
    package let count: Int
    /// How many there are, as declared; nil where nobody said.
    package let declaredCount: Int?
    /// The numbers that are missing between those that are there, or up to the declared length.
    package let missing: [Int]
    /// The numbers that several captures bear.
    package let repeated: [Int]
    /// The places of its captures among the files that were looked at, from 0.
    let members: [Int]

    /// Whether anything is to be told.
    package var isFlawed: Bool {
        !missing.isEmpty || !repeated.isEmpty || declaredCount.map { $0 != count } ?? false
    }

    /// More than so many missing numbers in a row of names say that they count something else.
    private static let plausibleGap = 100

    /// The series that `declared` says the files of these names belong to, in the order of their first capture.
    static func reviews(of names: some Collection<ReceivedName>, _ declared: DeclaredFacts) -> [SeriesReview] {
        reviews(
            of: names.lazy.map { name in
                (name, declared.exhibits[name.bytes]?[.series] ?? declared.everyExhibit[.series])
            }
        )
    }

    /// The series that files of these names belong to, each by the words declared of it, in the order of their first capture.
    static func reviews(of files: some Sequence<(name: ReceivedName, declared: String?)>) -> [SeriesReview] {
        var order: [String] = []
        var members: [String: [Member]] = [:]
        for (position, file) in files.enumerated() {
            guard let place = file.declared.flatMap({ SeriesPlace($0) }) else { continue }
            if members[place.name] == nil { order.append(place.name) }
            members[place.name, default: []].append(Member(place: place, name: file.name, position: position))
        }
        return order.compactMap { name in members[name].map { SeriesReview(name, $0) } }
    }

    /// A capture of a series.
    private struct Member {
        let place: SeriesPlace
        let name: ReceivedName
        let position: Int
    }

    private init(_ name: String, _ members: [Member]) {
        self.members = members.map(\.position)
        let declared = members.compactMap(\.place.number)
        let fromNames = Self.numbers(in: members.map(\.name.display))
        let numbers = declared.count == members.count ? declared : fromNames?.numbers ?? declared
        let length = members.compactMap(\.place.count).max() ?? fromNames?.count
        self.name = name
        count = members.count
        declaredCount = length
        let sorted = Set(numbers).sorted()
        let isNumberedFromOne = declared.count == members.count || fromNames?.count != nil
        let first = isNumberedFromOne ? 1 : sorted.first ?? 1
        let last = isNumberedFromOne ? max(length ?? 0, sorted.last ?? 0) : sorted.last ?? 0
        let gaps = numbers.isEmpty || first > last ? [] : (first...last).filter { !sorted.contains($0) }
        missing = gaps.count > Self.plausibleGap ? [] : gaps
        repeated = sorted.filter { number in numbers.count { $0 == number } > 1 }
    }

    /// The numbers of names that are all numbered in one way; nil where they are not.
    private static func numbers(in names: [String]) -> (numbers: [Int], count: Int?)? {
        let pair = /(\d{1,4}) ?(?:sur|of|_sur_|_of_) ?(\d{1,4})(?!\d)/
        let pairs = names.compactMap { $0.firstMatch(of: pair) }
        if pairs.count == names.count, let last = pairs.compactMap({ Int($0.2) }).max() {
            return (pairs.compactMap { Int($0.1) }, last)
        }
        // A clock's time after a date counts nothing.
        let clock = /\d{8}[-_ ]\d{6}\D*$/
        let ending = /^(.*?)(\d{1,6})\)?(?:\.[A-Za-z0-9]{1,5})?$/
        var numbers: [Int] = []
        var stems: Set<String> = []
        for name in names {
            guard name.firstMatch(of: clock) == nil, let found = name.wholeMatch(of: ending), let number = Int(found.2)
            else { return nil }
            numbers.append(number)
            stems.insert(String(found.1))
        }
        return stems.count == 1 && names.count > 1 ? (numbers, nil) : nil
    }
}

extension DeclaredFacts {
    /// Declares that every exhibit of the call belongs to the series `name`, of `count` captures that overlap so.
    package mutating func declareSeries(_ name: String?, count: Int?, overlap: String?) {
        everyExhibit[.series] = name.map { SeriesPlace.text(name: $0, count: count, overlap: overlap) }
    }
}

/// What the words of a declared series say: its name, which of how many, and how the captures overlap.
struct SeriesPlace: Hashable, Sendable {
    /// The name, without number and length.
    let name: String
    /// Which capture this is, from 1.
    let number: Int?
    /// How many there are.
    let count: Int?
    /// How one overlaps with the next, in the person's words.
    let overlap: String?

    /// Reads `NAME`, `NAME 3/7` or `NAME /7`, each perhaps followed by `; OVERLAP`; nil where the answer is not known.
    init?(_ text: String) {
        let halves = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard let head = halves.first, !DeclaredValue.isUnknown(head) else { return nil }
        overlap = halves.count > 1 && !halves[1].isEmpty ? halves[1] : nil
        if let found = head.wholeMatch(of: /(.*?) ?(\d{1,4})?\/(\d{1,4})/), let count = Int(found.3), count > 0 {
            name = String(found.1)
            number = found.2.flatMap { Int($0) }
            self.count = count
        } else {
            name = head
            number = nil
            count = nil
        }
    }

    /// The words that `init(_:)` reads, from what was typed piece by piece.
    static func text(name: String, count: Int?, overlap: String?) -> String {
        name + (count.map { " /\($0)" } ?? "") + (overlap.map { " ; \($0)" } ?? "")
    }
}
