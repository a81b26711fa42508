import Cryptography
import Testing
import TransparencyLog

@Suite("checkpoints")
struct CheckpointTests {
    static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test("the text form reads and prints as it is")
    func textForm() throws {
        let text = "example.com/log\n20852163\n\(Self.root)\n".bytes
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.origin == "example.com/log")
        #expect(checkpoint.treeSize == 20_852_163)
        #expect(checkpoint.rootHash.base64 == Self.root)
        #expect(checkpoint.text == text)
    }

    @Test("the empty tree has one root")
    func emptyTree() throws {
        let text = "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".bytes
        #expect(try Checkpoint(parsing: text).rootHash == .emptyTree)
        #expect(throws: CheckpointError.rootOfEmptyTree) {
            try Checkpoint(parsing: "a\n0\n\(Self.root)\n".bytes)
        }
    }

    @Test(
        "each of these is refused",
        arguments: [
            ("nothing", "", CheckpointError.wrongLineCount),
            ("two lines", "a\n1\n", .wrongLineCount),
            ("no line feed at the end", "a\n1\n\(root)", .wrongLineCount),
            ("an extension line", "a\n1\n\(root)\nmore\n", .wrongLineCount),
            ("an empty line at the end", "a\n1\n\(root)\n\n", .wrongLineCount),
            ("an empty origin", "\n1\n\(root)\n", .malformedOrigin),
            ("a carriage return", "a\r\n1\n\(root)\n", .malformedOrigin),
            ("an empty size", "a\n\n\(root)\n", .malformedTreeSize),
            ("leading zero", "a\n01\n\(root)\n", .malformedTreeSize),
            ("two zeros", "a\n00\n\(root)\n", .malformedTreeSize),
            ("plus sign", "a\n+1\n\(root)\n", .malformedTreeSize),
            ("minus sign", "a\n-1\n\(root)\n", .malformedTreeSize),
            ("a space before the size", "a\n 1\n\(root)\n", .malformedTreeSize),
            ("hexadecimal", "a\n0x1\n\(root)\n", .malformedTreeSize),
            ("another script's digit", "a\n\u{661}\n\(root)\n", .malformedTreeSize),
            ("2⁶³", "a\n9223372036854775808\n\(root)\n", .malformedTreeSize),
            ("2⁶⁴", "a\n18446744073709551616\n\(root)\n", .malformedTreeSize),
            ("no padding", "a\n1\n\(root.dropLast())\n", .malformedRootHash),
            ("unused base64 bits set", "a\n1\n\(root.dropLast(2))J=\n", .malformedRootHash),
            ("31 bytes", "a\n1\n\([UInt8](repeating: 1, count: 31).base64)\n", .malformedRootHash),
            ("33 bytes", "a\n1\n\([UInt8](repeating: 1, count: 33).base64)\n", .malformedRootHash),
            ("no root", "a\n1\n\n", .malformedRootHash),
        ]
    )
    func refuses(what: String, text: String, error: CheckpointError) {
        #expect(throws: error, "\(what)") { try Checkpoint(parsing: text.bytes) }
    }

    @Test("the largest size is read")
    func largestSize() throws {
        let checkpoint = try Checkpoint(parsing: "a\n9223372036854775807\n\(Self.root)\n".bytes)
        #expect(checkpoint.treeSize == .max >> 1)
    }

    @Test("an origin that is not UTF-8 is refused, and none is made that would not read back")
    func origins() {
        #expect(throws: CheckpointError.malformedOrigin) {
            try Checkpoint(parsing: [0xff] + "\n1\n\(Self.root)\n".bytes)
        }
        for origin in ["", "a\nb", "a\u{1}"] {
            #expect(throws: CheckpointError.malformedOrigin) {
                try Checkpoint(origin: origin, treeSize: 0, rootHash: .emptyTree)
            }
        }
        #expect(throws: CheckpointError.malformedTreeSize) {
            try Checkpoint(origin: "a", treeSize: 1 << 63, rootHash: .emptyTree)
        }
    }

    @Test("origins that Swift calls equal are two ledgers")
    func originsAreBytes() throws {
        let composed = try Checkpoint(origin: "caf\u{e9}", treeSize: 0, rootHash: .emptyTree)
        let decomposed = try Checkpoint(origin: "cafe\u{301}", treeSize: 0, rootHash: .emptyTree)
        #expect(composed != decomposed)
        #expect(!composed.isOfSameLedger(as: decomposed))
    }
}
