import Cryptography
import Custody
import Testing

@Suite("the examples of docs/formats")
struct FormatDocumentTests {
    @Test("statement.md shows every kind in the bytes that are made", arguments: StatementShape.table.map(\.kind))
    func statements(kind: StatementKind) throws {
        let lines = try FormatDocument("statement").block(under: "### \(kind.name)")
        #expect(lines.count == 1)
        let bytes = Array(lines[0].utf8)
        #expect(try Statement(parsing: bytes).kind == kind)
        #expect(try bytes == Samples.statement(of: kind).bytes)
    }

    @Test("statement.md's table of kinds is the program's", arguments: StatementShape.table.map(\.kind))
    func table(kind: StatementKind) throws {
        let shape = try #require(kind.shape)
        func cell(_ names: [String]) -> String {
            names.isEmpty ? "–" : names.map { "`\($0)`" }.joined(separator: " ")
        }
        func members(_ set: Set<StatementMember>) -> String {
            cell(StatementMember.allCases.filter(set.contains).map(\.rawValue))
        }
        #expect(
            try FormatDocument("statement").row("`\(kind.name)`", under: "## 6. Kinds") == [
                "`\(kind.name)`", members(shape.required), members(shape.optional), cell(shape.lists),
                cell(shape.commitments.map(\.name)),
            ]
        )
    }

    @Test("statement.md's list is read, and its root is the one beside it")
    func lists() throws {
        let lines = try FormatDocument("statement").block(under: "## 5. Lists")
        let file = try ListLines(parsing: Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(try file.read(as: PieceNumber.self) == [Samples.pieceNumber()])
        #expect(try Samples.statement(of: .piecesNumbered).lists["pieces"] == file.list)
    }

    @Test("disclosure.md's example opens the commitments of statement.md's exhibit.sealed@1")
    func disclosures() throws {
        let texts = try FormatDocument("disclosure").block(under: "### Texts")
        #expect(try texts == Samples.disclosures(of: .exhibitSealed).map(\.text))
        let statement = try Statement(
            parsing: Array(FormatDocument("statement").block(under: "### exhibit.sealed@1")[0].utf8)
        )
        let openings = try Openings(parsing: texts, for: statement)
        #expect(openings.disclosures.count == statement.commitments.count)
        let plain = try FormatDocument("disclosure").block(under: "### In clear")
        #expect(try texts.map { try Samples.unwrap([UInt8](base64url: $0)) } == plain.map { Array($0.utf8) })
    }

    @Test("entry.md's entry is read, verifies with its certificate, and has its leaf hash")
    func entry() throws {
        let document = try FormatDocument("entry")
        let der = try #require([UInt8](base64: document.block(under: "### The entry").joined()))
        let pem = try document.block(under: "### The certificate").joined(separator: "\n") + "\n"
        #expect(pem == Samples.certificatePEM)
        let entry = try Entry(parsing: der)
        try entry.verify(certificate: Certificate(pem: pem))
        #expect(entry.der == der)
        #expect(try entry.statement == Samples.statement(of: .exhibitSealed))
        #expect(try document.block(under: "### The leaf hash") == [entry.leafHash.base64])
    }

    @Test("entry.md's terms are those that statement.md's enrolment accepts")
    func acceptance() throws {
        let statement = try Statement(
            parsing: Array(FormatDocument("statement").block(under: "### custodian.enrolled@1")[0].utf8)
        )
        let terms = try #require(EnrolmentTerms(of: statement))
        guard case .enrolment(let enrolment)? = statement.facts else { throw Samples.Missing() }
        #expect(try FormatDocument("entry").block(under: "## 5. Acceptance").map { Array($0.utf8) } == [terms.bytes])
        try terms.verify(acceptance: enrolment.acceptance, certificate: Certificate(pem: Samples.certificatePEM))
    }
}
