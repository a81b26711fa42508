import Cryptography
import Foundation
import Testing

@Suite("age: the vectors of C2SP/CCTV", .enabled(if: !AgeVector.all.isEmpty, "no cctv-age under SCELLE_SHARED"))
struct AgeVectorTests {
    @Test("there are 143 of them, and 18 need a post-quantum identity")
    func count() {
        #expect(AgeVector.all.count == 143)
        #expect(
            AgeVector.all.filter(\.needsPostQuantum).map(\.name) == [
                "armor_hybrid", "hybrid", "hybrid_and_x25519", "hybrid_bad_tag", "hybrid_currupted_enc_mlkem",
                "hybrid_currupted_enc_x25519", "hybrid_extra_argument", "hybrid_grease", "hybrid_identity",
                "hybrid_long_file_key", "hybrid_long_share", "hybrid_low_order", "hybrid_multiple_recipients",
                "hybrid_no_match", "hybrid_not_canonical_body", "hybrid_not_canonical_enc", "hybrid_short_share",
                "hybrid_uppercase",
            ]
        )
    }

    @Test("each ends as it says, and releases exactly the plaintext it says", arguments: AgeVector.all)
    func vector(_ vector: AgeVector) throws {
        guard !vector.needsPostQuantum else { return try refuses(postQuantum: vector) }
        let (plaintext, error) = try open(vector)
        #expect(outcome(error) == vector.expectation)
        if let digest = vector.fields["payload"]?.first {
            #expect(Digest(of: plaintext).hex == digest)
        }
    }

    /// Without its identity such a file stays closed, and its stanzas pass for grease.
    private func refuses(postQuantum vector: AgeVector) throws {
        let line = try #require(vector.fields["identity"]?.first)
        #expect(throws: AgeError.malformedIdentity(.unknownPrefix)) {
            try AgeIdentity(parsing: SecretBytes(Array(line.utf8)))
        }
        let (plaintext, error) = open(try binary(vector), passphrase: nil, identities: [.generate()])
        #expect(plaintext.isEmpty)
        #expect(["no match", "header failure"].contains(outcome(error)))
    }

    private func open(_ vector: AgeVector) throws -> (plaintext: [UInt8], error: AgeError?) {
        let lines = (vector.fields["identity"] ?? []).filter { !$0.hasPrefix("AGE-SECRET-KEY-PQ-1") }
        let identities = try lines.map { try AgeIdentity(parsing: SecretBytes(Array($0.utf8))) }
        let passphrase = vector.fields["passphrase"]?.first.map { SecretBytes(Array($0.utf8)) }
        do {
            return open(try binary(vector), passphrase: passphrase, identities: identities)
        } catch {
            return ([], error)
        }
    }

    private func binary(_ vector: AgeVector) throws(AgeError) -> [UInt8] {
        let file = [UInt8](vector.file)
        return vector.fields["armored"] == ["yes"] ? try AgeArmor.decode(file) : file
    }

    private func open(
        _ file: [UInt8],
        passphrase: SecretBytes?,
        identities: [AgeIdentity]
    ) -> (plaintext: [UInt8], error: AgeError?) {
        var plaintext: [UInt8] = []
        let decryptor =
            if let passphrase {
                AgeDecryptor(passphrase: passphrase) { plaintext += $0 }
            } else {
                AgeDecryptor(identities: identities) { plaintext += $0 }
            }
        do {
            try file.withUnsafeBytes(decryptor.write)
            try decryptor.finish()
            return (plaintext, nil)
        } catch {
            return (plaintext, error as? AgeError)
        }
    }

    /// The outcome in the words of the vectors.
    private func outcome(_ error: AgeError?) -> String {
        switch error {
        case nil: "success"
        case .noMatchingIdentity, .wrongPassphrase: "no match"
        case .malformedArmor: "armor failure"
        case .malformedHeader, .workFactorTooHigh: "header failure"
        case .headerMACMismatch: "HMAC failure"
        case .payloadCorrupt, .truncated, .emptyFinalChunk, .trailingData: "payload failure"
        case .malformedRecipient, .malformedIdentity, .malformedIdentityFile, .noIdentityInFile, .noRecipient,
            .insufficientMemory:
            "not an outcome of reading a file"
        }
    }
}
