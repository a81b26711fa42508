import Cryptography
import Custody
import Testing

@testable import Verification

@Suite("what a verification keeps of a hundred thousand pieces")
struct PieceTableTests {
    @Test("indexes come back as they were added, whatever gaps they leave")
    func indexes() {
        let lists: [[UInt64]] = [
            [], [0], [7], Array(0..<100), [0, 1, 2, 5, 6, 9, 10, 11, 40], [.max - 1, .max],
            (0..<50).map { $0 * 3 },
        ]
        for list in lists {
            var indexes = EntryIndexes()
            var hashes = LeafHashes()
            for index in list {
                indexes.append(index)
                hashes.append(Digest(of: Array("\(index)".utf8)), at: index)
            }
            #expect(Array(indexes) == list)
            #expect(Array(indexes[(list.count / 3)...]) == Array(list[(list.count / 3)...]))
            for (position, index) in list.enumerated() {
                #expect(indexes.position(of: index) == position)
                #expect(hashes[index] == Digest(of: Array("\(index)".utf8)))
            }
            for index: UInt64 in [0, 1, 3, 4, 7, 8, 12, 99, 100, .max - 2, .max] where !list.contains(index) {
                #expect(indexes.position(of: index) == nil)
                #expect(hashes[index] == nil)
            }
        }
        #expect(Array(EntryIndexes(0..<5)) == [0, 1, 2, 3, 4])
        #expect(EntryIndexes(3..<3).isEmpty)
    }

    @Test("a number is taken once, in whatever order the numbers come")
    func taken() {
        var random = SystemRandomNumberGenerator()
        let rising = Array(1...3_000 as ClosedRange<UInt64>)
        let gaps = (1...3_000).map { UInt64($0) * 2 } + rising
        let orders: [[UInt64]] = [
            rising, rising + rising, rising.reversed(), gaps, gaps.shuffled(using: &random),
            [.max, 1, .max, 0, .max - 1],
        ]
        for numbers in orders {
            var taken = TakenNumbers()
            var expected: Set<UInt64> = []
            let isSame = numbers.allSatisfy { taken.insert($0) == expected.insert($0).inserted }
            #expect(isSame)
        }
    }

    @Test("exhibits keep what they are and their numbers, known to the ledger before or after")
    func register() throws {
        let ids = (0..<5_000).map { _ in ExhibitID.random() }
        var register = ExhibitRegister()
        var met = MetExhibits()
        register.number(ids[4_999], as: 7)
        for (index, id) in ids.enumerated() where index % 2 == 0 || index == 4_999 {
            let position = register.note(id, at: UInt64(index))
            if index % 4 == 0 {
                let content = ExhibitContent(size: UInt64(index), mediaType: nil, sha256: Digest(of: id.bytes))
                register.keep(content, at: position)
                register.number(id, as: UInt64(index + 1))
            }
            #expect(register.content(at: position)?.size == (index % 4 == 0 ? UInt64(index) : nil))
            if index % 3 == 0 {
                let isNew = met.insert(id, in: register)
                #expect(isNew)
            }
        }
        for (index, id) in ids.enumerated() {
            #expect(register.content(of: id)?.sha256 == (index % 4 == 0 ? Digest(of: id.bytes) : nil))
            #expect(register.number(of: id) == (index == 4_999 ? 7 : index % 4 == 0 ? UInt64(index + 1) : nil))
            let isKnown = (index % 2 == 0 || index == 4_999)
            if let position = register.position(of: id) {
                #expect(met.contains(at: position) == (isKnown && index % 3 == 0))
            }
            let isNew = met.insert(id, in: register)
            #expect(isNew == !(isKnown && index % 3 == 0))
            let isNewAgain = met.insert(id, in: register)
            #expect(!isNewAgain)
        }
    }

    @Test("pieces of a report come back as they were put in")
    func reported() {
        var late = VerificationReport.TimeBounds()
        late.latest = Instant(secondsSince1970: 1_592_410_951)
        let pieces: [VerificationReport.Piece] = [
            .init(number: 1, path: "Pieces/001_a.png", entry: 2, digest: nil, bounds: late),
            .init(number: 2, path: "Pieces/002_b.png", entry: 9, digest: Digest(of: [1]), bounds: late),
            .init(number: 9, path: "", entry: 0, digest: Digest(of: []), bounds: .init()),
            .init(number: .max, path: "é", entry: .max, digest: Digest(of: [2]), bounds: late),
        ]
        let reported: ReportedPieces = [pieces[0], pieces[1], pieces[2], pieces[3]]
        #expect(Array(reported) == pieces)
        #expect(reported[2] == pieces[2])
        #expect(ReportedPieces().isEmpty)
    }

    @Test("a list read line by line is refused for the same reason as a list read whole")
    func lists() throws {
        let ids = ["6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5", "7a01b2c3d4e56f1c0d4e9ab24c3f8d5e"]
        let one = #"{"exhibit":"\#(ids[0])","number":1}"#
        let two = #"{"exhibit":"\#(ids[1])","number":3}"#
        var register = ExhibitRegister()
        for known in [[], [ids[1]], ids] {
            for id in known { _ = register.note(try #require(ExhibitID(id)), at: 1) }
            for lines in [
                [], [one], [one, two], [two, one], [one, one], [two, two, one], [one, "{}", two], [one, "x", one],
                [one.replacing(",", with: ", ")], [one.replacing(":1", with: ":0")],
                [one, two.replacing("3", with: "1")],
            ] {
                let whole = try ListLines(parsing: Array(lines.map { $0 + "\n" }.joined().utf8))
                var examined = ExaminedList()
                var read: [PieceNumber] = []
                for line in lines {
                    if let line = examined.take(Array(line.utf8), after: read.last, exhibits: register) {
                        read.append(line)
                    }
                }
                #expect(examined.list == whole.list)
                do throws(ListError) {
                    #expect(try whole.read(as: PieceNumber.self) == read)
                    #expect(examined.fault == nil)
                } catch {
                    #expect(examined.fault == error)
                }
            }
        }
    }
}
