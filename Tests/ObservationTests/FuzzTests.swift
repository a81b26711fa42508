import Custody
import Foundation
import Observation
import Testing

/// Files bent at random, from a fixed seed: whatever comes, there is an answer of the field's grammar.
///
/// `make fuzz` bends a million; a fault found there becomes a case of its own.
@Suite("bent files")
struct FuzzTests {
    /// SplitMix64: the same files on every machine.
    private struct Dice {
        var state: UInt64

        mutating func throwing(_ sides: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return Int((mixed ^ mixed >> 31) % UInt64(sides))
        }
    }

    private static func seeds() throws -> [[UInt8]] {
        let exif = Crafted.exif([Crafted.text(0x9003, "2025:11:03 20:02:44"), (0x8769, 4, 1, Crafted.little(8, 4))])
        let made = [
            Crafted.png([Crafted.chunk("eXIf", exif)]),
            Crafted.jpeg([Crafted.segment(0xe1, Array("Exif\0\0".utf8) + exif)]),
            Array("%PDF-1.4\n/Producer <FEFF0041>/ModDate (D:2025)%%EOF\n".utf8),
            Array("From: a@b\r\nTo: b\r\nDate: x +0100\r\nDKIM-Signature: a=rsa-sha256; bh=x; l=3\r\n\r\nx\r\n".utf8),
            Array("GIF89a".utf8) + [4, 0, 3, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6, 0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x3b],
        ]
        let archives = try Crafted.archives().filter { $0.value.count < 4_096 }.sorted { $0.key < $1.key }.map(\.value)
        let evidence = try Crafted.evidence().sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            Array($0.value.prefix(48 * 1_024))
        }
        return made + archives + evidence.filter { !$0.isEmpty }
    }

    @Test("an answer, whatever the file")
    func bent() throws {
        let seeds = try Self.seeds()
        let rounds = ProcessInfo.processInfo.environment["SCELLE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1_500
        let inspector = FileInspector(version: "1")
        var dice = Dice(state: 20_200_617)
        for round in 0..<rounds {
            var bytes = seeds[round % seeds.count]
            for _ in 0...dice.throwing(6) {
                let at = dice.throwing(min(bytes.count, dice.throwing(2) == 0 ? 256 : bytes.count))
                switch dice.throwing(6) {
                case 0: bytes[at] = UInt8(dice.throwing(256))
                case 1: bytes[at] ^= 1 << UInt8(dice.throwing(8))
                case 2: bytes[at] = [0, 0xff, 0x7f, 0x80][dice.throwing(4)]
                case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + dice.throwing(8)))
                case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 1 + dice.throwing(16))], at: at)
                default: bytes.removeLast(dice.throwing(min(bytes.count, 64)))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let seen = inspector.inspect(ByteSource(bytes, budget: 16 << 20))
            #expect(try ObservedFacts(seen.observed.json) == seen.observed, "round \(round)")
            if let members = seen.observed.members { _ = try MemberList(parsing: seen.members, of: members) }
        }
    }
}
