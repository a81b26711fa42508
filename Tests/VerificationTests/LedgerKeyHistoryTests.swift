import Cryptography
import Testing
import TransparencyLog

@testable import Verification

@Suite("which ledger keys are in force")
struct LedgerKeyHistoryTests {
    private let keys: [VerifierKey]

    init() throws {
        keys = try (0..<3).map { _ in
            try NoteSigner(name: "scelle.invalid/35070c897639a9d63b9360394e86bdd3", key: .generate()).verifierKey
        }
    }

    @Test("the first checkpoint after a change of keys needs both, in order; the next one the new key alone")
    func rekeyed() {
        var history = LedgerKeyHistory()
        #expect(history.keysRequired(at: 1).isEmpty)
        history.takeUp(keys[0], at: 0)
        history.takeUp(keys[1], at: 5)
        #expect(history.keysRequired(at: 0).isEmpty)
        #expect(history.keysRequired(at: 1) == [keys[0]])
        #expect(history.keysRequired(at: 5) == [keys[0]])
        #expect(history.keysRequired(at: 6) == [keys[0], keys[1]])
        #expect(history.keysRequired(at: 7) == [keys[1]])
        #expect(history.firstSizes == [6])
        #expect(history.isFormer(keys[0], at: 6))
        #expect(!history.isFormer(keys[0], at: 5))
        #expect(!history.isFormer(keys[2], at: 9))
    }

    @Test("after a key was given up no key is in force until the next is taken up, which then signs alone")
    func givenUp() {
        var history = LedgerKeyHistory()
        history.takeUp(keys[0], at: 0)
        let isGivenUp = history.giveUp(keys[0], since: 3, at: 5)
        #expect(isGivenUp)
        #expect(history.keyInForce(at: 5) == keys[0])
        #expect(history.keysRequired(at: 6).isEmpty)
        history.takeUp(keys[1], at: 6)
        #expect(history.keysRequired(at: 6).isEmpty)
        #expect(history.keysRequired(at: 7) == [keys[1]])
        #expect(!history.isDoubtful(at: 2))
        #expect(history.isDoubtful(at: 3))
        #expect(history.isDoubtful(at: 6))
        #expect(!history.isDoubtful(at: 7))
        // A later change is countersigned again.
        history.takeUp(keys[2], at: 9)
        #expect(history.keysRequired(at: 10) == [keys[1], keys[2]])
    }

    @Test("a key that is not in force cannot be given up")
    func otherKey() {
        var history = LedgerKeyHistory()
        history.takeUp(keys[0], at: 0)
        let isNever = history.giveUp(keys[1], since: 1, at: 3)
        history.takeUp(keys[1], at: 4)
        let isFormer = history.giveUp(keys[0], since: 1, at: 6)
        #expect([isNever, isFormer] == [false, false])
        #expect(history.losses.isEmpty)
    }
}
