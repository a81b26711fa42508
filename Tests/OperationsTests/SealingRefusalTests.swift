import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing
import TransparencyLog
import Verification

@Suite("what sealing refuses, passes over and keeps quiet")
struct SealingRefusalTests {
    @Test("nothing that was declared, received or named stands in the ledger, in clear or as a digest")
    func markers() async throws {
        let person = try Person()
        try await person.openCase(title: "TITREDOSSIER")
        let content = Array(String(repeating: "CONTENUSECRET ", count: 88_183).utf8)
        try person.folder.write(content, to: "remise/NOMDEFICHIER.txt")
        var declared = DeclaredFacts()
        declared.submission[.from] = "DECLARANTE"
        declared.submission[.receivedVia] = "PARCOURRIEL"
        declared.submission[.device] = "APPAREIL"
        declared.everyExhibit[.title] = "TITREPIECE"
        declared.everyExhibit[.platform] = "PLATEFORME"
        declared.everyExhibit[.account] = "COMPTE"
        declared.everyExhibit[.url] = "https://ADRESSE.example/"
        declared.everyExhibit[.capturedAt] = "2020-06-17"
        declared.everyExhibit[.publishedAt] = "MIJUIN"
        declared.everyExhibit[.visibility] = "VISIBILITE"
        declared.everyExhibit[.state] = "ETATENTIER"
        declared.everyExhibit[.series] = "SERIE"
        declared.everyExhibit[.note] = "REMARQUE"
        let receipt = try await person.seal(["remise"], declared: declared)
        let exhibit = try #require(receipt.exhibits.first)

        let opened = try #require(try person.list(unlocked: true).first?.openings)
        for (field, value) in [("title", "TITREPIECE"), ("account", "COMPTE"), ("note", "REMARQUE")] {
            #expect(opened[field] == .string(value))
        }
        let digest = exhibit.content.sha256
        let words = [
            "TITREDOSSIER", "CONTENUSECRET", "NOMDEFICHIER", "DECLARANTE", "PARCOURRIEL", "APPAREIL", "TITREPIECE",
            "PLATEFORME", "COMPTE", "ADRESSE", "2020-06-17T23:59", "MIJUIN", "VISIBILITE", "ETATENTIER", "SERIE",
            "REMARQUE", "Association", "text/plain", "\(content.count)", digest.hex, digest.base64, digest.base64url,
            person.folder.path,
        ]
        let markers = words.map { Data($0.utf8) } + [Data(digest.bytes)]
        for name in fileNames(below: person.folder.path + "/case") where name.hasPrefix("ledger.sqlite") {
            let bytes = try #require(FileManager.default.contents(atPath: "\(person.folder.path)/case/\(name)"))
            for (position, marker) in markers.enumerated() where bytes.range(of: marker) != nil {
                Issue.record("\(name) holds \(position < words.count ? words[position] : "the digest")")
            }
        }
        // Outside the ledger only the certificate is in clear, with its name.
        for name in fileNames(below: person.folder.path + "/case") {
            guard let bytes = FileManager.default.contents(atPath: "\(person.folder.path)/case/\(name)") else {
                continue
            }
            for (position, marker) in markers.enumerated() where bytes.range(of: marker) != nil {
                #expect(words[position] == "Association" && name == "openings.sqlite", "\(name): \(position)")
            }
        }
    }

    @Test("links, pipes and unreadable paths refuse the call by name, before anything is written")
    func notRegular() async throws {
        let person = try Person()
        try await person.openCase()
        let before = fileNames(below: person.folder.path + "/case")
        try person.folder.write("x", to: "remise/a.txt")
        try FileManager.default.createSymbolicLink(
            atPath: person.folder.path + "/remise/lien",
            withDestinationPath: "a.txt"
        )
        var error = await #expect(throws: OperationError.self) { try await person.seal(["remise"]) }
        #expect(error?.code == .sourceIsLink)
        #expect(error?.arguments["path"]?.hasSuffix("remise/lien") == true)

        _ = try run("rm", person.folder.path + "/remise/lien")
        _ = try run("mkfifo", person.folder.path + "/remise/tube")
        error = await #expect(throws: OperationError.self) { try await person.seal(["remise"]) }
        #expect(error?.code == .sourceNotRegular)

        error = await #expect(throws: OperationError.self) { try await person.seal(["remise/a.txt", "absent"]) }
        #expect(error?.code == .sourceMissing)
        #expect(fileNames(below: person.folder.path + "/case") == before)
        #expect(try person.caseFile().head().checkpoint.treeSize == 2)
    }

    @Test("the question about minors has to be answered")
    func minorImagery() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x.txt")
        await #expect(throws: OperationError(.minorImageryUnanswered)) {
            try await Seal.run(
                paths: ["x.txt"],
                declared: DeclaredFacts(),
                case: "case",
                identity: nil,
                passphrase: .none,
                output: nil,
                in: person.surroundings
            )
        }
    }

    @Test("the case never seals itself, and an empty folder is nothing to seal")
    func ownFolder() async throws {
        let person = try Person()
        try await person.openCase()
        for path in ["case", "case/case.toml", "home/../case/originals"] {
            let error = await #expect(throws: OperationError.self) { try await person.seal([path]) }
            #expect(error?.code == .sourceInCase, "\(path)")
        }
        try person.folder.write("x", to: "x.txt")
        let plan = try Seal.plan(paths: [person.folder.path], case: "case", in: person.surroundings)
        #expect(plan.skipped.map(\.reason) == [.caseFolder])
        #expect(plan.files.contains { $0.name.display == "x.txt" })
        #expect(!plan.files.contains { $0.name.display.hasPrefix("case/") })

        try FileManager.default.createDirectory(atPath: person.folder.path + "/vide", withIntermediateDirectories: true)
        await #expect(throws: OperationError(.nothingToSeal)) { try await person.seal(["vide"]) }
    }

    @Test("two files that would have one name are refused")
    func repeatedNames() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("1", to: "a/x.txt")
        try person.folder.write("2", to: "b/x.txt")
        await #expect(throws: OperationError(.sourceNameRepeated, ["name": "x.txt"])) {
            try await person.seal(["a", "b"])
        }
    }

    @Test("the same content has one original, and each handing over of it an entry")
    func duplicates() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("même contenu", to: "remise/a.txt")
        try person.folder.write("même contenu", to: "remise/b.txt")
        let first = try await person.seal(["remise"])
        let exhibit = try #require(first.exhibits.first)
        #expect(first.exhibits.count == 1)
        #expect(first.duplicates.map(\.name.display) == ["b.txt"])
        #expect(first.duplicates.map(\.exhibit) == [exhibit.exhibit])
        let digest = exhibit.content.sha256
        #expect(try first.releve == Array("\(digest)  a.txt\n\(digest)  b.txt\n".utf8))

        let second = try await person.seal(["remise/b.txt"])
        #expect(second.exhibits.isEmpty)
        #expect(second.submissionIndex == 4)
        #expect(try second.releve == Array("\(digest)  b.txt\n".utf8))
        #expect(second.duplicates.map(\.exhibit) == [exhibit.exhibit])
        #expect(second.exitStatus == .done)
        #expect(try String(decoding: second.receipt, as: UTF8.self).contains("déjà au dossier"))
        let caseFile = try person.caseFile()
        #expect(try caseFile.head().checkpoint.treeSize == 5)
        let heads = [ExhibitHead(exhibit: exhibit.exhibit, head: exhibit.leafHash)]
        #expect(try caseFile.openings.lists(of: 4).map(\.bytes) == [ListLines(heads).bytes])
        let statement = try Entry(parsing: caseFile.ledger.entry(at: 4).der).statement
        #expect(statement.lists[ExhibitHead.listName] == ListLines(heads).list)
        #expect(fileNames(below: person.folder.path + "/case/originals") == ["\(exhibit.exhibit).age"])
    }

    @Test("a dry run reads what is there and touches nothing")
    func dryRun() async throws {
        let person = try Person()
        try await person.openCase()
        try SealTests.handOver(to: person)
        let before = fileNames(below: person.folder.path)
        let plan = try Seal.plan(paths: ["remise"], case: "case", in: person.surroundings)
        #expect(plan.files.count == 4)
        #expect(fileNames(below: person.folder.path) == before)
    }

    @Test("the output folder is new: beside the case unless one is named, and never one that exists")
    func output() async throws {
        let person = try Person()
        try await person.openCase()
        for name in ["x", "y", "z"] { try person.folder.write(name, to: name) }
        #expect(try await person.seal(["x"]).outputFolder == person.folder.path + "/case-recu-20200617-182231")
        #expect(try await person.seal(["y"]).outputFolder == person.folder.path + "/case-recu-20200617-182231-2")
        await #expect(throws: OperationError(.outputExists, ["path": "x"])) {
            try await person.seal(["z"], output: "x")
        }
        #expect(try person.caseFile().head().checkpoint.treeSize == 6)
    }

    /// What a call leaves that ends between its openings and its entries: the openings of entry `index`.
    private func leaveOpenings(of index: UInt64, in caseFile: CaseFile) throws {
        let key = AgeIdentity.generate()
        var addition = OpeningsAddition()
        addition.contentKeys = [try WrappedContentKey(key, for: .entry(index), to: [key.recipient])]
        addition.openings = [try SealedOpening(["x"], of: index, for: .entry(index), to: key.recipient)]
        try caseFile.openings.add(addition)
        #expect(try caseFile.openings.unfinished(ledgerSize: index).entries == [index])
    }

    @Test("what an interrupted call left in openings.sqlite does not stop the next")
    func leftovers() async throws {
        let person = try Person()
        try await person.openCase()
        let caseFile = try person.caseFile()
        try leaveOpenings(of: 2, in: caseFile)
        try person.folder.write("x", to: "x.txt")
        #expect(try await person.seal(["x.txt"]).exhibits.count == 1)
        #expect(try caseFile.openings.unfinished(ledgerSize: 4).isEmpty)
    }

    @Test("what an interrupted call left in openings.sqlite stops no bundle")
    func leftoversBeforeBundle() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x.txt")
        try await person.seal(["x.txt"])
        let caseFile = try person.caseFile()
        let size = try caseFile.head().checkpoint.treeSize
        // `bundle` enters the numbers of the pieces first, then what prepares the bundle.
        try leaveOpenings(of: size + 1, in: caseFile)
        let built = try await BuildBundle.run(
            BuildBundle.Request(exhibits: [], output: "remis", recipient: nil),
            case: "case",
            identity: nil,
            passphrase: .none,
            in: person.surroundings,
            client: Person.client,
            progress: { _ in }
        )
        #expect(built.report.outcome(of: .content) == .passed)
    }

    @Test("what an interrupted call left in openings.sqlite is not taken for that of an entry without openings")
    func leftoversBeforeAdoption() async throws {
        let person = try Person()
        try await person.openCase()
        try leaveOpenings(of: 2, in: person.caseFile())
        let path = person.folder.path
        try FileManager.default.copyItem(atPath: path + "/case", toPath: path + "/copie")
        let adopted = try AdoptCase.run(
            reason: .copied,
            case: "copie",
            identity: nil,
            passphrase: .none,
            in: person.surroundings
        )
        #expect(adopted.checkpoint.checkpoint.treeSize == 3)
        let copy = try CaseFile(at: "copie", in: person.surroundings)
        #expect(try !copy.openings.unfinished(ledgerSize: 0).entries.contains(2))
    }

    @Test("a call that fails before its commit leaves the case as it was")
    func failsBeforeCommit() async throws {
        let person = try Person()
        try await person.openCase()
        for name in ["x", "y"] { try person.folder.write(name, to: "remise/\(name)") }
        let originals = person.folder.path + "/case/originals"
        try FileManager.default.removeItem(atPath: originals)
        let error = await #expect(throws: OperationError.self) { try await person.seal(["remise"], output: "recu") }
        #expect(error?.code == .fileProblem)
        #expect(try person.caseFile().head().checkpoint.treeSize == 2)
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/recu"))

        try FileManager.default.createDirectory(atPath: originals, withIntermediateDirectories: false)
        #expect(try await person.seal(["remise"], output: "recu").exhibits.count == 2)
    }

    @Test("a receipt that cannot be written is told; the seal stands, and the case keeps it")
    func receiptNotWritten() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x")
        let sealed = try await person.seal(["x"], output: "x/recu")
        #expect(sealed.outputFailure?.code == .receiptNotWritten)
        #expect(sealed.outputFolder == nil)
        #expect(sealed.exitStatus == .incomplete)
        #expect(try person.caseFile().openings.receipt(size: 4) == sealed.receipt)
        #expect(try Receipt(parsing: sealed.receipt).leaves.count == 2)
    }

    @Test("two calls at once take turns")
    func concurrent() async throws {
        let person = try Person()
        try await person.openCase()
        for name in ["x", "y"] { try person.folder.write(name, to: name) }
        async let first = person.seal(["x"], output: "o1")
        async let second = person.seal(["y"], output: "o2")
        let indexes = try await [first.submissionIndex, second.submissionIndex].compactMap { $0 }.sorted()
        #expect(indexes == [3, 5])
        #expect(try person.caseFile().head().checkpoint.treeSize == 6)
    }

    @Test("somebody who is not enrolled can neither open nor grow the case")
    func stranger() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x.txt")
        try person.makeIdentity("autre")
        let error = await #expect(throws: OperationError.self) {
            var declared = DeclaredFacts()
            declared.submission[.minorImagery] = "no"
            return try await Seal.run(
                paths: ["x.txt"],
                declared: declared,
                case: "case",
                identity: "autre",
                passphrase: .none,
                output: nil,
                in: person.surroundings
            )
        }
        #expect(error?.code == .caseNotOpen)
        #expect(fileNames(below: person.folder.path + "/case/originals").isEmpty)
    }

    @Test("a ledger that was put back, or grew apart in a copy, is refused")
    func rollback() async throws {
        let person = try Person()
        try await person.openCase()
        try FileManager.default.copyItem(
            atPath: person.folder.path + "/case",
            toPath: person.folder.path + "/copie"
        )
        for name in ["x", "y"] { try person.folder.write(name, to: name) }
        try await person.seal(["x"])
        #expect(throws: OperationError(.ledgerRolledBack, ["remembered": "4", "found": "2"])) {
            try ListExhibits.run(case: "copie", in: person.surroundings)
        }
        // Elsewhere, nobody remembers: the copy grows, and is found out when it comes back.
        var elsewhere = person.surroundings.environment
        elsewhere["SCELLE_HOME"] = person.folder.path + "/ailleurs"
        try FileManager.default.createDirectory(
            atPath: person.folder.path + "/ailleurs",
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(
            atPath: person.folder.path + "/home/identities",
            toPath: person.folder.path + "/ailleurs/identities"
        )
        let other = Surroundings(
            environment: elsewhere,
            workingDirectory: person.folder.path,
            now: { Person.now },
            offsetMinutes: { _ in 120 },
            zone: { "Europe/Paris" }
        )
        func sealElsewhere() async throws {
            var declared = DeclaredFacts()
            declared.submission[.minorImagery] = "no"
            _ = try await Seal.run(
                paths: ["y"],
                declared: declared,
                case: "copie",
                identity: nil,
                passphrase: .none,
                output: nil,
                in: other
            )
        }
        let refused = await #expect(throws: OperationError.self) { try await sealElsewhere() }
        #expect(refused?.code == .caseNotAdopted)
        // Whoever means to deceive writes the marker himself.
        let copy = try CaseFile(at: "copie", in: other)
        try CasePlace.mark(copy.folder, as: #require(CasePlace.first(of: copy.origin)))
        try await sealElsewhere()
        #expect(throws: OperationError(.ledgerOtherRoot, ["size": "4"])) {
            try ListExhibits.run(case: "copie", in: person.surroundings)
        }
    }

    @Test("a certificate that ended, or has not begun, signs nothing; one that ends soon is told")
    func certificateValidity() async throws {
        let person = try Person()
        try await person.openCase()
        try person.folder.write("x", to: "x.txt")
        let before = fileNames(below: person.folder.path + "/case")
        let end = try person.custodian().identity.certificate.notAfter
        var error = await #expect(throws: OperationError.self) {
            try await person.at(end.adding(seconds: 1)).seal(["x.txt"], output: "recu")
        }
        #expect(error == OperationError(.certificateExpired, ["name": "camille", "date": "2025-06-17"]))
        error = await #expect(throws: OperationError.self) {
            try await person.at(Person.now.adding(seconds: -1)).seal(["x.txt"], output: "recu")
        }
        #expect(error == OperationError(.certificateNotYetValid, ["name": "camille", "date": "2020-06-17"]))
        #expect(fileNames(below: person.folder.path + "/case") == before)
        #expect(!FileManager.default.fileExists(atPath: person.folder.path + "/recu"))

        let steps = Steps()
        try await person.at(end.adding(seconds: -86_400)).seal(["x.txt"], output: "recu", progress: steps.add)
        #expect(steps.all.contains(.certificateEnding(identity: "camille", end)))
    }
}
