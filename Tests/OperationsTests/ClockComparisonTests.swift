import Cryptography
import Foundation
import LedgerStore
import Operations
import Testing

@testable import struct Operations.ClockComparison

@Suite("clocks that differ")
struct ClockComparisonTests {
    private static let now = Person.now
    private static let day: Int64 = 86_400

    private func suspect(
        attested: Int64,
        others: [Int64] = [],
        before: Int64? = nil,
        tolerance: Int64? = day
    ) -> ClockComparison.Suspect? {
        ClockComparison(
            tolerance: tolerance,
            computer: Self.now,
            attestedBefore: before.map { Self.now.adding(seconds: $0 * Self.day) }
        ).suspect(
            when: Self.now.adding(seconds: attested * Self.day),
            others: others.map { Self.now.adding(seconds: $0 * Self.day) }
        )
    }

    @Test("a day is not too far, a second more is, in either direction")
    func tolerance() {
        let comparison = ClockComparison(tolerance: Self.day, computer: Self.now, attestedBefore: nil)
        for seconds in [-Self.day, 0, Self.day] {
            #expect(comparison.suspect(when: Self.now.adding(seconds: seconds), others: []) == nil)
        }
        for seconds in [-Self.day - 1, Self.day + 1] {
            #expect(comparison.suspect(when: Self.now.adding(seconds: seconds), others: []) == .either)
        }
        #expect(suspect(attested: 4_000, tolerance: nil) == nil)
    }

    @Test(
        "whose clock is doubted: days from the computer's clock, attested now, by others, and before",
        arguments: [
            // The computer is behind what was attested before.
            (400, [], 300, ClockComparison.Suspect.computer),
            // The authority is.
            (-400, [], -1, .authority),
            // Two authorities agree against the computer.
            (400, [400], nil, .computer),
            // Another authority agrees with the computer.
            (400, [0], nil, .authority), (-400, [0], -500, .authority),
            // Nothing tells.
            (400, [], nil, .either), (400, [-400], nil, .either), (400, [], -10, .either),
        ] as [(Int64, [Int64], Int64?, ClockComparison.Suspect)]
    )
    func whose(attested: Int64, others: [Int64], before: Int64?, expected: ClockComparison.Suspect) {
        #expect(suspect(attested: attested, others: others, before: before) == expected)
    }

    @Test("a token years away is not entered: the time stays pending, is told, and is completed when the clocks agree")
    func notEntered() async throws {
        let real = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let person = try Person(now: real)
        let authority = try DemonstrationAuthority("--fault", "clock-skew", "--times", "3")
        // Asked when the case is opened, before the seal and after it.
        let opened = try await person.openCase(authorities: [authority.url], client: AuthorityClient())
        #expect(opened.time.failures.map(\.error.code) == [.clocksApart])
        #expect(opened.time.exitStatus == .incomplete)
        try person.folder.write("x", to: "x.txt")
        let sealed = try await person.seal(["x.txt"], client: AuthorityClient())
        #expect(sealed.time.failures.map(\.error.code) == [.clocksApart])
        #expect(sealed.exitStatus == .incomplete)
        #expect(try person.caseFile().ledger.stampedSizes().isEmpty)
        let completed = try await person.completeTimeStamps()
        #expect(completed.exitStatus == .done)
    }

    @Test("of two authorities, the one that disagrees with the computer and the other is refused; the other is entered")
    func oneOfTwo() async throws {
        let person = try Person(now: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)))
        let good = try DemonstrationAuthority()
        let bad = try DemonstrationAuthority("--fault", "clock-skew")
        try await person.openCase()
        try person.configure([("juste", good.url), ("en avance", bad.url)])
        let round = try await person.completeTimeStamps(client: AuthorityClient())
        #expect(round.failures.map(\.error.code) == [.authorityClockWrong])
        #expect(round.stamps.count == 1)
        #expect(round.exitStatus == .done)
    }
}
