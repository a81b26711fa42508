import Cryptography
import Custody
import Foundation
import Testing

extension OutsideTests {
    @Suite("the entries, before openssl")
    struct EntriesTests {
        let bundle: SharedBundle

        init() throws { bundle = try #require(SharedBundle.current) }

        @Test(
            "cms -verify -cades accepts every entry with exactly the certificate that its statement names, and no other"
        )
        func everyEntry() throws {
            let entries = try bundle.files(in: "Verification/entries", endingWith: ".p7m")
            // Opening, enrolment, its stamp; per submission its exhibits, itself, a stamp; numbers, bundle.prepared.
            #expect(entries.count == 3 + 3 + 1 + 1 + 2 + 1 + 1 + 2)
            for (index, path) in entries.enumerated() {
                let actor = try Entry(parsing: bundle.bytes(of: path)).statement.actor
                let right = try verify(path, with: "\(bundle.extracted)/Verification/certificates/\(actor.hex).pem")
                #expect(right.status == 0, "\(path): \(right.text)")
                #expect(right.text.contains("CAdES Verification successful"), "\(path): \(right.text)")
                try expectStatement(right.statement, index: index, signedBy: actor)

                let wrong = try verify(path, with: bundle.strangerPath)
                #expect(wrong.status != 0, "\(path) with another certificate")
            }
        }

        @Test("an altered statement, and an altered signature, is refused by openssl")
        func altered() throws {
            let path = "Verification/entries/000003.p7m"
            let good = try bundle.bytes(of: path)
            let certificate = bundle.signerPath
            let folder = try TemporaryFolder()
            for position in [good.count / 2, good.count - 1] {
                var bytes = good
                bytes[position] ^= 1
                let file = try folder.write(bytes, to: "\(position).p7m")
                #expect(try verify(file, with: certificate).status != 0, "byte \(position)")
            }
        }

        /// The command of docs/formats/entry.md, as it stands; what is signed goes to a file of its own.
        private func verify(
            _ path: String,
            with certificate: String
        ) throws -> (status: Int32, text: String, statement: [UInt8]) {
            let folder = try TemporaryFolder()
            let entry = path.hasPrefix("/") ? path : "\(bundle.extracted)/\(path)"
            let result = try run(
                ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", entry, "-certfile", certificate]
                    + ["-CAfile", certificate, "-binary", "-out", "statement.json"],
                in: folder.path
            )
            return (result.status, result.text, result.status == 0 ? try folder.read("statement.json") : [])
        }

        /// Reads what openssl found signed with Foundation's JSON, and the certificate's digest with openssl.
        private func expectStatement(_ statement: [UInt8], index: Int, signedBy actor: Digest) throws {
            let object = try JSONSerialization.jsonObject(with: Data(statement)) as? [String: Any]
            let json = try #require(object)
            #expect(json["index"] as? Int == index)
            #expect(json["actor"] as? String == actor.base64url)
            let path = "\(bundle.extracted)/Verification/certificates/\(actor.hex).pem"
            let printed = try run("openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256").text
            let digits = printed.split(separator: "=").last?.filter(\.isHexDigit).lowercased()
            #expect(digits == actor.hex)
        }
    }
}
