import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing

@Suite("reading a case")
struct ReadingTests {
    private func sealedCase() async throws -> (Person, SealReceipt) {
        let person = try Person()
        try await person.openCase()
        try SealTests.handOver(to: person)
        var declared = DeclaredFacts()
        declared.everyExhibit[.title] = "Message du 17 juin"
        return (person, try await person.seal(["remise"], declared: declared))
    }

    private let unlocking = Unlocking(identity: nil, passphrase: .none)

    @Test("ids and kinds need no passphrase; names, sizes and titles do")
    func list() async throws {
        let (person, receipt) = try await sealedCase()
        let locked = try person.list()
        #expect(locked.map(\.exhibit) == receipt.exhibits.map(\.exhibit))
        #expect(locked.allSatisfy { $0.kind == .exhibitSealed && $0.submission == receipt.submission })
        #expect(locked.allSatisfy { $0.name == nil && $0.content == nil && $0.title == nil && $0.time == .pending })

        let unlocked = try person.list(unlocked: true)
        #expect(unlocked.map(\.name) == receipt.exhibits.map(\.name))
        #expect(unlocked.map(\.content) == receipt.exhibits.map(\.content))
        #expect(unlocked.allSatisfy { $0.title == "Message du 17 juin" && !$0.isErased && $0.entryCount == 1 })
    }

    @Test("the log has every entry in order, and its openings when unlocked")
    func log() async throws {
        let (person, receipt) = try await sealedCase()
        var lines: [ReadLog.Line] = []
        try ReadLog.run(case: "case", unlocking: unlocking, in: person.surroundings) { lines.append($0) }
        #expect(lines.map(\.index) == Array(0...6))
        #expect(
            lines.map(\.statement.kind) == [.ledgerOpened, .custodianEnrolled]
                + Array(repeating: .exhibitSealed, count: 4) + [.submissionReceived]
        )
        #expect(lines[1].openings?["name"] == .string("Association Exemple"))
        #expect(lines[2].leafHash == receipt.exhibits.first?.leafHash)
        #expect(lines[0].openings == nil)

        try ReadLog.run(case: "case", in: person.surroundings) { #expect($0.openings == nil) }
    }

    @Test("an exhibit is named by the beginning of its id, or by its received name when unlocked")
    func show() async throws {
        let (person, receipt) = try await sealedCase()
        let exhibit = try #require(receipt.exhibits.first { $0.name.display == "a.png" })
        let shown = try ShowExhibit.run(String(exhibit.exhibit.hex.prefix(20)), case: "case", in: person.surroundings)
        #expect(shown.summary.exhibit == exhibit.exhibit)
        #expect(shown.history.map(\.statement.kind) == [.exhibitSealed, .submissionReceived])
        let named = try ShowExhibit.run("a.png", case: "case", unlocking: unlocking, in: person.surroundings)
        #expect(named.summary.exhibit == exhibit.exhibit)
        #expect(named.history.last?.openings?["minorImagery"] == .string("no"))
    }

    @Test(
        "what names nothing, or several, is refused",
        arguments: [("zz", false), ("a.png", false), ("rien.png", true), ("", true)]
    )
    func unknown(text: String, isUnlocked: Bool) async throws {
        let (person, _) = try await sealedCase()
        #expect(throws: OperationError(.exhibitUnknown, ["text": text])) {
            try ShowExhibit.run(
                text,
                case: "case",
                unlocking: isUnlocked ? unlocking : nil,
                in: person.surroundings
            )
        }
    }

    @Test("the case is the nearest folder upwards, or SCELLE_CASE, or the one that is named")
    func whichCase() async throws {
        let (person, _) = try await sealedCase()
        func surroundings(in folder: String, naming path: String?) -> Surroundings {
            var environment = person.surroundings.environment
            environment["SCELLE_CASE"] = path
            return Surroundings(
                environment: environment,
                workingDirectory: folder,
                now: { Person.now },
                offsetMinutes: { _ in 0 }
            )
        }
        let inside = person.folder.path + "/case/working"
        #expect(try ListExhibits.run(case: nil, in: surroundings(in: inside, naming: nil)).count == 4)
        #expect(
            try ListExhibits.run(case: nil, in: surroundings(in: "/", naming: person.folder.path + "/case")).count == 4
        )
        let none = #expect(throws: OperationError.self) {
            try ListExhibits.run(case: nil, in: surroundings(in: person.folder.path, naming: nil))
        }
        #expect(none?.code == .caseNone)
        let missing = #expect(throws: OperationError.self) {
            try ListExhibits.run(case: "remise", in: person.surroundings)
        }
        #expect(missing?.code == .caseMissing)
    }
}
