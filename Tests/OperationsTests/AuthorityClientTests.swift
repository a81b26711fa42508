import Cryptography
import Foundation
import Operations
import Testing
import Timestamping

@Suite("asking an authority")
struct AuthorityClientTests {
    /// Gives up soon, and asks again at once.
    static let hasty = AuthorityClient(
        patience: AuthorityClient.Patience(secondsPerAttempt: 10, pauses: [0, 0]),
        clockTolerance: nil
    )

    private func stamp(
        _ authority: DemonstrationAuthority,
        client: AuthorityClient = hasty
    ) async throws -> AcceptedStamp {
        let address = try AuthorityAddress(name: "essai", url: authority.url)
        return try await client.stamp(TimeStampRequest(imprint: Digest(of: [1, 2, 3])), at: address)
    }

    @Test("a good answer is a token over the imprint, and openssl verifies it against the authority's root")
    func good() async throws {
        let authority = try DemonstrationAuthority()
        let accepted = try await stamp(authority)
        let folder = try TemporaryFolder()
        let data = try folder.write([1, 2, 3], to: "data")
        let token = try folder.write(accepted.token.der, to: "t.tst")
        let response = try folder.write(accepted.response.der, to: "r.tsr")
        let query = try folder.write(accepted.request.der, to: "q.tsq")
        for arguments in [["-token_in", "-in", token, "-data", data], ["-in", response, "-queryfile", query]] {
            let words = ["openssl", "ts", "-verify", "-CAfile", authority.root] + arguments
            let result = try run(words)
            #expect(result.text.contains("Verification: OK"), "\(result.text)")
        }
    }

    @Test(
        "what goes wrong on the way or in the answer ends in its own error, after as many attempts as may help",
        arguments: [
            ("html", OperationError.Code.answerRefused, 1), ("503", .authorityStatus, 3),
            ("wrong-nonce", .answerMismatched, 1), ("wrong-imprint", .answerMismatched, 1),
            ("someone-elses-token", .answerMismatched, 1), ("wrong-certificate", .answerRefused, 1),
            ("no-certificate", .answerRefused, 1), ("bad-signature", .answerRefused, 1),
            ("rejection", .answerRefused, 1), ("large", .answerRefused, 1),
            ("close", .authoritySilent, 3),
        ]
    )
    func faults(fault: String, code: OperationError.Code, attempts: Int) async throws {
        let authority = try DemonstrationAuthority("--fault", fault)
        let error = await #expect(throws: OperationError.self) {
            try await CheckAuthority.run(authority.url, client: Self.hasty)
        }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(try authority.queryCount() == attempts)
    }

    @Test("an authority that takes too long is given up")
    func slow() async throws {
        let authority = try DemonstrationAuthority("--fault", "slow")
        let client = AuthorityClient(patience: AuthorityClient.Patience(secondsPerAttempt: 1, pauses: []))
        let error = await #expect(throws: AuthorityFailure.self) { try await stamp(authority, client: client) }
        guard case .noAnswer? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "a passing trouble of the server, compression and a redirect do no harm",
        arguments: ["503", "gzip", "redirect"]
    )
    func overcome(fault: String) async throws {
        let authority = try DemonstrationAuthority("--fault", fault, "--times", "1")
        let accepted = try await stamp(authority)
        #expect(accepted.token.imprint == Digest(of: [1, 2, 3]))
    }

    @Test("a redirect that never ends is given up")
    func endlessRedirect() async throws {
        let authority = try DemonstrationAuthority("--fault", "redirect", "--redirect-to", "/")
        let error = await #expect(throws: AuthorityFailure.self) { try await stamp(authority) }
        guard case .redirectRefused? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try authority.queryCount() == 6)
    }

    @Test("nobody there is no answer")
    func nobody() async throws {
        let url = try DemonstrationAuthority().url
        let error = await #expect(throws: OperationError.self) {
            try await CheckAuthority.run(url, client: Self.hasty)
        }
        #expect(error?.code == .authoritySilent)
        #expect(error?.exitStatus == .incomplete)
    }

    @Test("without its credentials an authority refuses, and over http they are never sent")
    func credentials() async throws {
        let authority = try DemonstrationAuthority("--basic", "me:secret")
        let error = await #expect(throws: AuthorityFailure.self) { try await stamp(authority) }
        guard case .status(401)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(throws: AuthorityAddressError.credentialsWithoutHTTPS) {
            try AuthorityAddress(name: "essai", url: authority.url, credentialsFile: "/etc/hostname")
        }
    }

    @Test("credentials that cannot be read, or are none, stop the request", arguments: ["user", "", nil])
    func unreadableCredentials(text: String?) async throws {
        let folder = try TemporaryFolder()
        if let text { try folder.write(text, to: "credentials") }
        let address = try AuthorityAddress(
            name: "essai",
            url: "https://127.0.0.1:9/",
            credentialsFile: folder.path + "/credentials"
        )
        let error = await #expect(throws: AuthorityFailure.self) {
            try await Self.hasty.stamp(TimeStampRequest(imprint: Digest(of: [])), at: address)
        }
        guard case .credentialsUnreadable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("an authority that is tried tells what it is, and its host is told first")
    func check() async throws {
        let authority = try DemonstrationAuthority()
        let steps = Steps()
        let checked = try await CheckAuthority.run(authority.url, client: Self.hasty, progress: steps.add)
        #expect(steps.all == [.contacting(host: "127.0.0.1")])
        #expect(checked.host == "127.0.0.1")
        #expect(checked.policy == "2.999.1")
        #expect(checked.accuracy == 1_000_000)
        #expect(checked.signer.commonName == "DÉMONSTRATION - horodatage")
        #expect(checked.path.first == checked.signer)
        #expect(checked.authorityClass == nil)
        #expect(!checked.endsInKnownRoot)
    }

    @Test("the authorities that are carried along can be named by one word")
    func publicAuthorities() throws {
        let all = try PublicAuthority.all()
        #expect(all.map(\.name).contains("digicert"))
        #expect(all.allSatisfy { $0.authorityClass == "non qualifié" })
        let address = try AuthorityAddress(typed: "digicert")
        #expect(address.url == "http://timestamp.digicert.com")
        #expect(try AuthorityAddress(typed: "https://tsa.example.org/ts").name == "tsa.example.org")
    }
}
