import Cryptography
import Foundation
import Testing
import TransparencyLog

@Suite(
    "golang.org/x/mod's sumdb note and tlog",
    .enabled(if: GoTool.isInstalled, "skipped: golang-go and golang-golang-x-mod-dev are not installed")
)
struct GoInteroperabilityTests {
    @Test("Go opens our checkpoints, cosigned ones too")
    func goOpensOurs() throws {
        let ledger = try TestKeys.ledger()
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let cosignature = try TestKeys.witness().cosign(
            signed.checkpoint,
            at: Instant(secondsSince1970: 1_592_409_751)
        )
        for ours in try [signed, signed.adding([cosignature.line])] {
            let answer = try GoTool.run(
                .init(Key: ledger.verifierKey.description, Note: String(decoding: ours.bytes, as: UTF8.self))
            )
            #expect(answer.Errors.isEmpty)
            #expect(answer.Text.bytes == signed.checkpoint.text)
        }
    }

    @Test("Go refuses our checkpoint once it is changed")
    func goRefusesChanged() throws {
        let signed = try TestKeys.signedCheckpoint(size: 7)
        let changed = String(decoding: signed.bytes, as: UTF8.self).replacing("\n7\n", with: "\n8\n")
        let answer = try GoTool.run(.init(Key: TestKeys.ledger().verifierKey.description, Note: changed))
        #expect(answer.Errors.count == 1)
        #expect(answer.Text.isEmpty)
    }

    @Test("Go checks every inclusion and consistency proof of ours up to 40 leaves, and finds a wrong one")
    func goChecksProofs() throws {
        let tree = sampleTree(40)
        var request = GoTool.Request()
        for size: UInt64 in 1...40 {
            let root = try rootHash(size: size, from: tree)
            for index in 0..<size {
                let proof = try InclusionProof(leafIndex: index, treeSize: size, from: tree)
                let leaf = try tree.hash(of: TreeNode(level: 0, index: index))
                request.Inclusion.append(.init(Size: size, Root: root, Index: index, Hash: leaf, Path: proof.path))
            }
            for oldSize in 1...size {
                let proof = try ConsistencyProof(oldSize: oldSize, newSize: size, from: tree)
                let oldRoot = try rootHash(size: oldSize, from: tree)
                request.Consistency.append(
                    .init(Size: size, Root: root, Index: oldSize, Hash: oldRoot, Path: proof.path)
                )
            }
        }
        #expect(try GoTool.run(request).Errors.isEmpty)

        request.Inclusion[400].Root = .emptyTree
        request.Consistency[400].Hash = .emptyTree
        #expect(try GoTool.run(request).Errors.count == 2)
    }

    @Test("we check every proof that Go makes up to 40 leaves, and make the same")
    func weCheckGosProofs() throws {
        let entries = sampleEntries(40).map { String(decoding: $0, as: UTF8.self) }
        let answer = try GoTool.run(.init(Entries: entries))
        let tree = sampleTree(40)
        #expect(answer.Inclusion.count == 820)
        for made in answer.Inclusion {
            let proof = InclusionProof(leafIndex: made.Index, treeSize: made.Size, path: made.Path ?? [])
            try proof.verify(leaf: made.Hash, root: made.Root)
            #expect(try proof == InclusionProof(leafIndex: made.Index, treeSize: made.Size, from: tree))
            #expect(try made.Root == rootHash(size: made.Size, from: tree))
        }
        #expect(answer.Consistency.count == 820)
        for made in answer.Consistency {
            let proof = ConsistencyProof(oldSize: made.Index, newSize: made.Size, path: made.Path ?? [])
            try proof.verify(oldRoot: made.Hash, newRoot: made.Root)
            #expect(try proof == ConsistencyProof(oldSize: made.Index, newSize: made.Size, from: tree))
        }
    }

    @Test("we open the notes that Go signs, whatever they say, and give the same bytes back")
    func weOpenGosNotes() throws {
        let texts = [
            "one line\n", "\n", "\n\n\n", "first\n\n— x AAAAAAA=\n\nlast\n", "d\u{e9}position \u{1f512}\n",
            String(decoding: try TestKeys.checkpoint(size: 7).text, as: UTF8.self),
        ]
        let answer = try GoTool.run(.init(Texts: texts, Name: "go.example/log"))
        let key = try VerifierKey(parsing: answer.Key)
        #expect(key.description == answer.Key)
        #expect(answer.Notes.count == texts.count)
        for (text, signed) in zip(texts, answer.Notes) {
            let note = try SignedNote(parsing: signed.bytes)
            #expect(note.text == text.bytes)
            #expect(try note.verifiedSigners(among: [key]) == [key])
            #expect(note.bytes == signed.bytes)
        }
    }
}
