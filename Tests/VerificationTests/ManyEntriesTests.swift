import Cryptography
import Custody
import Testing

@testable import Verification

@Suite("what an audit keeps of a million entries")
struct ManyEntriesTests {
    @Test("entries that are judged alike are one run, and each is found again")
    func runs() {
        func traits(_ actor: UInt32) -> EntryRun.Traits {
            EntryRun.Traits(actor: actor, reference: -1, isBookkeeping: false, preparesBundle: false)
        }
        var entries = EntryRuns()
        for index: UInt64 in [0, 1, 2, 5, 6] { entries.append(index, traits(0)) }
        entries.append(7, traits(1))
        #expect(entries.runs.map(\.indexes) == [0..<3, 5..<7, 7..<8])
        for index: UInt64 in [0, 2, 5, 6] { #expect(entries.traits(at: index) == traits(0)) }
        #expect(entries.traits(at: 7) == traits(1))
        for index: UInt64 in [3, 4, 8, .max] { #expect(entries.traits(at: index) == nil) }
    }

    @Test("ten thousand exhibits, some mentioned before they are sealed, some erased")
    func exhibits() {
        let ids = (0..<10_000).map { _ in ExhibitID.random() }
        var register = ExhibitRegister()
        #expect(!register.hasStandings)
        for (index, exhibit) in ids.enumerated() {
            #expect(register.position(of: exhibit) == nil)
            let position = register.note(exhibit, at: UInt64(index))
            #expect(register.standing(at: position) == nil)
            if index != 7 { register.stand(position, at: UInt64(index), isReference: index % 3 == 0) }
        }
        let late = register.note(ids[7], at: 20_000)
        register.stand(late, at: 20_000, isReference: false)
        register.erase(register.note(ids[9], at: 20_001), at: 20_001)
        _ = register.note(ids[9], at: 20_002)

        #expect(register.standingPositions.map { register[$0].exhibit } == ids[..<7] + ids[8...] + [ids[7]])
        #expect(register.position(of: ids[9]).map { register[$0].head } == 20_002)
        guard case .erased(by: 20_001)? = register.standing(of: ids[9])?.state else {
            Issue.record("an erased exhibit does not say so")
            return
        }
        guard case .referenced? = register.standing(of: ids[12])?.state,
            case .sealed? = register.standing(of: ids[13])?.state
        else {
            Issue.record("sealed and referenced exhibits are taken for one another")
            return
        }
    }

    @Test("the search passes over no entry that holds the digest")
    func search() {
        let digests = (0..<50).map { Digest(of: [UInt8($0)]) }
        let search = DigestSearch([digests[3], digests[4]])
        for (number, digest) in digests.enumerated() {
            let bytes = Array("\u{0}\"name\":\"\(digest.base64url)\",\"x\":1".utf8)
            #expect(search.mayFind(in: bytes) == (3...4).contains(number))
        }
        #expect(search.mayFind(in: Array("\"\(digests[4].base64url)\"".utf8)))
        #expect(!search.mayFind(in: Array(digests[4].base64url.utf8)))
        #expect(!search.mayFind(in: []))
    }

    @Test("findings on a range are those on each of its entries", arguments: [1, 999, 1_000, 5_000])
    func ranges(count: Int) {
        var one = VerificationReport()
        var other = VerificationReport()
        for index in 0..<UInt64(count) { one.doubt(.attestedTime, .entry(index), Cause(.noTrustedToken)) }
        other.doubt(.attestedTime, entries: 0..<UInt64(count), Cause(.noTrustedToken))
        for report in [one, other] {
            #expect(report[.attestedTime]?.findings.count == min(count, VerificationReport.listed))
            #expect(report[.attestedTime]?.unlistedCount == max(0, count - VerificationReport.listed))
            #expect(report.verdict == .indeterminate)
        }
        other.fail(.attestedTime, entries: 0..<2, Cause(.boundsCrossed))
        #expect(other.verdict == .failed)
    }

    @Test("what is computed beside comes out in order")
    func overlapped() {
        let map = OverlappedMap(Array(0..<1_000)) { $0 * 2 }
        #expect(map.results() == (0..<1_000).map { $0 * 2 })
        #expect(OverlappedMap([Int]()) { $0 }.results().isEmpty)
    }
}
