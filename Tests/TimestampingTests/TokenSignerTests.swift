import Testing
import Timestamping

@Suite("The signer of a token")
struct TokenSignerTests {
    @Test("it is the certificate that signed, whether or not anybody trusts it")
    func good() throws {
        let authority = try StampingAuthority()
        let token = try TimeStampToken(parsing: authority.token(over: authority.info().der, by: ["tsa"]))
        #expect(token.signer == authority.tsa)
    }

    @Test("there is none where the signature does not hold, or the certificate is not for time-stamping")
    func bad() throws {
        let authority = try StampingAuthority()
        var der = try authority.token(over: authority.info().der, by: ["tsa"])
        der[der.count - 1] ^= 1
        #expect(try TimeStampToken(parsing: der).signer == nil)

        try authority.issue("other", by: "intermediate", extensions: "authority")
        let other = try authority.token(over: authority.info().der, by: ["other"])
        #expect(try TimeStampToken(parsing: other).signer == nil)
    }
}
