import Cryptography
import Testing

@Suite("Object identifiers in dotted decimals")
struct ObjectIdentifierTextTests {
    @Test(
        "content octets as X.690 § 8.19 has them",
        arguments: [
            ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02], "1.2.840.113549.1.7.2"),
            ([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01], "2.16.840.1.101.3.4.2.1"),
            ([0x88, 0x37, 0x03], "2.999.3"),
            ([0x00], "0.0"),
            ([0x27], "0.39"),
            ([0x28], "1.0"),
            ([0x4F], "1.39"),
            ([0x50], "2.0"),
            ([0x2A, 0x00], "1.2.0"),
        ] as [([UInt8], String)]
    )
    func reads(contents: [UInt8], text: String) {
        #expect(String(objectIdentifier: contents) == text)
    }

    @Test(
        "anything else is none",
        arguments: [
            ("nothing", []),
            ("last number unfinished", [0x2A, 0x86]),
            ("idle first octet", [0x2A, 0x80, 0x01]),
            ("idle octet in front", [0x80, 0x2A]),
            ("a number of 70 bits", [0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
        ] as [(String, [UInt8])]
    )
    func refuses(what: String, contents: [UInt8]) {
        #expect(String(objectIdentifier: contents) == nil)
    }
}
