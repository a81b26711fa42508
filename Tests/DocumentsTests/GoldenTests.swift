import Cryptography
import Custody
import Documents
import Foundation
import Testing
import Wording

@Suite("documents, word for word")
struct GoldenTests {
    @Test("each document is its golden file", arguments: Language.allCases)
    func golden(language: Language) throws {
        for (name, text) in try Samples().everyText(in: language) {
            let file = Self.folder.appending(path: "\(name).\(language.rawValue).txt")
            // `SCELLE_WRITE_GOLDEN=1 swift test` writes them anew; a reader then reads the difference.
            if ProcessInfo.processInfo.environment["SCELLE_WRITE_GOLDEN"] != nil {
                try Data(text.utf8).write(to: file)
            }
            #expect(Array(text.utf8) == [UInt8](try Data(contentsOf: file)), "\(name) in \(language)")
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "golden")
}
