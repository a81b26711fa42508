import Cryptography
import Timestamping

/// A TSTInfo to be made, good unless a test changes something.
struct SampleInfo {
    var version = DERTree.integer(1)
    var policy = DERTree.oid("2.999.1")
    var imprint = SampleInfo.imprint(Sample.digest)
    var serialNumber = DERTree.integer(7)
    var genTime = DERTree.generalizedTime("20300101120000Z")
    /// accuracy, ordering, nonce, tsa, extensions: those that stand.
    var rest: [DERTree] = []

    var der: [UInt8] {
        DERTree.constructed(0x30, [version, policy, imprint, serialNumber, genTime] + rest).bytes
    }

    static func imprint(_ digest: Digest) -> DERTree {
        imprint(algorithm: DigestAlgorithm.sha256.oid, digest.bytes)
    }

    static func imprint(algorithm: String, _ hash: [UInt8]) -> DERTree {
        .sequence(.sequence(.oid(algorithm), .primitive(0x05, [])), .octets(hash))
    }

    /// An extension list with one critical entry.
    static let criticalExtension = DERTree.constructed(
        0xA1,
        [.sequence(.oid("2.999.2"), .primitive(0x01, [0xFF]), .octets([0x05, 0x00]))]
    )
}

enum Sample {
    /// What the samples stamp.
    static let message = Array("scelle.invalid/checkpoint\n1\n".utf8)
    static let digest = Digest(of: message)

    /// id-ct-TSTInfo.
    static let tstInfoType = "1.2.840.113549.1.9.16.1.4"

    /// A token's shell that nobody signed around `content`.
    static func unsigned(_ content: [UInt8], type: String = tstInfoType) -> DERTree {
        .sequence(
            .oid("1.2.840.113549.1.7.2"),
            .constructed(
                0xA0,
                [
                    .sequence(
                        .integer(3),
                        .set(),
                        .sequence(.oid(type), .constructed(0xA0, [.octets(content)])),
                        .set()
                    )
                ]
            )
        )
    }

    /// A response with this status and these bytes after it.
    static func response(status: DERTree, token: [UInt8]) -> [UInt8] {
        let content = status.bytes + token
        // The tag says primitive, so that the contents stay as they are; then it is put right.
        var bytes = DERTree.primitive(0x10, content).bytes
        bytes[0] = 0x30
        return bytes
    }

    static let granted = DERTree.sequence(.integer(0))
}
