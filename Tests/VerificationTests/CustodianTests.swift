import Cryptography
import Testing

@testable import Verification

@Suite("who could sign when")
struct CustodianTests {
    private let founder = Digest(of: [1])
    private let second = Digest(of: [2])

    private func register() -> CustodianRegister {
        var register = CustodianRegister()
        _ = register.enrol(founder, isAdmin: true, at: 1, by: founder)
        _ = register.enrol(second, isAdmin: false, at: 5, by: founder)
        return register
    }

    @Test("the founder signs from the first entry, others after their enrolment")
    func enrolment() {
        let register = register()
        #expect(register.standing(of: founder, at: 0) == .good)
        #expect(register.standing(of: second, at: 4) == .notEnrolled)
        #expect(register.standing(of: second, at: 5) == .notEnrolled)
        #expect(register.standing(of: second, at: 6) == .good)
        #expect(register.standing(of: Digest(of: [3]), at: 6) == .notEnrolled)
    }

    @Test("from `since` to the retirement is doubtful, after it is refused, before it stays good")
    func retirement() {
        var register = register()
        let isRetired = register.retire(second, at: 20, since: 12)
        #expect(isRetired)
        #expect(register.standing(of: second, at: 11) == .good)
        #expect(register.standing(of: second, at: 12) == .doubtful(since: 12))
        #expect(register.standing(of: second, at: 19) == .doubtful(since: 12))
        #expect(register.standing(of: second, at: 21) == .retired(at: 20))
    }

    @Test("whom an admin in doubt enrolled is in doubt, whom she enrolled before is not")
    func inherited() {
        var register = register()
        let admin = Digest(of: [4])
        _ = register.enrol(admin, isAdmin: true, at: 7, by: founder)
        _ = register.enrol(Digest(of: [5]), isAdmin: false, at: 8, by: admin)
        _ = register.enrol(Digest(of: [6]), isAdmin: false, at: 12, by: admin)
        _ = register.retire(admin, at: 20, since: 10)
        #expect(register.standing(of: Digest(of: [5]), at: 15) == .good)
        #expect(register.standing(of: Digest(of: [6]), at: 15) == .doubtful(since: 10))
        #expect(register.standing(of: Digest(of: [6]), at: 25) == .doubtful(since: 10))
    }

    @Test("a key never comes back, and nobody retires twice")
    func once() {
        var register = register()
        let again = register.enrol(second, isAdmin: true, at: 8, by: founder)
        let first = register.retire(second, at: 9, since: 9)
        let twice = register.retire(second, at: 10, since: 2)
        let stranger = register.retire(Digest(of: [9]), at: 10, since: 10)
        #expect([again, first, twice, stranger] == [false, true, false, false])
        #expect(!register.isActiveAdmin(second))
        #expect(register.isActiveAdmin(founder))
    }
}
