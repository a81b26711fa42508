import Columns
import Cryptography
import Custody

/// Where every exhibit of the ledger stands, forty bytes each: a ledger has a million of them.
struct ExhibitRegister {
    /// What the entries read so far say of one exhibit.
    struct Trace {
        let exhibit: ExhibitID
        /// The index of the newest entry about it.
        var head: UInt64
        /// The entry that sealed or referenced it; nil is `noEntry`.
        fileprivate var standingEntry: UInt64
        /// What the openings of that entry came to.
        var opening: Opening
        fileprivate var state: State
    }

    /// The states that a standing can have; which entry erased an exhibit stands in `tombstones`.
    fileprivate enum State: UInt8 {
        case sealed, referenced, erased
    }

    /// What the openings of an entry came to: the number of the names that are missing, among those of the examination.
    enum Opening: Hashable {
        case shown
        case locked
        case missing(UInt32)
    }

    fileprivate static let noEntry = UInt64.max

    /// In the order in which the ledger first mentions them.
    private var traces = Column<Trace>()
    private var positions = PositionTable()
    private var tombstones: [Int: UInt64] = [:]
    /// The opened contents, as far as any was kept; where none was, a size that no file has.
    private var digests = Column<Digest>()
    private var sizes = Column<UInt64>()
    private static let noSize = UInt64.max
    /// The numbers that were given, as far as any was; 0 where none was.
    private var numbers = Column<UInt64>()
    /// The numbers of exhibits that no entry was about so far: the lists of an extract name others too.
    private var numbersOfOthers: [ExhibitID: UInt64] = [:]
    /// Whether the standings were given in the order of the traces, as in every ledger that is as it should be.
    private var isInOrder = true
    /// Whether any exhibit was sealed or referenced.
    private(set) var hasStandings = false

    /// What was sealed, as far as an audit compares it.
    struct Content {
        let sha256: Digest
        let size: UInt64
    }

    /// The position of `exhibit`; nil when no entry was about it.
    func position(of exhibit: ExhibitID) -> Int? {
        positions.position(hash: exhibit.hashValue) { traces[$0].exhibit == exhibit }
    }

    /// The trace at `position`.
    subscript(position: Int) -> Trace {
        get { traces[position] }
        set { traces[position] = newValue }
    }

    /// Notes the entry at `index` as the newest about `exhibit`; the position of its trace.
    mutating func note(_ exhibit: ExhibitID, at index: UInt64) -> Int {
        let hash = exhibit.hashValue
        if let known = positions.position(hash: hash, where: { traces[$0].exhibit == exhibit }) {
            traces[known].head = index
            return known
        }
        let position = traces.count
        positions.insert(position, hash: hash) { traces[$0].exhibit.hashValue }
        traces.append(
            Trace(exhibit: exhibit, head: index, standingEntry: Self.noEntry, opening: .shown, state: .sealed)
        )
        return position
    }

    // MARK: Standings

    /// Where the exhibit at `position` stands; nil when it was neither sealed nor referenced.
    func standing(at position: Int) -> ExhibitStanding? {
        let trace = traces[position]
        guard trace.standingEntry != Self.noEntry else { return nil }
        let state: ExhibitStanding.State =
            switch trace.state {
            case .sealed: .sealed
            case .referenced: .referenced
            case .erased: .erased(by: tombstones[position] ?? trace.head)
            }
        return ExhibitStanding(entry: trace.standingEntry, state: state)
    }

    /// Where `exhibit` stands; nil when it was neither sealed nor referenced.
    func standing(of exhibit: ExhibitID) -> ExhibitStanding? {
        position(of: exhibit).flatMap { standing(at: $0) }
    }

    /// Notes that the entry at `index` sealed the exhibit at `position`, or referenced it.
    mutating func stand(_ position: Int, at index: UInt64, isReference: Bool) {
        if position != traces.count - 1 { isInOrder = false }
        hasStandings = true
        traces[position].standingEntry = index
        traces[position].state = isReference ? .referenced : .sealed
    }

    /// Notes that the entry at `index` erased the exhibit at `position`.
    mutating func erase(_ position: Int, at index: UInt64) {
        guard traces[position].standingEntry != Self.noEntry else { return }
        traces[position].state = .erased
        tombstones[position] = index
    }

    /// The positions of the exhibits that stand, by the entries that sealed or referenced them.
    var standingPositions: some Sequence<Int> {
        let order = isInOrder ? nil : (0..<traces.count).sorted { traces[$0].standingEntry < traces[$1].standingEntry }
        return (0..<traces.count).lazy.map { order?[$0] ?? $0 }.filter { traces[$0].standingEntry != Self.noEntry }
    }

    // MARK: Contents

    /// The opened content of the exhibit at `position`.
    func content(at position: Int) -> Content? {
        guard position < sizes.count, sizes[position] != Self.noSize else { return nil }
        return Content(sha256: digests[position], size: sizes[position])
    }

    /// The opened content of `exhibit`.
    func content(of exhibit: ExhibitID) -> Content? { position(of: exhibit).flatMap { content(at: $0) } }

    /// Keeps the opened content of the exhibit at `position`.
    mutating func keep(_ content: ExhibitContent, at position: Int) {
        while sizes.count <= position {
            digests.append(content.sha256)
            sizes.append(Self.noSize)
        }
        digests[position] = content.sha256
        sizes[position] = content.size
    }

    // MARK: Numbers

    /// The number under which `exhibit` is communicated; nil when it has none.
    func number(of exhibit: ExhibitID) -> UInt64? {
        if let position = position(of: exhibit), position < numbers.count, numbers[position] != 0 {
            return numbers[position]
        }
        return numbersOfOthers.isEmpty ? nil : numbersOfOthers[exhibit]
    }

    /// Gives `exhibit` a number, from 1 on.
    mutating func number(_ exhibit: ExhibitID, as number: UInt64) {
        guard let position = position(of: exhibit) else {
            numbersOfOthers[exhibit] = number
            return
        }
        while numbers.count <= position { numbers.append(0) }
        numbers[position] = number
    }
}
