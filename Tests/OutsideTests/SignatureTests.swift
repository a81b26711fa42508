import Foundation
import Testing

extension OutsideTests {
    @Suite("the bundle's signature, before openssl and pyHanko")
    struct SignatureTests {
        let bundle: SharedBundle
        let folder: TemporaryFolder

        init() throws {
            bundle = try #require(SharedBundle.current)
            folder = try TemporaryFolder()
        }

        static let manifest = "META-INF/ASiCManifest001.xml"
        static let signature = "META-INF/signature001.p7s"

        @Test("openssl accepts the signature over the manifest, and refuses another manifest or another signer")
        func openssl() throws {
            let good = try verify(manifest: "\(bundle.extracted)/\(Self.manifest)", with: bundle.signerPath)
            #expect(good.status == 0, "\(good.text)")
            #expect(good.text.contains("CAdES Verification successful"))
            #expect(try verify(manifest: alteredManifest(), with: bundle.signerPath).status != 0)
            let other = try verify(manifest: "\(bundle.extracted)/\(Self.manifest)", with: bundle.strangerPath)
            #expect(other.status != 0)
        }

        @Test(
            "pyHanko accepts it with its signature-time-stamp, and refuses another manifest, signer or authority",
            .enabled(if: TestResources.python != nil, "needs SCELLE_PYTHON, as `make test` sets it")
        )
        func pyHanko() throws {
            let manifest = "\(bundle.extracted)/\(Self.manifest)"
            let root = bundle.authority.rootPath
            let good = try validate(manifest: manifest, trusting: [bundle.signerPath, root])
            #expect(good.status == 0, "\(good.text)")
            #expect(good.text.contains("The signature is judged VALID."), "\(good.text)")
            #expect(good.text.contains("The signer's certificate is trusted."), "\(good.text)")
            #expect(good.text.contains("The timestamp token is cryptographically sound."), "\(good.text)")
            #expect(good.text.contains("The TSA certificate is trusted."), "\(good.text)")

            let altered = try validate(manifest: alteredManifest(), trusting: [bundle.signerPath, root])
            #expect(altered.status != 0)
            #expect(altered.text.contains("INVALID"), "\(altered.text)")
            #expect(try validate(manifest: manifest, trusting: [bundle.strangerPath, root]).status != 0)
            let unknown = try validate(manifest: manifest, trusting: [bundle.signerPath, bundle.strangerPath])
            #expect(unknown.status != 0, "\(unknown.text)")
            #expect(unknown.text.contains("The TSA certificate is untrusted."), "\(unknown.text)")
        }

        private func verify(manifest: String, with certificate: String) throws -> CommandResult {
            try run(
                ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", Self.signature]
                    + ["-content", manifest, "-CAfile", certificate, "-purpose", "any", "-out", "/dev/null"],
                in: bundle.extracted
            )
        }

        private func validate(manifest: String, trusting roots: [String]) throws -> CommandResult {
            let python = try #require(TestResources.python)
            return try run(
                [python, "-m", "pyhanko", "sign", "validate", "--detached", Self.signature, "--no-revocation-check"]
                    + ["--trust-replace"] + roots.flatMap { ["--trust", $0] } + ["--pretty-print", manifest],
                in: bundle.extracted
            )
        }

        /// The manifest with one digit of a digest changed.
        private func alteredManifest() throws -> String {
            var bytes = try bundle.bytes(of: Self.manifest)
            bytes[bytes.count / 2] ^= 1
            return try folder.write(bytes, to: "manifest.xml")
        }
    }
}
