import Testing

@testable import Cryptography

@Suite("signatures of entries, read where they stand")
struct PlainEntrySignatureTests {
    private enum Reading: Equatable {
        case signature(CAdESSignature)
        case refused(CMSError)
    }

    private func takenApart(_ der: [UInt8]) -> Reading {
        do throws(CMSError) {
            return .signature(try CAdESSignature(takingApart: der))
        } catch {
            return .refused(error)
        }
    }

    /// The reading in place may leave bytes to the other, and never disagrees with it.
    private func agree(_ der: [UInt8]) -> Bool {
        guard let plain = CAdESSignature.plainEntry(der) else { return true }
        return takenApart(der) == .signature(plain) && plain.der == der
    }

    private static func signers() throws -> [TestSigner] {
        let tool = try OpenSSLTool()
        let kinds = [["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"]]
        return try [TestSigner()]
            + kinds.map { options in
                try tool.run(["genpkey", "-algorithm"] + options + ["-out", "k.pem"])
                return try TestSigner(key: try SigningKey(pem: tool.readText("k.pem"), passphrase: nil))
            }
    }

    @Test("an entry's signature is read so, whatever the key and the length of its content")
    func lengths() throws {
        for signer in try Self.signers() {
            for count in [0, 1, 100, 127, 128, 200, 255, 256, 257, 2_000, 60_000] {
                let signature = try signer.entry([UInt8](repeating: 0x61, count: count))
                #expect(CAdESSignature.plainEntry(signature.der) == signature, "\(count)")
                #expect(takenApart(signature.der) == .signature(signature))
            }
        }
    }

    @Test("what is no entry's signature is left to the other reading")
    func others() throws {
        let signer = try TestSigner()
        #expect(CAdESSignature.plainEntry(try signer.detached([1, 2, 3]).der) == nil)
        #expect(CAdESSignature.plainEntry([]) == nil)
        let entry = try signer.entry()
        let stamped = try entry.adding(signatureTimeStamp: CraftedSignature.token)
        #expect(CAdESSignature.plainEntry(stamped.der) == nil)
        #expect(try CAdESSignature(parsing: stamped.der) == stamped)
        for end in entry.der.indices { #expect(CAdESSignature.plainEntry(Array(entry.der[..<end])) == nil) }
        #expect(CAdESSignature.plainEntry(entry.der + [0]) == nil)
    }

    @Test("a signing time is read in the one spelling of its year")
    func times() throws {
        let signer = try TestSigner()
        let times = [
            "500101000000Z", "491231235959Z", "000229120000Z", "010229120000Z", "261322160000Z", "261122240000Z",
            "261122166000Z",
            "261122160060Z", "26112216000:Z", "261122160000z", "/61122160000Z", "260022160000Z",
        ]
        for time in times {
            var crafted = CraftedSignature(try signer.entry(), by: signer.certificate)
            crafted.signingTime = tlv(0x31, tlv(0x17, Array(time.utf8)))
            #expect(agree(crafted.der), "\(time)")
        }
        var crafted = CraftedSignature(try signer.entry(), by: signer.certificate)
        crafted.signingTime = tlv(0x31, tlv(0x17, Array("491231235959Z".utf8)))
        #expect(CAdESSignature.plainEntry(crafted.der) != nil)
    }

    @Test("every fault that is refused is refused here too")
    func faults() throws {
        let signer = try TestSigner()
        let faults = CAdESRefusalTests.structure + CAdESRefusalTests.signer
        for fault in faults {
            var crafted = CraftedSignature(try signer.entry(), by: signer.certificate)
            fault.make(&crafted)
            #expect(CAdESSignature.plainEntry(crafted.der) == nil, "\(fault.testDescription)")
        }
    }

    @Test("thousands of signatures bent at random are read alike")
    func bent() throws {
        var state: UInt64 = 2_020_06_17
        func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return Int((word ^ word >> 31) % UInt64(bound))
        }
        let samples = try Self.signers().flatMap {
            [try $0.entry().der, try $0.entry([UInt8](repeating: 7, count: 300)).der]
        }
        let frequent: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 0x17, 0x18, 0x30, 0x31, 0x7F, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xFF]
        var readPlain = 0
        for round in 0..<20_000 {
            var der = samples[round % samples.count]
            for _ in 0...below(2) {
                // Headers stand at the beginning and the end; the content between is long.
                let place = below(2) == 0 ? below(der.count) : below(min(der.count, 80))
                switch below(4) {
                case 0: der[place] = frequent[below(frequent.count)]
                case 1: der[place] ^= 1 << UInt8(below(8))
                case 2: der.insert(frequent[below(frequent.count)], at: place)
                default: der.remove(at: place)
                }
            }
            if CAdESSignature.plainEntry(der) != nil { readPlain += 1 }
            #expect(agree(der), "round \(round)")
        }
        #expect((500..<19_000).contains(readPlain))
    }
}
