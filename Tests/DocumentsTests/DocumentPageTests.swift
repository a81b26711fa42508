import Documents
import Foundation
import Testing
import Wording

@Suite("docs/formats/documents.md")
struct DocumentPageTests {
    @Test("the foot it shows ends every document")
    func foot() throws {
        let foot = try example("foot")
        for (name, text) in try Samples.texts(of: Samples().full, in: .french) {
            #expect(text.contains(foot), "\(name)")
        }
    }

    @Test("it numbers the steps that the guide carries out")
    func steps() throws {
        let guide = VerificationGuide().text(in: .english)
        let section = try #require(
            page().components(separatedBy: "## 5. ").last?.components(separatedBy: "## 6.").first
        )
        let numbered = section.matches(of: #/\n([0-9])\. /#).map { String($0.1) }
        let carriedOut = Set(guide.matches(of: #/\n# ([0-9])\. /#).map { String($0.1) })
        #expect(numbered == ["1", "2", "3", "4", "5", "6", "7"] && carriedOut == Set(numbered))
    }

    /// The fenced block below `<!-- example: name -->`.
    private func example(_ name: String) throws -> String {
        let after = try #require(
            page().components(separatedBy: "<!-- example: \(name) -->\n```text\n").dropFirst().first
        )
        return try #require(after.components(separatedBy: "```\n").first)
    }

    private func page() throws -> String {
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: package.appending(path: "docs/formats/documents.md"), encoding: .utf8)
    }
}
