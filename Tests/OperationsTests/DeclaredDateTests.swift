import Cryptography
import Custody
import Operations
import Testing

/// A case in which dates are declared, on 17 June 2020 in Paris.
private struct Asked {
    let person: Person

    init() async throws {
        person = try Person()
        try await person.openCase()
    }

    /// Seals a new file with one answer to « capturedAt », and the answer as it is committed.
    @discardableResult
    func capturedAt(_ answer: String, _ adjust: (inout DeclaredFacts) -> Void = { _ in }) async throws -> CanonicalJSON
    {
        let name = "\(answer.utf8.map { String($0, radix: 16) }.joined()).txt"
        try person.folder.write(answer + "x", to: name)
        var declared = DeclaredFacts()
        declared.everyExhibit[.capturedAt] = answer
        adjust(&declared)
        let receipt = try await person.seal([name], declared: declared)
        let exhibit = try #require(receipt.exhibits.first)
        return try #require(
            try person.list(unlocked: true).first { $0.exhibit == exhibit.exhibit }?.openings?["capturedAt"]
        )
    }

    func refusal(_ answer: String, _ adjust: (inout DeclaredFacts) -> Void = { _ in }) async -> OperationError.Code? {
        let error = await #expect(throws: OperationError.self) { try await capturedAt(answer, adjust) }
        return error?.code
    }
}

private func given(_ text: String, _ from: String?, _ upTo: String?, _ zone: String?) -> CanonicalJSON {
    func value(_ text: String?) -> CanonicalJSON { text.map { .string($0) } ?? .null }
    return .object(["text": .string(text), "from": value(from), "to": value(upTo), "zone": value(zone)])
}

@Suite("declared dates")
struct DeclaredDateTests {
    /// The table of docs/formats/metadata.md § 5, line by line.
    static let readings: [(String, String, String, String)] = [
        ("2019", "2019-01-01T00:00:00+01:00", "2019-12-31T23:59:59+01:00", "Europe/Paris"),
        ("2020-02", "2020-02-01T00:00:00+01:00", "2020-02-29T23:59:59+01:00", "Europe/Paris"),
        ("02/2020", "2020-02-01T00:00:00+01:00", "2020-02-29T23:59:59+01:00", "Europe/Paris"),
        ("2020-06-16", "2020-06-16T00:00:00+02:00", "2020-06-16T23:59:59+02:00", "Europe/Paris"),
        ("16/06/2020", "2020-06-16T00:00:00+02:00", "2020-06-16T23:59:59+02:00", "Europe/Paris"),
        ("4/3/2020", "2020-03-04T00:00:00+01:00", "2020-03-04T23:59:59+01:00", "Europe/Paris"),
        ("16.06.2020", "2020-06-16T00:00:00+02:00", "2020-06-16T23:59:59+02:00", "Europe/Paris"),
        ("2020-06-16T18:22", "2020-06-16T18:22:00+02:00", "2020-06-16T18:22:59+02:00", "Europe/Paris"),
        ("2020-01-16 18:22:31", "2020-01-16T18:22:31+01:00", "2020-01-16T18:22:31+01:00", "Europe/Paris"),
        ("16/06/2020 18:22", "2020-06-16T18:22:00+02:00", "2020-06-16T18:22:59+02:00", "Europe/Paris"),
        ("16/06/2020 à 18 h 22 min 31 s", "2020-06-16T18:22:31+02:00", "2020-06-16T18:22:31+02:00", "Europe/Paris"),
        ("le 16/06/2020 à 18h22", "2020-06-16T18:22:00+02:00", "2020-06-16T18:22:59+02:00", "Europe/Paris"),
        ("16/06/2020 vers 18 h", "2020-06-16T17:00:00+02:00", "2020-06-16T19:59:59+02:00", "Europe/Paris"),
        ("2020-06-16T18:22:31Z", "2020-06-16T18:22:31+00:00", "2020-06-16T18:22:31+00:00", "Z"),
        ("2020-06-16T18:22-03:30", "2020-06-16T18:22:00-03:30", "2020-06-16T18:22:59-03:30", "-03:30"),
        ("16/06/2020 18:22 UTC+4", "2020-06-16T18:22:00+04:00", "2020-06-16T18:22:59+04:00", "UTC+4"),
        ("16/06/2020 18:22 Indian/Reunion", "2020-06-16T18:22:00+04:00", "2020-06-16T18:22:59+04:00", "Indian/Reunion"),
        ("16/06/2020 18:22 (heure de Paris)", "2020-06-16T18:22:00+02:00", "2020-06-16T18:22:59+02:00", "Europe/Paris"),
        ("mardi 16 juin 2020", "2020-06-16T00:00:00+02:00", "2020-06-16T23:59:59+02:00", "Europe/Paris"),
        ("1er août 2019", "2019-08-01T00:00:00+02:00", "2019-08-01T23:59:59+02:00", "Europe/Paris"),
        ("June 16, 2020 at 18:22", "2020-06-16T18:22:00+02:00", "2020-06-16T18:22:59+02:00", "Europe/Paris"),
        ("juin 2020", "2020-06-01T00:00:00+02:00", "2020-06-30T23:59:59+02:00", "Europe/Paris"),
        ("mi-juin 2020", "2020-06-11T00:00:00+02:00", "2020-06-20T23:59:59+02:00", "Europe/Paris"),
        ("fin février 2020", "2020-02-21T00:00:00+01:00", "2020-02-29T23:59:59+01:00", "Europe/Paris"),
        ("début 2020", "2020-01-01T00:00:00+01:00", "2020-04-30T23:59:59+02:00", "Europe/Paris"),
        ("été 2019", "2019-06-01T00:00:00+02:00", "2019-09-23T23:59:59+02:00", "Europe/Paris"),
        ("hiver 2018-2019", "2018-12-01T00:00:00+01:00", "2019-03-21T23:59:59+01:00", "Europe/Paris"),
        ("vers le 12 juin 2020", "2020-06-09T00:00:00+02:00", "2020-06-15T23:59:59+02:00", "Europe/Paris"),
        ("du 12/06/2020 au 14/06/2020", "2020-06-12T00:00:00+02:00", "2020-06-14T23:59:59+02:00", "Europe/Paris"),
        ("2020-06-12/2020-06-14", "2020-06-12T00:00:00+02:00", "2020-06-14T23:59:59+02:00", "Europe/Paris"),
        ("25/10/2019 02:30+01:00", "2019-10-25T02:30:00+01:00", "2019-10-25T02:30:59+01:00", "+01:00"),
    ]

    @Test("an answer has the earliest and latest second it can mean, in its own zone or the case's")
    func bounds() async throws {
        let asked = try await Asked()
        var declared = DeclaredFacts()
        for (position, reading) in Self.readings.enumerated() {
            let name = "\(1000 + position).txt"
            try asked.person.folder.write(name, to: "dates/\(name)")
            var answers = DeclaredAnswers<ExhibitQuestion>()
            answers[.capturedAt] = reading.0
            declared.exhibits[Array(name.utf8)] = answers
        }
        try await asked.person.seal(["dates"], declared: declared)
        let sealed = try asked.person.list(unlocked: true).map { $0.openings?["capturedAt"] }
        #expect(sealed == Self.readings.map { given($0.0, $0.1, $0.2, $0.3) })
    }

    @Test("what nobody reads as a date is kept as words, and told")
    func words() async throws {
        let asked = try await Asked()
        for answer in ["mi-juin", "avant la rentrée", "vers le 17 juin", "", "le jour de ses 13 ans"] {
            #expect(try await asked.capturedAt(answer) == given(answer, nil, nil, nil))
        }
        try asked.person.folder.write("z", to: "z.txt")
        var declared = DeclaredFacts()
        declared.everyExhibit[.capturedAt] = "avant Noël"
        declared.everyExhibit[.publishedAt] = "03/04/2020"
        let receipt = try await asked.person.seal(["z.txt"], declared: declared)
        #expect(receipt.assumed.wordsCount == 1)
        #expect(receipt.assumed.dayFirstCount == 1)
        #expect(receipt.assumed.zone == "Europe/Paris")
        let text = String(decoding: try receipt.receipt, as: UTF8.self)
        #expect(text.contains("Europe/Paris"))
        #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("lues jour/mois/année"))
    }

    @Test(
        "not known is an answer, and differs from not asked",
        arguments: ["?", "inconnu", "Inconnue", "je ne sais pas"]
    )
    func unknown(answer: String) async throws {
        #expect(try await Asked().capturedAt(answer) == DeclaredDate.unknown.json)
    }

    @Test("what is odd is refused by name, and sealed as declared when somebody stands by it")
    func doubts() async throws {
        let asked = try await Asked()
        let odd: [(String, OperationError.Code, CanonicalJSON)] = [
            (
                "29/03/2020 02:30", .dateMissing,
                given("29/03/2020 02:30", "2020-03-29T01:30:00+01:00", "2020-03-29T03:30:59+02:00", "Europe/Paris")
            ),
            (
                "27/10/2019 02:30", .dateDoubled,
                given("27/10/2019 02:30", "2019-10-27T02:30:00+02:00", "2019-10-27T02:30:59+01:00", "Europe/Paris")
            ),
            (
                "2020-06-18", .dateInFuture,
                given("2020-06-18", "2020-06-18T00:00:00+02:00", "2020-06-18T23:59:59+02:00", "Europe/Paris")
            ),
            (
                "1970-01-01", .dateOfEpoch,
                given("1970-01-01", "1970-01-01T00:00:00+01:00", "1970-01-01T23:59:59+01:00", "Europe/Paris")
            ),
            (
                "lundi 16 juin 2020", .dateWeekday,
                given("lundi 16 juin 2020", "2020-06-16T00:00:00+02:00", "2020-06-16T23:59:59+02:00", "Europe/Paris")
            ),
        ]
        for (answer, code, value) in odd {
            #expect(await asked.refusal(answer) == code, "\(answer)")
            #expect(try await asked.capturedAt(answer) { $0.doubtfulDates = .accepted } == value, "\(answer)")
        }
        for answer in ["2020-02-30", "31/02/2020", "17/06/20", "06/17/2020", "43999", "2020-06-17T25:00", "00/01/1900"]
        {
            #expect(await asked.refusal(answer) == .dateUnreadable, "\(answer)")
            #expect(
                try await asked.capturedAt(answer) { $0.doubtfulDates = .accepted } == given(answer, nil, nil, nil)
            )
        }
    }

    @Test("an offset says which of two hours it was, and a day of changed clocks raises no question")
    func resolved() async throws {
        let asked = try await Asked()
        #expect(
            try await asked.capturedAt("27/10/2019 02:30 +01:00")
                == given("27/10/2019 02:30 +01:00", "2019-10-27T02:30:00+01:00", "2019-10-27T02:30:59+01:00", "+01:00")
        )
        #expect(
            try await asked.capturedAt("27/10/2019")
                == given("27/10/2019", "2019-10-27T00:00:00+02:00", "2019-10-27T23:59:59+01:00", "Europe/Paris")
        )
    }

    @Test("dates are compared with the platform's beginning and with one another")
    func together() async throws {
        let asked = try await Asked()
        #expect(
            await asked.refusal("05/2008") { $0.everyExhibit[.platform] = "Insta Gram" } == .dateBeforePlatform
        )
        #expect(await asked.refusal("15/06/2020") { $0.everyExhibit[.publishedAt] = "16/06/2020" } == .dateOrder)
        _ = try await asked.capturedAt("16/06/2020") { $0.everyExhibit[.publishedAt] = "juin 2020" }
    }

    @Test("somebody is asked once, about all of them")
    func askedOnce() async throws {
        let asked = try await Asked()
        for (stands, code) in [(false, OperationError.Code?.some(.dateInFuture)), (true, nil)] {
            let outcome = await Result {
                try await asked.capturedAt("2020-12") { declared in
                    declared.everyExhibit[.publishedAt] = "1970-01-01"
                    declared.doubtfulDates = .asked { doubts in
                        #expect(doubts.map(\.reason) == [.future, .epoch])
                        #expect(doubts.map(\.zone) == ["Europe/Paris", "Europe/Paris"])
                        return stands
                    }
                }
            }
            switch outcome {
            case .success: #expect(code == nil)
            case .failure(let error): #expect((error as? OperationError)?.code == code)
            }
        }
    }

    @Test("a zone is the call's, else the case's, and never guessed")
    func zones() async throws {
        let asked = try await Asked()
        #expect(
            try await asked.capturedAt("01/06/2020") { $0.zone = "Indian/Reunion" }
                == given("01/06/2020", "2020-06-01T00:00:00+04:00", "2020-06-01T23:59:59+04:00", "Indian/Reunion")
        )
        for name in ["GMT+2", "europe/paris", "Paris", ""] {
            #expect(await asked.refusal("01/06/2020") { $0.zone = name } == .zoneUnknown, "\(name)")
        }
        let nowhere = try Person()
        let zoneless = Surroundings(
            environment: nowhere.surroundings.environment,
            workingDirectory: nowhere.folder.path,
            now: { Person.now },
            offsetMinutes: { _ in 120 }
        )
        var person = nowhere
        person.surroundings = zoneless
        let opened = try await person.openCase()
        #expect(opened.zone == nil)
        try person.folder.write("x", to: "x.txt")
        var declared = DeclaredFacts()
        declared.everyExhibit[.capturedAt] = "01/06/2020"
        let sealing = (person, declared)
        await #expect(throws: OperationError(.zoneUndecided, ["date": "01/06/2020"])) {
            try await sealing.0.seal(["x.txt"], declared: sealing.1)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
