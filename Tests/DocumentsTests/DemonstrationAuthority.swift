import Foundation

/// A time-stamping authority by the `openssl` command alone; what it stamps proves nothing to anyone.
struct DemonstrationAuthority {
    private let folder: Folder

    /// Makes a root and a certificate for time stamping under it.
    init() throws {
        folder = try Folder()
        try folder.write(Self.configuration, to: "cnf")
        try folder.run(
            "openssl",
            "req",
            "-x509",
            "-config",
            "cnf",
            "-extensions",
            "root",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
            "-days",
            "3650",
            "-subj",
            "/CN=DEMONSTRATION root"
        )
        try folder.run(
            "openssl",
            "req",
            "-config",
            "cnf",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "tsa.key",
            "-out",
            "tsa.csr",
            "-subj",
            "/CN=DEMONSTRATION"
        )
        try folder.run(
            "openssl",
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "3650",
            "-extfile",
            "cnf",
            "-extensions",
            "stamping",
            "-out",
            "tsa.pem"
        )
        try folder.write("01\n", to: "serial")
    }

    /// The root's certificate in PEM.
    var root: [UInt8] {
        get throws { try folder.read("root.pem") }
    }

    /// A token over `bytes`, in DER.
    func stamp(_ bytes: [UInt8]) throws -> [UInt8] {
        try folder.write(bytes, to: "data")
        try folder.run("openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
        try folder.run(
            "openssl",
            "ts",
            "-reply",
            "-config",
            "cnf",
            "-section",
            "tsa",
            "-queryfile",
            "query",
            "-out",
            "reply"
        )
        try folder.run("openssl", "ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
        return try folder.read("token")
    }

    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = DEMONSTRATION
        [root]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign
        subjectKeyIdentifier = hash
        [stamping]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = critical, timeStamping
        subjectKeyIdentifier = hash
        [tsa]
        serial = serial
        signer_cert = tsa.pem
        signer_key = tsa.key
        signer_digest = sha256
        default_policy = 2.999.1
        digests = sha256
        accuracy = secs:1
        ess_cert_id_alg = sha256

        """
}
