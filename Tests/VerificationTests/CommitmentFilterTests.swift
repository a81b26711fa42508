import Cryptography
import Testing

@testable import Verification

@Suite("commitments met before")
struct CommitmentFilterTests {
    private func commitment(_ number: Int) -> Digest { Digest(of: Array("commitment \(number)".utf8)) }

    @Test("one that stands twice is never missed, and few others are looked at again")
    func repeated() {
        var filter = CommitmentFilter(entries: 1_000)
        let met = (0..<13_000).filter { filter.insert(commitment($0)) }
        // 32 bits a commitment, seven probes in each of two lines: one is expected in some ten million.
        #expect(met.isEmpty)
        for number in 0..<13_000 {
            let isMet = filter.insert(commitment(number))
            #expect(isMet)
        }
    }
}
