import Operations
import Testing
import Wording

@Suite("errors of operations")
struct OperationErrorTests {
    private static func placeholders(_ sentence: String) -> Set<String> {
        Set(sentence.matches(of: /\{([a-zA-Z]+)\}/).map { String($0.1) })
    }

    @Test(
        "every code has its sentences in both languages, with its placeholders",
        arguments: OperationError.Code.allCases
    )
    func sentences(code: OperationError.Code) throws {
        for language in Language.allCases {
            let message = try #require(Catalogue.embedded.sentence(code.messageKey, in: language))
            #expect(Self.placeholders(message) == Set(code.placeholders))
            let hint = try #require(Catalogue.embedded.sentence(code.hintKey, in: language))
            #expect(Self.placeholders(hint).isSubset(of: code.placeholders))
        }
    }
}
