import ASiC
import CourtBundle
import Cryptography
import Custody
import Foundation

/// A small bundle with a file of every kind; its small files hold their own paths, as nothing here judges them.
enum SampleBundle {
    static let origin = "scelle.invalid/00112233445566778899aabbccddeeff"

    /// A text, and enough bytes to be written in several steps.
    static let pieces: [(title: String, received: String, bytes: [UInt8], mediaType: String?)] = [
        ("Capture conversation", "capture.txt", Array("abc".utf8), "text/plain"),
        ("Message vocal — été", "vocal.ogg", (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }, nil),
    ]

    static let exhibits = ["6f1c0d4e9ab24c3f8d5e7a01b2c3d4e5", "7a01b2c3d4e56f1c0d4e9ab24c3f8d5e"]
        .compactMap { ExhibitID($0) }

    static let names = pieces.enumerated().map { position, piece in
        PieceName(number: UInt64(position + 1), title: piece.title, receivedName: Array(piece.received.utf8))
    }

    static let token = TokenName(tokenDigest: Digest(of: [1]))

    /// What a plan is given, beyond the pieces.
    static let files: [BundleObject] =
        BundleDocument.allCases.map { .document($0) } + [
            .guide, .checkpoint(2), .checkpoint(3), .consistencyProof(from: 2, to: 3),
            .response(size: 2, authority: token),
            .token(size: 2, authority: token), .cosignedCheckpoint(2), .certificate(Digest(of: [2])),
        ]

    static let entries: [UInt64] = [0, 1, 2]
    static let proofs: [UInt64] = [0, 2]

    static let listLines = ListLines(exhibits.map { ExhibitHead(exhibit: $0, head: Digest(of: [3])) })

    static let signature: [UInt8] = Array("signature".utf8)

    static func disclosures() throws -> DisclosureFile {
        try DisclosureFile(textsByEntry: [
            1: [Disclosure(salt: [UInt8](repeating: 7, count: 16), name: "name", value: .string("Été")).text],
            2: ["WyJtT3loREF6c3Z5YjBjdVNnWE9XRkZRIiwidGl0bGUiLG51bGxd"],
        ])
    }

    static func gatheredDisclosures() throws -> DisclosureGathering {
        var gathering = try DisclosureGathering(beside: FileManager.default.temporaryDirectory.path + "/sample")
        let texts = try disclosures().textsByEntry
        for entry in texts.keys.sorted() { try gathering.add(texts[entry] ?? [], of: entry) }
        return gathering
    }

    /// The plan, without the files in `leftOut`; `entry` gives the bytes of the entries, if not their paths.
    static func plan(
        without leftOut: [BundleObject] = [],
        pieces: [BundlePlan.Piece]? = nil,
        entry: BundlePlan.RunBytes? = nil
    ) throws -> BundlePlan {
        let pieces = pieces ?? plannedPieces()
        var plan = try BundlePlan(
            origin: origin,
            size: 3,
            prepared: 2,
            pieces: PlannedPieces(count: pieces.count) { pieces[$0] },
            disclosures: gatheredDisclosures()
        )
        try plan.add(
            entries: entries.filter { !leftOut.contains(.entry($0)) },
            bytes: entry ?? { Array(BundleObject.entry($0).path.utf8) }
        )
        try plan.add(proofs: proofs) { Array(BundleObject.inclusionProof($0).path.utf8) }
        for object in files where !leftOut.contains(object) {
            try plan.add(object, bytes: Array(object.path.utf8))
        }
        try plan.add(.list(entry: 2, name: "exhibits")) { _ in listLines.bytes }
        return plan
    }

    static func plannedPieces() -> [BundlePlan.Piece] {
        pieces.indices.map { position in
            let bytes = pieces[position].bytes
            return BundlePlan.Piece(
                name: names[position],
                exhibit: exhibits[position],
                size: UInt64(bytes.count),
                digest: Digest(of: bytes),
                mediaType: pieces[position].mediaType,
                open: { _ in reader(of: bytes) }
            )
        }
    }

    /// Delivers `bytes` in steps of an odd length.
    static func reader(of bytes: [UInt8]) -> BundlePlan.Piece.Reader {
        var position = 0
        return { buffer in
            let count = min(buffer.count, bytes.count - position, 99_991)
            buffer.copyBytes(from: bytes[position..<position + count])
            position += count
            return count
        }
    }

    /// Writes the bundle as `name` in `folder` and gives it that name.
    @discardableResult
    static func write(_ plan: BundlePlan, as name: String = "Dossier", in folder: String) throws -> BundleDraft {
        let draft = try draft(of: plan, as: folder + "/" + name, signature: signature)
        try draft.commit()
        return draft
    }

    /// Writes the bundle, to be named `path`.
    static func draft(of plan: BundlePlan, as path: String, signature: [UInt8] = [1]) throws -> BundleDraft {
        try BundleWriter.begin(plan, as: path).finish(signature: signature)
    }

    /// The hand-over folder of the sample; the container in it; the folder that it is extracted to.
    static func writeThreeForms(in folder: String) throws -> (handOver: String, container: String, extracted: String) {
        try write(plan(), in: folder)
        let container = folder + "/Dossier/Dossier.asice"
        let unzip = try Tool.run("unzip", ["-q", container, "-d", "extracted"], in: folder)
        guard unzip.status == 0 else { throw Unzip(errors: unzip.errors) }
        return (folder + "/Dossier", container, folder + "/extracted")
    }

    struct Unzip: Error {
        let errors: String
    }
}

/// Files of the tests' own making.
enum TestFile {
    static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    static func move(_ path: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: other)
    }

    static func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    static func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }
}
