import Custody
import Foundation
import Operations
import Testing
import Wording

/// A case, and two files to be sealed with a list.
private struct Listed {
    let person: Person

    init(names: [String] = ["a.txt", "b/été.txt"]) async throws {
        person = try Person()
        try await person.openCase()
        for name in names { try person.folder.write(name, to: "remise/\(name)") }
    }

    /// Reads the list as `seal --dry-run` does.
    func read(_ list: [UInt8]) throws {
        try person.folder.write(list, to: "liste.csv")
        var declared = DeclaredFacts()
        declared.metadataFile = "liste.csv"
        _ = try Seal.plan(paths: ["remise"], declared: declared, case: "case", in: person.surroundings)
    }

    func seal(_ list: [UInt8]) async throws -> SealReceipt {
        try person.folder.write(list, to: "liste.csv")
        var declared = DeclaredFacts()
        declared.metadataFile = "liste.csv"
        return try await person.seal(["remise"], declared: declared)
    }

    func titles() throws -> [CanonicalJSON?] { try person.list(unlocked: true).map { $0.openings?["title"] } }
}

@Suite("lists of metadata")
struct MetadataTests {
    @Test(
        "these spellings of one list are read alike",
        arguments: [
            (Array("fichier;titre\r\na.txt;\"x;\"\"é\"\r\nb/été.txt;\r\n".utf8), "utf8", "semicolon"),
            (
                [0xEF, 0xBB, 0xBF] + Array("fichier,titre\na.txt,\"x;\"\"é\"\nb/été.txt,\n".utf8), "utf8WithMark",
                "comma"
            ),
            (Array("Titre\tNom du fichier\r\"x;\"\"é\"\ta.txt\r\tb\\été.txt\r".utf8), "utf8", "tab"),
            (Array("sep=;\r\nNAME;Title;;\r\n\r\na.txt;\"x;\"\"é\";;\r\nb/été.txt;;;".utf8), "utf8", "semicolon"),
            (
                Array("fichier;titre\r\na.txt;\"x;\"\"".utf8) + [0xE9] + Array("\"\r\nb/".utf8) + [0xE9, 0x74, 0xE9]
                    + Array(".txt;\r\n".utf8), "windows1252", "semicolon"
            ),
        ] as [([UInt8], String, String)]
    )
    func spellings(list: [UInt8], encoding: String, separator: String) async throws {
        let listed = try await Listed()
        let reading = try #require(try await listed.seal(list).assumed.metadata)
        #expect((reading.encoding.rawValue, reading.separator.rawValue) == (encoding, separator))
        #expect(reading.rowCount == 2)
        #expect(try listed.titles() == [.string("x;\"é"), .null])
    }

    @Test(
        "these are refused, by line",
        arguments: [
            ("fichier;couleur\na.txt;x", .metadataColumnUnknown, "1"),
            ("fichier;titre;intitulé\n", .metadataColumnRepeated, "1"),
            ("titre\nx", .metadataFileColumnMissing, "1"), ("fichier;titre\na.txt", .metadataCellCount, "2"),
            ("fichier;titre\na.txt;x;y", .metadataCellCount, "2"), ("fichier;titre\n;x", .metadataNameMissing, "2"),
            ("fichier;titre\na.txt;\"x", .metadataQuote, "2"), ("fichier;titre\na.txt;x\"y", .metadataQuote, "2"),
            ("fichier;titre\na.txt;\"x\"y", .metadataQuote, "2"), ("fichier;titre,x\n", .metadataSeparatorUnclear, "1"),
            ("fichier;titre\na.txt;\"x\ny\"\nc.txt;z", .metadataRowWithoutFile, "4"),
            ("fichier\na.txt\nb/été.txt\na.txt", .metadataRowRepeated, "4"),
            ("fichier;fuseau\na.txt;Paris", .metadataZoneUnknown, "2"),
            ("fichier;\na.txt;x", .metadataColumnUnknown, "2"),
            ("", .metadataEmpty, nil), ("fichier\na.txt", .metadataFileWithoutRow, nil),
            ("fichier;titre\na.txt;x\0", .metadataNotText, "1"),
            ("fichier;titre\na.txt;" + String(repeating: "x", count: 16_385), .metadataCellTooLong, "2"),
        ] as [(String, OperationError.Code, String?)]
    )
    func refusals(list: String, code: OperationError.Code, line: String?) async throws {
        let listed = try await Listed()
        let error = #expect(throws: OperationError.self) { try listed.read(Array(list.utf8)) }
        #expect(error?.code == code)
        #expect(error?.arguments["line"] == line)
    }

    @Test(
        "bytes that Windows-1252 has no character for are refused",
        arguments: [0x81, 0x8D, 0x8F, 0x90, 0x9D] as [UInt8]
    )
    func undefinedBytes(byte: UInt8) async throws {
        let listed = try await Listed()
        let error = #expect(throws: OperationError.self) {
            try listed.read(Array("fichier;titre\na.txt;".utf8) + [byte, 0xE9])
        }
        #expect(error?.code == .metadataNotText)
        #expect(error?.arguments["line"] == "2")
    }

    @Test("names match by bytes, else by canonical equivalence where that is one file")
    func names() async throws {
        let composed = "\u{E9}.txt"
        let decomposed = "e\u{301}.txt"
        let one = try await Listed(names: [composed])
        #expect(
            try await one.seal(Array("file,title\n\(decomposed),T\n".utf8)).assumed.metadata?.equivalentNameCount == 1
        )
        #expect(try one.titles() == [.string("T")])

        let twins = try await Listed(names: [composed, decomposed])
        let receipt = try await twins.seal(Array("file,title\n\(composed),C\n\(decomposed),D\n".utf8))
        #expect(receipt.assumed.metadata?.equivalentNameCount == 0)
        #expect(try twins.titles() == [.string("D"), .string("C")])
        let forms = try await Listed(names: ["\u{1ED9}.txt", "\u{1ECD}\u{302}.txt"])
        let error = #expect(throws: OperationError.self) {
            try forms.read(Array("file\no\u{323}\u{302}.txt\n".utf8))
        }
        #expect(error?.code == .metadataNameAmbiguous)
    }

    @Test("a template has a row for each file, and its names come back as they are")
    func template() async throws {
        let names = ["=cmd.txt", "'=x.txt", "'y.txt", "-IMG.PNG", "a;b \"c\".txt", "z.txt"]
        let listed = try await Listed(names: names)
        let surroundings = listed.person.surroundings
        let written = try MetadataTemplate.write(paths: ["remise"], to: "m.csv", language: .french, in: surroundings)
        #expect(written.rowCount == names.count)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: listed.person.folder.path + "/m.csv")))
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n").dropFirst()
        #expect(lines.allSatisfy { line in !["=", "-", "+", "@"].contains { line.hasPrefix($0) } })
        try listed.read(bytes)
        #expect(throws: OperationError(.outputExists, ["path": "m.csv"])) {
            try MetadataTemplate.write(paths: ["remise"], to: "m.csv", language: .french, in: surroundings)
        }
    }
}

@Suite("the guide")
struct GuideTests {
    private func interview() throws -> GuideInterview {
        try GuideInterview(zone: "Europe/Paris", say: Phrasebook(.french), in: Person().surroundings)
    }

    @Test("answers, passes over, goes back, helps and questions")
    func walk() throws {
        var interview = try interview()
        #expect(interview.question == .from)
        #expect(try interview.take("retour") == .wentBack)
        #expect(interview.question == .from)
        #expect(try interview.take("?") == .help)
        #expect(try interview.take("inconnu") == .answered)
        #expect(interview.answers[.from] == "?")
        #expect(try interview.take("7") == .notAnAnswer)
        #expect(try interview.take("2") == .answered)
        #expect(interview.answers[.receivedVia] == "courriel")
        guard case .doubtful(let doubts) = try interview.take("29/03/2020 02:30") else {
            Issue.record("no doubt")
            return
        }
        #expect(doubts.map(\.reason) == [.missing])
        #expect(interview.question == .receivedAt)
        interview.stand(by: "29/03/2020 02:30")
        #expect(try interview.take("retour") == .wentBack)
        #expect(try interview.take("") == .answered)
        #expect(interview.answers[.receivedAt] == nil)
        while let question = interview.question, !question.isYesOrNo { _ = try interview.take("") }
        #expect(try interview.take("peut-être") == .notAnAnswer)
        #expect(try interview.take("non, par sa sœur") == .answered)
    }

    @Test("answers that are kept are read again, and an unknown key is refused")
    func file() throws {
        let person = try Person()
        var answers = GuideAnswers()
        for question in GuideQuestion.allCases {
            answers[question] = question.isYesOrNo ? "oui" : "é \"\(question.key)\""
        }
        try GuideAnswersFile.keep(answers, saysNoMinorImagery: true, at: "r.toml", in: person.surroundings)
        let read = try GuideAnswersFile(reading: "r.toml", in: person.surroundings)
        #expect(read.answers == answers)
        #expect(read.saysNoMinorImagery)
        for (text, code) in [
            ("colour = \"red\"", OperationError.Code.settingsUnknownKey), ("from = 1", .settingsMalformed),
            ("reported = \"peut-être\"", .settingsMalformed), ("from = true", .settingsUnknownKey),
        ] {
            try person.folder.write(text, to: "f.toml")
            let error = #expect(throws: OperationError.self) {
                try GuideAnswersFile(reading: "f.toml", in: person.surroundings)
            }
            #expect(error?.code == code, "\(text)")
        }
    }

    @Test("reminders are counted from the earliest date declared, public posts apart")
    func reminders() throws {
        let surroundings = try Person().surroundings
        func days(_ adjust: (inout DeclaredFacts) -> Void) throws -> [String] {
            var facts = DeclaredFacts()
            adjust(&facts)
            return try Reminder.reminders(for: facts, zone: "Europe/Paris", in: surroundings)
                .map { "\($0.subject.rawValue) \($0.year)-\($0.month)-\($0.day)\($0.isPast ? " past" : "")" }
        }
        #expect(
            try days { $0.everyExhibit[.publishedAt] = "30/11/2019" }
                == ["publicPost 2020-2-29 past", "aggravatedPost 2020-11-30", "connectionData 2020-11-30"]
        )
        #expect(
            try days {
                $0.everyExhibit[.publishedAt] = "juin 2020"
                $0.everyExhibit[.visibility] = "message privé"
            } == ["connectionData 2021-6-1"]
        )
        #expect(try days { $0.everyExhibit[.capturedAt] = "2020-06-16" } == ["connectionData 2021-6-16"])
        #expect(try days { $0.everyExhibit[.publishedAt] = "inconnu" } == [])
    }
}
