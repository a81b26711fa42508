internal import Cryptography
internal import Custody
internal import Foundation

/// The rules of a time zone: which moments a clock in it shows as a given time.
///
/// They are the ones that Foundation carries (IANA, in the program's own ICU data): the machine's zone tables are not read, so
/// that the same answer means the same moments everywhere (`docs/decisions/0013-zone-rules.md`).
package struct ZoneRules: Sendable {
    /// The zone's name, `Europe/Paris`.
    package let name: String
    private let zone: TimeZone

    /// The zone of that name; nil when there is none.
    ///
    /// `GMT+2` and other shapes that Foundation makes zones of are none: what they mean differs from program to program.
    package init?(named name: String) {
        guard name == "UTC" || name.utf8.contains(UInt8(ascii: "/")), let zone = TimeZone(identifier: name),
            zone.identifier.utf8.elementsEqual(name.utf8) || name == "UTC"
        else { return nil }
        self.name = name
        self.zone = zone
    }

    /// The zone of the computer, as its settings name it; nil when they name none.
    package static var ofThisComputer: ZoneRules? {
        let name = TimeZone.current.identifier
        return ZoneRules(named: name == "GMT" ? "UTC" : name)
    }

    /// Which release of the zone tables the rules are of.
    package static var release: String { TimeZone.timeZoneDataVersion }

    /// Seconds east of UTC at a moment.
    private func offset(at instant: Instant) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant.secondsSince1970))))
    }

    /// The moment as a clock in the zone shows it; nil where the zone kept local solar time, to the second.
    func time(_ instant: Instant) -> DeclaredTime? {
        let offset = offset(at: instant)
        guard offset.isMultiple(of: 60) else { return nil }
        return DeclaredTime(instant, offsetMinutes: Int(offset / 60))
    }
}

/// What a clock shows, without a zone: the moment at which a clock in UTC shows the same.
struct ClockTime: Comparable {
    /// Seconds since 1970-01-01 00:00:00 on that clock.
    var seconds: Int64

    static func < (left: ClockTime, right: ClockTime) -> Bool { left.seconds < right.seconds }

    /// The moment at which a clock `offsetSeconds` east of UTC shows this.
    func instant(offsetSeconds: Int64) -> Instant { Instant(secondsSince1970: seconds - offsetSeconds) }
}

extension ZoneRules {
    /// How a time on a clock of the zone is to be understood.
    enum Showing: Equatable {
        case once
        /// When clocks are put back, an hour comes twice.
        case twice
        /// When they are put forward, an hour never comes.
        case never
    }

    /// The earliest and latest moment that `clock` can mean, and how often the clocks of the zone showed it.
    ///
    /// A time that never came means either what the clock would have shown, had it not been put forward, or what it would have
    /// shown before.
    func moments(showing clock: ClockTime) -> (earliest: Instant, latest: Instant, showing: Showing) {
        // No zone has changed its clocks twice within two days.
        let day: Int64 = 86_400
        let offsets = Set([
            offset(at: clock.instant(offsetSeconds: 0).adding(seconds: -day)),
            offset(at: clock.instant(offsetSeconds: 0).adding(seconds: day)),
        ])
        let candidates = offsets.map { clock.instant(offsetSeconds: $0) }.sorted()
        let shown = candidates.filter { clock.instant(offsetSeconds: offset(at: $0)) == $0 }
        switch shown.count {
        case 0: return (candidates[0], candidates[candidates.count - 1], .never)
        case 1: return (shown[0], shown[0], .once)
        default: return (shown[0], shown[shown.count - 1], .twice)
        }
    }
}
