import Cryptography
import Testing

@testable import Verification

@Suite("the attested time")
struct TimeCoverageTests {
    private let authorities: [TrustPolicy.Authority]

    init() throws {
        authorities = try (0..<3).map { number in
            let key = SigningKey.generateP256()
            let root = try Certificate.selfSigned(
                for: key,
                commonName: "Autorité \(number)",
                organization: nil,
                notBefore: Instant(secondsSince1970: 0),
                years: 5
            )
            return TrustPolicy.Authority(name: "a\(number)", root: root, authorityClass: "non qualifié")
        }
    }

    private func stamp(_ size: UInt64, _ authority: Int, at seconds: Int64) -> Attestation {
        Attestation(
            size: size,
            token: Digest(of: [UInt8(size), UInt8(authority)]),
            genTime: Instant(secondsSince1970: seconds),
            accuracy: nil,
            authority: authorities[authority]
        )
    }

    @Test("the earliest token over a checkpoint that covers the entry")
    func earliest() {
        let coverage = TimeCoverage(
            attestations: [stamp(4, 0, at: 100), stamp(9, 0, at: 200), stamp(9, 1, at: 150)],
            consistent: [4, 9],
            quorum: 1
        )
        #expect(coverage.attested(after: 3)?.genTime == Instant(secondsSince1970: 100))
        #expect(coverage.attested(after: 4)?.genTime == Instant(secondsSince1970: 150))
        #expect(coverage.attested(after: 8)?.genTime == Instant(secondsSince1970: 150))
        #expect(coverage.attested(after: 9) == nil)
    }

    @Test("a later checkpoint may have the earlier time: a clock that runs behind shortens nothing")
    func laterCheckpointEarlierTime() {
        let coverage = TimeCoverage(
            attestations: [stamp(4, 0, at: 100), stamp(9, 1, at: 50)],
            consistent: [4, 9],
            quorum: 1
        )
        #expect(coverage.attested(after: 2)?.genTime == Instant(secondsSince1970: 50))
    }

    @Test("a quorum of two needs two distinct authorities and takes the second earliest")
    func quorum() {
        let coverage = TimeCoverage(
            attestations: [stamp(4, 0, at: 100), stamp(9, 0, at: 110), stamp(9, 1, at: 150), stamp(9, 2, at: 170)],
            consistent: [4, 9],
            quorum: 2
        )
        #expect(coverage.attested(after: 0)?.genTime == Instant(secondsSince1970: 150))
        let alone = TimeCoverage(
            attestations: [stamp(4, 0, at: 100), stamp(9, 0, at: 110)],
            consistent: [4, 9],
            quorum: 2
        )
        #expect(alone.attested(after: 0) == nil)
    }

    @Test("a checkpoint that is not proven consistent attests nothing")
    func inconsistent() {
        let coverage = TimeCoverage(attestations: [stamp(4, 0, at: 100)], consistent: [9], quorum: 1)
        #expect(coverage.attested(after: 0) == nil)
    }
}
