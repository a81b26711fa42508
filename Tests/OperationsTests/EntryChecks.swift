import Cryptography
import Custody
import Foundation
import LedgerStore
import Operations
import Testing

/// Has openssl verify every entry of the ledger, with exactly the right certificate as signer and as anchor.
func expectOpenSSLAccepts(_ caseFile: CaseFile, certificate: Certificate) throws {
    let folder = try TemporaryFolder()
    let pem = try folder.write(certificate.pem, to: "c.pem")
    try caseFile.ledger.forEachEntry(in: 0..<caseFile.ledger.head().size) { entry in
        let file = try folder.write(entry.der, to: "\(entry.index).p7m")
        let result = try run(
            "openssl",
            "cms",
            "-verify",
            "-cades",
            "-inform",
            "DER",
            "-in",
            file,
            "-certfile",
            pem,
            "-CAfile",
            pem,
            "-purpose",
            "any",
            "-attime",
            "1592410960"
        )
        #expect(result.status == 0, "entry \(entry.index): \(result.text)")
        #expect(result.text.contains("CAdES Verification successful"))
    }
}
