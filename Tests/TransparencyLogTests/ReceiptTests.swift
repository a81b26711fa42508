import Cryptography
import Testing
import TransparencyLog

@Suite("receipts")
struct ReceiptTests {
    /// The receipt for the last two entries of the test ledger of seven.
    static func receipt() throws -> Receipt {
        try Receipt(
            key: TestKeys.ledger().verifierKey,
            leaves: leaves(5, 6),
            checkpoint: TestKeys.signedCheckpoint(size: 7)
        )
    }

    /// The leaves of the test ledger at these indexes.
    static func leaves(_ indexes: Int...) -> [Receipt.Leaf] {
        indexes.map { .init(index: UInt64($0), hash: .leafHash(of: sampleEntries(99)[$0])) }
    }

    static let begin = "-----BEGIN SCELLE RECEIPT-----\n"
    static let end = "-----END SCELLE RECEIPT-----\n"

    @Test("printed and read, with and without words before it")
    func roundTrip() throws {
        let receipt = try Self.receipt()
        try receipt.verify()
        for head in ["", "\n", "Reçu de scellement\n\nDeux inscriptions.\n", "-----BEGIN PGP MESSAGE-----\n"] {
            let bytes = try receipt.bytes(head: head)
            #expect(bytes == head.bytes + receipt.armored)
            #expect(try Receipt(parsing: bytes) == receipt)
        }
    }

    @Test("one changed bit in the armored part is refused, or is still the word of the ledger for other leaves")
    func flips() throws {
        let receipt = try Self.receipt()
        for changed in everyBitFlip(of: receipt.armored) {
            guard let other = try? Receipt(parsing: changed) else { continue }
            #expect(other != receipt)
            #expect(other.armored == changed)
            // The leaves are not under the signature; everything else is.
            if other.leaves == receipt.leaves { #expect(throws: ReceiptError.self) { try other.verify() } }
        }
    }

    @Test("a head that could be taken for the armor is not written")
    func heads() throws {
        let receipt = try Self.receipt()
        for head in [Self.begin, "words\n\(Self.end)", "-----BEGIN SCELLE RECEIPT\n"] {
            #expect(throws: ReceiptError.armorInHead) { try receipt.bytes(head: head) }
        }
        #expect(throws: ReceiptError.headWithoutLineFeed) { try receipt.bytes(head: "words") }
    }

    @Test("written piece by piece it has the same bytes")
    func pieces() throws {
        let key = try TestKeys.ledger().verifierKey
        let checkpoint = try TestKeys.signedCheckpoint(size: 2_000)
        let leaves = (0..<2_000).map { Receipt.Leaf(index: $0, hash: Digest(of: [UInt8($0 % 251)])) }
        var pieces: [[UInt8]] = []
        try Receipt.write(head: "words\n", key: key, leaves: leaves, checkpoint: checkpoint) { pieces.append($0) }
        let receipt = try Receipt(key: key, leaves: leaves, checkpoint: checkpoint)
        #expect(try pieces.flatMap { $0 } == receipt.bytes(head: "words\n"))
        #expect(pieces.count > 1)
        #expect(try Receipt(parsing: pieces.flatMap { $0 }).leaves == leaves)
    }

    @Test("leaves that are none, out of order, repeated or outside the tree are refused")
    func leaves() throws {
        let key = try TestKeys.ledger().verifierKey
        let checkpoint = try TestKeys.signedCheckpoint(size: 7)
        let faults: [([Receipt.Leaf], ReceiptError)] = [
            ([], .noLeaf),
            (Self.leaves(6, 5), .leavesOutOfOrder),
            (Self.leaves(5, 5), .leavesOutOfOrder),
            (Self.leaves(5, 7), .leafOutsideTree(index: 7)),
        ]
        for (leaves, error) in faults {
            #expect(throws: error) { try Receipt(key: key, leaves: leaves, checkpoint: checkpoint) }
            #expect(throws: error) {
                try Receipt.write(head: "", key: key, leaves: leaves, checkpoint: checkpoint) { _ in }
            }
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("no BEGIN line", begin, "", ReceiptError.armorInHead),
            ("no END line", end, "", .noEndLine),
            ("words after the END line", end, end + "words\n", .noEndLine),
            ("an empty line after the END line", end, end + "\n", .noEndLine),
            ("no line feed at the end", end, String(end.dropLast()), .noEndLine),
            ("an END line in the head", begin, end + begin, .armorInHead),
            ("two BEGIN lines", begin, begin + begin, .noKeyLine),
            ("another BEGIN line", begin, "-----BEGIN SCELLE RECEIPT----- \n", .armorInHead),
            ("a carriage return", begin, "-----BEGIN SCELLE RECEIPT-----\r\n", .armorInHead),
            ("no key", "key ", "kee ", .noKeyLine),
            ("another key ID", "+805ba7fb+", "+805ba7fc+", .key(.wrongKeyID(calculated: "805ba7fb"))),
            ("a leading zero", "leaf 5 ", "leaf 05 ", .malformedLeaf(number: 1)),
            ("two spaces", "leaf 6 ", "leaf 6  ", .malformedLeaf(number: 2)),
            ("a leaf hash cut short", "leaf 6 vhV4", "leaf 6 ", .malformedLeaf(number: 2)),
            ("the same leaf twice", "leaf 6 ", "leaf 5 ", .leavesOutOfOrder),
            ("a leaf outside the tree", "leaf 6 ", "leaf 7 ", .leafOutsideTree(index: 7)),
            ("an unknown line", "leaf 6 ", "file 6 ", .noEmptyLine),
            ("no checkpoint", "\u{2014} ", "- ", .checkpoint(.note(.malformedSignatureLine(number: 1)))),
        ]
    )
    func refuses(what: String, old: String, new: String, error: ReceiptError) throws {
        let text = String(decoding: try Self.receipt().armored, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed.bytes != text.bytes, "\(what)")
        #expect(throws: error, "\(what)") { try Receipt(parsing: changed.bytes) }
    }

    @Test("bytes that are not UTF-8 are refused, in the head too")
    func notUTF8() throws {
        let receipt = try Self.receipt()
        #expect(throws: ReceiptError.notUTF8) { try Receipt(parsing: [0xff, 0x0a] + receipt.armored) }
        #expect(throws: ReceiptError.noBeginLine) { try Receipt(parsing: []) }
    }

    @Test("a receipt under another ledger's key does not hold together")
    func otherKey() throws {
        let next = try TestKeys.nextLedger().verifierKey
        let stranger = try TestKeys.stranger().verifierKey
        let checkpoint = try TestKeys.signedCheckpoint(size: 7)
        #expect(throws: ReceiptError.checkpoint(.note(.noKnownSignature))) {
            try Receipt(key: next, leaves: Self.leaves(5), checkpoint: checkpoint).verify()
        }
        let error = CheckpointError.keyOfAnotherLedger(name: stranger.name, origin: checkpoint.checkpoint.origin)
        #expect(throws: ReceiptError.checkpoint(error)) {
            try Receipt(key: stranger, leaves: Self.leaves(5), checkpoint: checkpoint).verify()
        }
    }
}
