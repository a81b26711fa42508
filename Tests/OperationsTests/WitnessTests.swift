import Cryptography
import Foundation
import LedgerStore
import Testing
import TransparencyLog

@testable import Operations

@Suite("witnessing by file")
struct WitnessTests {
    private let person: Person
    private let opened: OpenCase.OpenedCase
    private let witness: StoredWitness

    init() async throws {
        person = try Person()
        opened = try await person.openCase()
        witness = try CreateWitness.run(
            name: "temoin",
            keyName: "temoin.example/w1",
            passphrase: .none,
            in: person.surroundings
        )
    }

    private func prove(
        _ question: ProveLedger.Question,
        size: UInt64? = nil,
        to output: String? = nil
    ) throws -> [UInt8] {
        try ProveLedger.run(question, size: size, case: "case", output: output, in: person.surroundings)
    }

    @discardableResult
    private func sign(
        _ file: String,
        proof: String? = nil,
        logKey: VerifierKey? = nil,
        output: String? = nil,
        at person: Person? = nil
    ) throws -> CosignCheckpoint.Cosigned {
        try CosignCheckpoint.run(
            CosignCheckpoint.Request(checkpoint: file, proof: proof, logKey: logKey, output: output),
            as: nil,
            passphrase: .none,
            in: (person ?? self.person).surroundings
        )
    }

    private func add(_ file: String, keys: [VerifierKey] = []) throws -> KeepCosignatures.Kept {
        try KeepCosignatures.run(file, case: "case", witnesses: keys, in: person.surroundings)
    }

    private func refused(
        _ code: OperationError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> some Any
    ) {
        let error = #expect(throws: OperationError.self, sourceLocation: sourceLocation) { _ = try body() }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    private func grow() async throws -> UInt64 {
        try person.folder.write("une page", to: "page.txt")
        try await person.seal(["page.txt"], output: "recu-\(UUID().uuidString)")
        return try person.caseFile().head().checkpoint.treeSize
    }

    /// A checkpoint of the ledger, truly signed, over a tree that it never had.
    private func forge(size: UInt64, to name: String) throws {
        let caseFile = try person.caseFile()
        let forged = try SignedCheckpoint(
            Checkpoint(origin: caseFile.origin, treeSize: size, rootHash: Digest(of: Array("another tree".utf8))),
            signers: [caseFile.ledgerSigner(for: person.custodian())]
        )
        try person.folder.write(forged.bytes, to: name)
    }

    @Test("asked, answered, kept; then asked again from where the witness was")
    func thereAndBack() async throws {
        _ = try prove(.continues(0), to: "asked")
        let first = try sign("asked", logKey: opened.ledgerKey, output: "answered")
        #expect(first.before == nil)
        #expect(first.cosignature.time == Person.now)
        let answered = try SignedCheckpoint(parsing: person.folder.read("answered"))
        #expect(try answered.cosignatures(by: [witness.key]).count == 1)
        #expect(try add("answered", keys: [witness.key]).newCount == 1)
        #expect(try add("answered", keys: [witness.key]).newCount == 0)
        #expect(try person.caseFile().ledger.cosignatures(size: 2) == [first.cosignature.line.line])

        // The same checkpoint is cosigned anew, without a proof.
        _ = try prove(.checkpoint, to: "head")
        #expect(try sign("head").before == 2)

        let size = try await grow()
        _ = try prove(.continues(2), to: "later")
        let second = try sign("later")
        #expect(second.before == 2)
        #expect(second.checkpoint.checkpoint.treeSize == size)
        let listed = try ListWitnesses.own(in: person.surroundings)
        #expect(listed.map { $0.checkpoints.map(\.checkpoint.treeSize) } == [[size]])
        #expect(try ListWitnesses.kept(case: "case", in: person.surroundings)?.map(\.isTrusted) == [false])
        #expect(try ListIdentities.run(in: person.surroundings).map(\.name) == ["camille"])
    }

    @Test("a ledger is taken for nobody's word but that of a key given by the person")
    func firstContact() throws {
        _ = try prove(.checkpoint, to: "head")
        refused(.witnessLogKeyMissing) { try sign("head", output: "answered") }
        let stranger = try NoteSigner(name: opened.origin, key: .generate()).verifierKey
        refused(.witnessLogKeyOther) { try sign("head", logKey: stranger, output: "answered") }
        let other = try NoteSigner(name: "elsewhere", key: .generate()).verifierKey
        refused(.witnessLogKeyOther) { try sign("head", logKey: other, output: "answered") }
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/answered"))
        #expect(try ListWitnesses.own(in: person.surroundings).first?.checkpoints.isEmpty == true)
        // Once known, it stays known by that key.
        try sign("head", logKey: opened.ledgerKey)
        refused(.witnessLogKeyOther) { try sign("head", logKey: stranger) }
        try sign("head", logKey: opened.ledgerKey)
    }

    @Test("a change of the ledger's key is taken up when both keys have signed")
    func rekeyed() throws {
        let head = try person.caseFile().head()
        try person.folder.write(head.bytes, to: "head")
        try sign("head", logKey: opened.ledgerKey)
        let newSigner = try NoteSigner(name: opened.origin, key: .generate())
        let oldSigner = try person.caseFile().ledgerSigner(for: person.custodian())
        try person.folder.write(SignedCheckpoint(head.checkpoint, signers: [newSigner]).bytes, to: "new")
        try person.folder.write(SignedCheckpoint(head.checkpoint, signers: [oldSigner, newSigner]).bytes, to: "both")
        refused(.witnessLogKeyOther) { try sign("new") }
        refused(.witnessLogKeyOther) { try sign("new", logKey: newSigner.verifierKey) }
        try sign("both", logKey: newSigner.verifierKey)
        try sign("new")
        refused(.witnessLogKeyOther) { try sign("head") }
    }

    @Test("an older tree, another root, a missing, foreign or false proof: refused, nothing forgotten, nothing written")
    func inconsistent() async throws {
        let old = try prove(.checkpoint, to: "old")
        try sign("old", logKey: opened.ledgerKey)
        let size = try await grow()
        _ = try prove(.checkpoint, to: "head")
        refused(.witnessProofMissing) { try sign("head", output: "answered") }
        _ = try prove(.continues(1), to: "from-1")
        refused(.witnessProofFrom) { try sign("from-1", output: "answered") }
        _ = try prove(.continues(2), to: "from-2")
        refused(.witnessProofOfOther) { try sign("old", proof: "from-2") }
        refused(.witnessTwoProofs) { try sign("from-2", proof: "from-2") }

        // The proof of the true tree does not lead to another one, whoever signed that.
        try forge(size: size, to: "forged")
        let proof = try ConsistencyFile(parsing: person.folder.read("from-2"))
        let forged = try SignedCheckpoint(parsing: person.folder.read("forged"))
        try person.folder.write(ConsistencyFile(proof.consistency, checkpoint: forged).bytes, to: "false")
        refused(.witnessInconsistent) { try sign("false", output: "answered") }

        try sign("head", proof: "from-2", output: "good")
        refused(.witnessSmaller) { try sign("old", output: "answered") }
        refused(.witnessOtherRoot) { try sign("forged", output: "answered") }
        refused(.outputExists) { try sign("head", output: "good") }
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/answered"))
        #expect(try ListWitnesses.own(in: person.surroundings)[0].checkpoints.map(\.checkpoint.treeSize) == [size])
        #expect(old != (try person.folder.read("good")))
    }

    @Test("what is no checkpoint, no file, no witness, no name")
    func unreadable() throws {
        _ = try prove(.checkpoint, to: "head")
        refused(.checkpointUnreadable) { try sign("absent") }
        try person.folder.write("old 3\nnothing", to: "no-proof")
        refused(.noteMalformed) { try sign("no-proof") }
        refused(.noteMalformed) { try sign("head", proof: "head") }
        try person.folder.write("nothing", to: "no-checkpoint")
        refused(.noteMalformed) { try sign("no-checkpoint") }
        refused(.identityExists) {
            try CreateWitness.run(name: "camille", keyName: nil, passphrase: .none, in: person.surroundings)
        }
        refused(.identityNameRefused) {
            try CreateWitness.run(name: "..", keyName: nil, passphrase: .none, in: person.surroundings)
        }
        refused(.witnessNameRefused) {
            try CreateWitness.run(name: "x", keyName: "a b", passphrase: .none, in: person.surroundings)
        }
        refused(.witnessUnknown) { try IdentityStore(in: person.surroundings).witness("camille") }
        refused(.identityUnknown) { try IdentityStore(in: person.surroundings).chosen("temoin") }
        _ = try CreateWitness.run(name: "second", keyName: nil, passphrase: .none, in: person.surroundings)
        refused(.witnessAmbiguous) { try sign("head", logKey: opened.ledgerKey) }
        let stranger = try Person()
        refused(.witnessMissing) { try sign(person.folder.path + "/head", at: stranger) }
    }

    @Test("the key lies under a passphrase, which age opens too")
    func passphrase() throws {
        try person.folder.write("une phrase de test\n", to: "phrase")
        let phrase = PassphraseSource.file(person.folder.path + "/phrase")
        let kept = try CreateWitness.run(name: "garde", keyName: nil, passphrase: phrase, in: person.surroundings)
        let file = try person.folder.read("home/identities/garde/witness.key")
        #expect(file.starts(with: "age-encryption.org/v1\n".utf8))
        #expect(try kept.signer(passphrase: phrase).verifierKey == kept.key)
        refused(.passphraseNeeded) { try kept.signer(passphrase: .none) }
        try person.folder.write("une autre\n", to: "phrase")
        refused(.passphraseWrong) { try kept.signer(passphrase: phrase) }
        let other = try person.folder.read("home/identities/temoin/witness.key")
        try person.folder.write(other, to: "home/identities/garde/witness.key")
        refused(.identityDamaged) { try kept.signer(passphrase: .none) }
    }

    @Test("a cosignature is kept only if it holds, is a known witness's, and is of a checkpoint that the ledger made")
    func keeping() async throws {
        _ = try prove(.continues(0), to: "asked")
        try sign("asked", logKey: opened.ledgerKey, output: "answered")
        refused(.cosignatureOfNobodyKnown) { try add("answered") }
        let stranger = try WitnessSigner(name: witness.key.name, key: .generate()).verifierKey
        refused(.cosignatureOfNobodyKnown) { try add("answered", keys: [stranger]) }

        let answered = try SignedCheckpoint(parsing: person.folder.read("answered"))
        let line = try #require(answered.note.signatures.last)
        var payload = withUnsafeBytes(of: line.keyID.bigEndian) { [UInt8]($0) } + line.signature
        payload[20] ^= 1
        let forgedLine = "— \(witness.key.name) \(payload.base64)\n"
        let own = answered.bytes.dropLast(line.line.count)
        try person.folder.write(own + Array(forgedLine.utf8), to: "forged")
        refused(.cosignatureForged) { try add("forged", keys: [witness.key]) }

        // A witness who was shown another tree, or more of the ledger than there is.
        let signer = try witness.signer(passphrase: .none)
        for (size, code) in [(UInt64(2), OperationError.Code.ledgerOtherRoot), (9, .ledgerRolledBack)] {
            try forge(size: size, to: "tree")
            let tree = try SignedCheckpoint(parsing: person.folder.read("tree"))
            let line = signer.cosign(tree.checkpoint, at: Person.now).line
            try person.folder.write(tree.adding([line]).bytes, to: "tree")
            refused(code) { try add("tree", keys: [witness.key]) }
        }
        // A size between two checkpoints is nobody's.
        _ = try await grow()
        try forge(size: 3, to: "between")
        refused(.ledgerOtherRoot) { try add("between", keys: [witness.key]) }
        let elsewhere = try Person()
        try await elsewhere.openCase()
        try person.folder.write(elsewhere.caseFile().head().bytes, to: "elsewhere")
        refused(.checkpointOfOtherLedger) { try add("elsewhere", keys: [witness.key]) }
        #expect(try person.caseFile().ledger.cosignedSizes().isEmpty)

        // A witness of the person's trust needs not be named again; a stranger's line beside it is passed over.
        try person.folder.write("\(witness.key)\n", to: "w.vkey")
        _ = try KeepTrust.add("w.vkey", name: "w", asAuthority: nil, in: person.surroundings)
        #expect(try KeepTrust.list(in: person.surroundings).map(\.item.content) == [.witness(key: witness.key)])
        let other = try WitnessSigner(name: "x", key: .generate()).cosign(answered.checkpoint, at: Person.now).line
        try person.folder.write(answered.adding([other]).bytes, to: "two")
        #expect(try add("two").cosignatures.map(\.witness) == [witness.key])
        #expect(try person.caseFile().ledger.cosignatures(size: 2) == [line.line])
        #expect(try ListWitnesses.kept(case: "case", in: person.surroundings)?.map(\.isTrusted) == [true])
    }

    @Test("proofs of every entry and from every size, to the newest and to older checkpoints")
    func proofs() async throws {
        let size = try await grow()
        let ledger = try person.caseFile().ledger
        for index in 0..<size {
            let proof = try LogProof(parsing: prove(.entry(index)))
            #expect(proof.leafIndex == index)
            try proof.verify(leaf: ledger.entry(at: index).leafHash, ledgerKeys: [opened.ledgerKey])
        }
        try LogProof(parsing: prove(.entry(1), size: 2))
            .verify(leaf: ledger.entry(at: 1).leafHash, ledgerKeys: [opened.ledgerKey])
        let older = try ledger.checkpoint(size: 2).checkpoint
        try ConsistencyFile(parsing: prove(.continues(2))).verify(older: older, ledgerKeys: [opened.ledgerKey])
        #expect(try ConsistencyFile(parsing: prove(.continues(size))).path.isEmpty)
        refused(.entryUnknown) { try prove(.entry(size)) }
        refused(.entryUnknown) { try prove(.entry(2), size: 2) }
        refused(.checkpointUnknown) { try prove(.continues(size + 1)) }
        refused(.checkpointUnknown) { try prove(.checkpoint, size: 3) }
        refused(.checkpointUnknown) { try prove(.checkpoint, size: .max) }
    }
}
