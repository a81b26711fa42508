import Cryptography
import Foundation
import Testing
import Timestamping

/// A time-stamping authority made with the `openssl` command in a temporary folder, which goes with it.
///
/// It has a root, an intermediate under it, and `tsa`, whose certificate the intermediate signed: ECDSA P-256 throughout.
final class StampingAuthority {
    let folder: URL
    let root: Certificate
    let intermediate: Certificate
    let tsa: Certificate

    init() throws {
        folder = try Self.temporaryFolder()
        // Made once, for keys and certificates take longer than what is tested with them.
        for (name, bytes) in try Self.template.get() { try bytes.write(to: folder.appendingPathComponent(name)) }
        root = try Self.certificate("root", in: folder)
        intermediate = try Self.certificate("intermediate", in: folder)
        tsa = try Self.certificate("tsa", in: folder)
    }

    /// The files of a new authority, by name.
    private static let template = Result<[String: Data], any Error> {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(configuration.utf8).write(to: folder.appendingPathComponent("openssl.cnf"))
        try issue("root", by: nil, extensions: "authority", in: folder)
        try issue("intermediate", by: "root", extensions: "authority", in: folder)
        try issue("tsa", by: "intermediate", extensions: "stamping", in: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let files = try names.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) }
        return Dictionary(uniqueKeysWithValues: files)
    }

    private static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scelle-tsa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Certificates

    /// A certificate for a new key, or for that of `keyOf`, with the extensions of a section of the configuration.
    @discardableResult
    func issue(
        _ name: String,
        by issuer: String?,
        extensions: String,
        subject: String? = nil,
        keyOf: String? = nil,
        key: [String] = p256,
        options: [String] = []
    ) throws -> Certificate {
        try Self.issue(
            name,
            by: issuer,
            extensions: extensions,
            subject: subject,
            keyOf: keyOf,
            key: key,
            options: options,
            in: folder
        )
    }

    @discardableResult
    private static func issue(
        _ name: String,
        by issuer: String?,
        extensions: String,
        subject: String? = nil,
        keyOf: String? = nil,
        key: [String] = p256,
        options: [String] = [],
        in folder: URL
    ) throws -> Certificate {
        let keyFile = "\(keyOf ?? name).key"
        if keyOf == nil { try openssl(["genpkey", "-out", keyFile] + key, in: folder) }
        try openssl(
            [
                "req", "-new", "-key", keyFile, "-subj", subject ?? "/O=scelle.invalid/CN=\(name)", "-out",
                "\(name).csr",
            ],
            in: folder
        )
        let signer = issuer.map { ["-CA", "\($0).pem", "-CAkey", "\($0).key"] } ?? ["-signkey", keyFile]
        let serial = options.contains("-set_serial") ? [] : ["-set_serial", "0x" + [UInt8].random(count: 8).hex]
        let days = options.contains("-days") ? [] : ["-days", "3650"]
        try openssl(
            ["x509", "-req", "-in", "\(name).csr", "-out", "\(name).pem", "-extfile", "openssl.cnf", "-extensions"]
                + [extensions] + signer + serial + days + options,
            in: folder
        )
        return try certificate(name, in: folder)
    }

    /// The certificate that was issued as `name`.
    func certificate(_ name: String) throws -> Certificate {
        try Self.certificate(name, in: folder)
    }

    private static func certificate(_ name: String, in folder: URL) throws -> Certificate {
        try Certificate(pem: String(contentsOf: folder.appendingPathComponent("\(name).pem"), encoding: .utf8))
    }

    // MARK: Tokens

    /// What `openssl ts -reply` answers to a query, under a section of the configuration.
    func reply(to query: [UInt8], section: String = "plain") throws -> [UInt8] {
        try write(query, to: "query.tsq")
        try run("ts", "-reply", "-queryfile", "query.tsq", "-section", section, "-out", "reply.tsr")
        return try read("reply.tsr")
    }

    /// A token over `info`, made with `openssl cms -sign` by the holders of these certificates.
    func token(
        over info: [UInt8],
        by signers: [String] = ["tsa"],
        type: String = Sample.tstInfoType,
        options: [String] = ["-cades"]
    ) throws -> [UInt8] {
        try write(info, to: "info.der")
        let parties = signers.flatMap { ["-signer", "\($0).pem", "-inkey", "\($0).key"] }
        let digest = options.contains("-md") ? [] : ["-md", "sha256"]
        try Self.openssl(
            ["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-outform", "DER", "-econtent_type", type]
                + ["-in", "info.der", "-out", "token.der"] + parties + digest + options,
            in: folder
        )
        return try read("token.der")
    }

    /// `token` with its signed attributes changed, and signed again by `tsa`.
    func resign(_ token: [UInt8], _ change: (inout [DERTree]) -> Void) throws -> [UInt8] {
        var tree = try #require(DERTree(token))
        var attributes = tree[1, 0, 4, 0, 3].children
        change(&attributes)
        attributes.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        let pem = try String(contentsOf: folder.appendingPathComponent("tsa.key"), encoding: .utf8)
        let key = try SigningKey(pem: pem, passphrase: nil)
        tree[1, 0, 4, 0, 3] = .constructed(0xA0, attributes)
        tree[1, 0, 4, 0, 5] = .octets(try key.sign(DERTree.constructed(0x31, attributes).bytes))
        return tree.bytes
    }

    /// A genTime so many days after the signing certificate's first moment.
    func genTime(daysAfterIssue days: Int64) -> DERTree {
        let time = tsa.notBefore.adding(seconds: days * 86_400 + 3_600)
        return .generalizedTime(time.rfc3339.filter { !"-:T".contains($0) })
    }

    /// A good TSTInfo, of the day after the certificate was issued.
    func info() -> SampleInfo {
        var info = SampleInfo()
        info.genTime = genTime(daysAfterIssue: 1)
        return info
    }

    /// Whether `openssl ts -verify` accepts the token over a digest, at the token's own time.
    func opensslAccepts(_ token: [UInt8], over digest: Digest) throws -> Bool {
        try write(token, to: "judged.tst")
        let time = try TimeStampToken(parsing: token).genTime.secondsSince1970
        let arguments = [
            "ts", "-verify", "-token_in", "-in", "judged.tst", "-digest", digest.hex, "-CAfile", "root.pem",
            "-untrusted", "intermediate.pem", "-attime", String(time),
        ]
        return try Self.status(of: arguments, in: folder).status == 0
    }

    // MARK: The command

    /// Runs `openssl`, which must succeed.
    @discardableResult
    func run(_ arguments: String...) throws -> String {
        try Self.openssl(arguments, in: folder)
    }

    @discardableResult
    private static func openssl(_ arguments: [String], in folder: URL) throws -> String {
        let (status, output) = try status(of: arguments, in: folder)
        try #require(status == 0, Comment(rawValue: "openssl \(arguments.joined(separator: " ")): \(output)"))
        return output
    }

    private static func status(of arguments: [String], in folder: URL) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["OPENSSL_CONF": "openssl.cnf"]) { $1 }
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}

/// What `openssl genpkey` is told for a key on P-256.
let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]

/// Sections named by what is particular about them; a test picks one.
private let configuration = """
    [req]
    distinguished_name = name
    string_mask = utf8only
    [name]
    [authority]
    basicConstraints = critical, CA:TRUE
    keyUsage = critical, keyCertSign, cRLSign
    subjectKeyIdentifier = hash
    authorityKeyIdentifier = keyid
    [authority-stamping]
    basicConstraints = critical, CA:TRUE
    extendedKeyUsage = critical, timeStamping
    subjectKeyIdentifier = hash
    [authority-servers]
    basicConstraints = critical, CA:TRUE
    extendedKeyUsage = serverAuth
    subjectKeyIdentifier = hash
    [authority-last]
    basicConstraints = critical, CA:TRUE, pathlen:0
    keyUsage = critical, keyCertSign, cRLSign
    subjectKeyIdentifier = hash
    [stamping]
    basicConstraints = critical, CA:FALSE
    keyUsage = critical, digitalSignature
    extendedKeyUsage = critical, timeStamping
    subjectKeyIdentifier = hash
    authorityKeyIdentifier = keyid
    subjectAltName = email:time@scelle.invalid
    [eku-not-critical]
    extendedKeyUsage = timeStamping
    [eku-not-sole]
    extendedKeyUsage = critical, timeStamping, codeSigning
    [eku-unsuitable]
    extendedKeyUsage = critical, codeSigning
    [eku-absent]
    basicConstraints = critical, CA:FALSE
    [usage-encipherment]
    keyUsage = critical, digitalSignature, keyEncipherment
    extendedKeyUsage = critical, timeStamping
    [usage-no-signature]
    keyUsage = critical, keyAgreement
    extendedKeyUsage = critical, timeStamping
    [extension-unknown]
    extendedKeyUsage = critical, timeStamping
    2.999.3 = critical, ASN1:NULL
    [signing-mail]
    keyUsage = critical, digitalSignature, nonRepudiation
    extendedKeyUsage = emailProtection, clientAuth
    [signing-servers]
    keyUsage = critical, digitalSignature
    extendedKeyUsage = serverAuth

    [plain]
    serial = serial
    signer_cert = tsa.pem
    signer_key = tsa.key
    signer_digest = sha256
    default_policy = 2.999.1
    digests = sha256, sha512
    accuracy = secs:1, millisecs:500, microsecs:100
    clock_precision_digits = 3
    tsa_name = yes
    ess_cert_id_chain = no
    ess_cert_id_alg = sha256
    [bare]
    serial = serial
    signer_cert = tsa.pem
    signer_key = tsa.key
    signer_digest = sha384
    default_policy = 2.999.1
    digests = sha256
    ess_cert_id_alg = sha1
    [chain]
    serial = serial
    signer_cert = tsa.pem
    certs = intermediate.pem
    signer_key = tsa.key
    signer_digest = sha512
    default_policy = 2.999.1
    digests = sha256
    ess_cert_id_chain = yes
    ess_cert_id_alg = sha512
    [rejecting]
    serial = serial
    signer_cert = tsa.pem
    signer_key = tsa.key
    signer_digest = sha256
    default_policy = 2.999.1
    digests = sha512

    """
