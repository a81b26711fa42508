import Cryptography
import Foundation
import Testing

/// One thing done to a good bundle, and the steps of the guide that must not pass then.
struct Alteration: Sendable, CustomTestStringConvertible {
    let what: String
    let steps: [Int]
    let change: @Sendable (Folder) throws -> Void

    var testDescription: String { what }

    init(_ what: String, _ steps: Int..., change: @escaping @Sendable (Folder) throws -> Void) {
        self.what = what
        self.steps = steps
        self.change = change
    }

    /// Changes after the signature was made.
    static let unsigned = [
        Alteration("a byte of a piece", 1, 2) { try $0.change("bundle/Pieces/001_Capture.png") { $0[0] ^= 1 } },
        Alteration("a piece removed", 1, 2) { try $0.remove("bundle/Pieces/002_Discussion.txt") },
        Alteration("a file added", 2) { try $0.write("x", to: "bundle/Pieces/003_Ajout.txt") },
        Alteration("a file added to META-INF", 2) { try $0.write("x", to: "bundle/META-INF/x") },
        Alteration("an empty list of digests", 2, 7) { try $0.write("", to: "bundle/EMPREINTES.sha256") },
        Alteration("a line that is no digest", 1, 2, 7) { try $0.write("x\n", to: "bundle/EMPREINTES.sha256") },
        Alteration("the index", 2, 7) { try $0.write("x", to: "bundle/Verification/bundle.json") },
        Alteration("the media type", 2) { try $0.write("application/zip", to: "bundle/mimetype") },
        Alteration("the signature's last byte", 4) { try $0.flip("bundle/META-INF/signature001.p7s") },
        Alteration("no signature", 2, 4) { try $0.remove("bundle/META-INF/signature001.p7s") },
        Alteration("a token", 2, 3) { try $0.flip("bundle/Verification/checkpoints/6.0123456789abcdef.tst") },
        Alteration("an entry", 2, 5, 6) { try $0.flip("bundle/Verification/entries/000002.p7m") },
    ]

    /// Changes before the list was signed, by somebody who has the key.
    static let signed = [
        Alteration("a piece that was not sealed", 7) { try swapPiece(in: $0) },
        Alteration("an entry cut out", 7) { try cutEntry(in: $0) },
        Alteration("an entry under another number", 5, 6, 7) { try renumber(in: $0) },
        Alteration("a proof that leads elsewhere", 6) { try changeProof(in: $0) },
        Alteration("a head that no token covers", 3, 5, 6) { try $0.flip("bundle/Verification/checkpoints/6") },
        Alteration("an opening of something else", 7) { try changeOpening(in: $0) },
        Alteration("no entries", 5, 6, 7) { try removeEntries(in: $0) },
        Alteration("no token over the ledger", 3, 5, 6, 7) { try removeTokens(in: $0) },
    ]
}

extension Folder {
    /// Changes the last byte of a file but for its line feed.
    func flip(_ path: String) throws {
        try change(path) { bytes in
            let last = bytes.count - (bytes.last == UInt8(ascii: "\n") ? 3 : 1)
            bytes[last] ^= 1
        }
    }
}

// MARK: - Changes by somebody who can sign

extension Alteration {
    private static func swapPiece(in folder: Folder) throws {
        let other = Array("never sealed".utf8)
        try folder.write(other, to: "bundle/Pieces/001_Capture.png")
        try folder.change("bundle/EMPREINTES.sha256") { bytes in
            bytes.replaceSubrange(0..<64, with: Array(Digest(of: other).hex.utf8))
        }
    }

    private static func cutEntry(in folder: Folder) throws {
        try folder.remove("bundle/Verification/entries/000002.p7m")
        try folder.remove("bundle/Verification/proofs/000002.tlog-proof")
    }

    private static func renumber(in folder: Folder) throws {
        let entry = try folder.read("bundle/Verification/entries/000002.p7m")
        try folder.write(entry, to: "bundle/Verification/entries/000003.p7m")
    }

    private static func changeProof(in folder: Folder) throws {
        let proof = try folder.read("bundle/Verification/proofs/000003.tlog-proof")
        let lines = String(decoding: proof, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let swapped = [lines[0], lines[1], lines[3], lines[2]] + lines[4...]
        try folder.write(swapped.joined(separator: "\n"), to: "bundle/Verification/proofs/000003.tlog-proof")
    }

    /// Another salt: the value stays, the commitment does not.
    private static func changeOpening(in folder: Folder) throws {
        try folder.change("bundle/Verification/disclosures.json") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            // The salt's first characters come right after `["2":["` in base64url of `["`.
            let changed = text.replacing(/"2":\["(.{10})(.)/) { "\"2\":[\"\($0.1)" + ($0.2 == "A" ? "B" : "A") }
            bytes = Array(changed.utf8)
        }
    }

    private static func removeEntries(in folder: Folder) throws {
        for name in try folder.names(in: "bundle/Verification/entries") {
            try folder.remove("bundle/Verification/entries/" + name)
        }
    }

    private static func removeTokens(in folder: Folder) throws {
        for name in try folder.names(in: "bundle/Verification/checkpoints") where name.hasSuffix(".tst") {
            try folder.remove("bundle/Verification/checkpoints/" + name)
        }
    }
}
