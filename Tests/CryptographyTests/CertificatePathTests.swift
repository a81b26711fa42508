import Cryptography
import Testing

/// Certificates of a small public-key infrastructure, made with `openssl`: root, intermediate, leaves.
private struct Infrastructure {
    let tool: OpenSSLTool

    init() throws {
        tool = try OpenSSLTool()
        try tool.write(sections, to: "sections.cnf")
    }

    /// A certificate for a new P-256 key, by `issuer` or by itself, with the extensions of a section.
    @discardableResult
    func issue(
        _ name: String,
        by issuer: String?,
        _ section: String,
        subject: String? = nil,
        days: Int = 3650,
        options: [String] = []
    ) throws -> Certificate {
        try run(
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "\(name).key"])
        try run(["req", "-new", "-key", "\(name).key", "-subj", subject ?? "/CN=\(name)", "-out", "\(name).csr"])
        let signer = issuer.map { ["-CA", "\($0).pem", "-CAkey", "\($0).key"] } ?? ["-signkey", "\(name).key"]
        try run(
            [
                "x509", "-req", "-in", "\(name).csr", "-out", "\(name).pem", "-extfile", "sections.cnf", "-days",
                "\(days)",
            ]
                + ["-set_serial", "0x" + [UInt8].random(count: 8).hex, "-extensions", section] + signer + options
        )
        return try Certificate(pem: tool.readText("\(name).pem"))
    }

    private func run(_ arguments: [String]) throws {
        let result = try tool.run(arguments)
        try #require(result.status == 0, Comment(rawValue: result.output))
    }
}

private let sections = """
    [authority]
    basicConstraints = critical, CA:TRUE
    keyUsage = critical, keyCertSign
    subjectKeyIdentifier = hash
    authorityKeyIdentifier = keyid
    [anonymous-authority]
    basicConstraints = critical, CA:TRUE
    [last-authority]
    basicConstraints = critical, CA:TRUE, pathlen:0
    subjectKeyIdentifier = hash
    [constrained-authority]
    basicConstraints = critical, CA:TRUE
    nameConstraints = critical, permitted;email:example.org
    subjectKeyIdentifier = hash
    [person]
    basicConstraints = critical, CA:FALSE
    keyUsage = critical, digitalSignature, nonRepudiation
    [bare]
    basicConstraints = critical, CA:FALSE
    [mail]
    keyUsage = critical, nonRepudiation
    extendedKeyUsage = clientAuth, emailProtection
    subjectAltName = email:someone@example.com
    [documents]
    extendedKeyUsage = 1.3.6.1.5.5.7.3.36
    [any]
    extendedKeyUsage = anyExtendedKeyUsage
    [server]
    keyUsage = critical, digitalSignature
    extendedKeyUsage = serverAuth
    [stamping]
    extendedKeyUsage = critical, timeStamping
    [encipherment]
    keyUsage = critical, keyEncipherment

    """

@Suite("Certificate paths")
struct CertificatePathTests {
    @Test("the path goes from the leaf to the anchor, by whatever is needed and nothing else")
    func path() throws {
        let pki = try Infrastructure()
        let root = try pki.issue("root", by: nil, "authority")
        let upper = try pki.issue("upper", by: "root", "authority")
        let lower = try pki.issue("lower", by: "upper", "authority")
        let leaf = try pki.issue("leaf", by: "lower", "person")
        let stranger = try pki.issue("stranger", by: nil, "authority")
        let now = leaf.notBefore.adding(seconds: 60)

        func build(_ intermediates: [Certificate], _ anchors: [Certificate]) throws(CertificatePathError)
            -> [Certificate]
        {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: intermediates,
                anchors: anchors,
                at: now,
                purpose: .signing
            )
        }
        #expect(try build([upper, lower], [root]) == [leaf, lower, upper, root])
        #expect(
            try build([stranger, root, lower, upper, leaf, upper], [stranger, root]) == [leaf, lower, upper, root]
        )
        #expect(try build([upper, lower], [upper]) == [leaf, lower, upper])
        #expect(try build([], [lower]) == [leaf, lower])
        #expect(throws: CertificatePathError.noAnchor) { try build([lower], [root]) }
        #expect(throws: CertificatePathError.noAnchor) { try build([upper, lower], []) }
        #expect(throws: CertificatePathError.noAnchor) { try build([upper, lower], [stranger]) }
        // An end-entity certificate anchors nothing, not even itself.
        #expect(throws: CertificatePathError.noAnchor) { try build([], [leaf]) }
    }

    @Test("validity includes its first and its last second")
    func validity() throws {
        let pki = try Infrastructure()
        let root = try pki.issue("root", by: nil, "authority")
        let leaf = try pki.issue("leaf", by: "root", "person", days: 10)
        func build(at moment: Instant) throws(CertificatePathError) -> [Certificate] {
            try CertificatePath.build(leaf: leaf, intermediates: [], anchors: [root], at: moment, purpose: .signing)
        }
        #expect(try build(at: leaf.notBefore) == [leaf, root])
        #expect(try build(at: leaf.notAfter) == [leaf, root])
        #expect(try build(at: leaf.notAfter.adding(microseconds: 999_999)) == [leaf, root])
        #expect(throws: CertificatePathError.expired(leaf)) { try build(at: leaf.notAfter.adding(seconds: 1)) }
        #expect(throws: CertificatePathError.notYetValid(leaf)) {
            try build(at: leaf.notBefore.adding(microseconds: -1))
        }
    }

    @Test("the leaf's own faults are told whatever the anchors are")
    func leafFirst() throws {
        let pki = try Infrastructure()
        let leaf = try pki.issue("leaf", by: nil, "person", days: 1)
        let later = leaf.notAfter.adding(seconds: 1)
        #expect(throws: CertificatePathError.expired(leaf)) {
            try CertificatePath.build(leaf: leaf, intermediates: [], anchors: [], at: later, purpose: .signing)
        }
    }

    @Test("an anchor that has expired carries nothing")
    func expiredAnchor() throws {
        let pki = try Infrastructure()
        let root = try pki.issue("root", by: nil, "authority", days: 1)
        let leaf = try pki.issue("leaf", by: "root", "person")
        #expect(throws: CertificatePathError.expired(root)) {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: [],
                anchors: [root],
                at: root.notAfter.adding(seconds: 1),
                purpose: .signing
            )
        }
    }

    @Test(
        "what a certificate says of its use",
        arguments: [
            ("person", CertificatePurpose.signing, nil),
            ("bare", .signing, nil),
            ("mail", .signing, nil),
            ("documents", .signing, nil),
            ("any", .signing, nil),
            ("server", .signing, .unsuitable),
            ("stamping", .signing, .unsuitable),
            ("stamping", .timeStamping, nil),
            ("any", .timeStamping, .unsuitable),
            ("bare", .timeStamping, .absent),
        ] as [(String, CertificatePurpose, ExtendedKeyUsageFault?)]
    )
    func purposes(section: String, purpose: CertificatePurpose, fault: ExtendedKeyUsageFault?) throws {
        let pki = try Infrastructure()
        let root = try pki.issue("root", by: nil, "authority")
        let leaf = try pki.issue("leaf", by: "root", section)
        func build() throws(CertificatePathError) -> [Certificate] {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: [],
                anchors: [root],
                at: leaf.notBefore,
                purpose: purpose
            )
        }
        if let fault {
            #expect(throws: CertificatePathError.extendedKeyUsage(fault, leaf)) { try build() }
        } else {
            #expect(try build() == [leaf, root])
        }
    }

    @Test("keys for encipherment and authorities' keys sign nothing")
    func otherUses() throws {
        let pki = try Infrastructure()
        let root = try pki.issue("root", by: nil, "authority")
        let encipherment = try pki.issue("encipherment", by: "root", "encipherment")
        let authority = try pki.issue("authority", by: "root", "authority")
        for (leaf, error) in [
            (encipherment, CertificatePathError.keyUsage(encipherment)), (authority, .leafIsAuthority(authority)),
        ] {
            #expect(throws: error) {
                try CertificatePath.build(
                    leaf: leaf,
                    intermediates: [],
                    anchors: [root],
                    at: leaf.notBefore,
                    purpose: .signing
                )
            }
        }
    }

    @Test("an older key of the same authority does not hide the one that signed")
    func rekeyedAuthority() throws {
        let pki = try Infrastructure()
        let old = try pki.issue("old", by: nil, "anonymous-authority", subject: "/CN=authority")
        let new = try pki.issue("new", by: nil, "anonymous-authority", subject: "/CN=authority")
        let leaf = try pki.issue("leaf", by: "new", "bare")
        func build(_ anchors: [Certificate]) throws(CertificatePathError) -> [Certificate] {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: [old, new],
                anchors: anchors,
                at: leaf.notBefore,
                purpose: .signing
            )
        }
        #expect(try build([old, new]) == [leaf, new])
        // Names alone do not make a forgery: it may be the key of another year.
        #expect(throws: CertificatePathError.noAnchor) { try build([old]) }
    }

    @Test("one good path is enough beside one that has expired")
    func crossSigned() throws {
        let pki = try Infrastructure()
        let brief = try pki.issue("brief", by: nil, "authority", days: 1)
        let long = try pki.issue("long", by: nil, "authority")
        let direct = try pki.issue("intermediate", by: "long", "authority")
        let leaf = try pki.issue("leaf", by: "intermediate", "person")
        // The same key and name, certified by the other root.
        try #require(
            try pki.tool.run(
                "x509",
                "-req",
                "-in",
                "intermediate.csr",
                "-out",
                "cross.pem",
                "-extfile",
                "sections.cnf",
                "-extensions",
                "authority",
                "-CA",
                "brief.pem",
                "-CAkey",
                "brief.key",
                "-set_serial",
                "7",
                "-days",
                "90"
            ).status == 0
        )
        let cross = try Certificate(pem: pki.tool.readText("cross.pem"))
        let later = brief.notAfter.adding(seconds: 1)
        #expect(
            try CertificatePath.build(
                leaf: leaf,
                intermediates: [cross, direct],
                anchors: [brief, long],
                at: later,
                purpose: .signing
            )
                == [leaf, direct, long]
        )
    }

    @Test("path length and name constraints are libcrypto's to judge")
    func constraints() throws {
        let pki = try Infrastructure()
        try pki.issue("root", by: nil, "last-authority")
        let root = try Certificate(pem: pki.tool.readText("root.pem"))
        let middle = try pki.issue("middle", by: "root", "authority")
        let leaf = try pki.issue("leaf", by: "middle", "person")
        #expect(throws: CertificatePathError.refused(root, reason: "path length constraint exceeded")) {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: [middle],
                anchors: [root],
                at: leaf.notBefore,
                purpose: .signing
            )
        }

        let mailRoot = try pki.issue("mailroot", by: nil, "constrained-authority")
        let outsider = try pki.issue("outsider", by: "mailroot", "mail")
        #expect(throws: CertificatePathError.refused(outsider, reason: "permitted subtree violation")) {
            try CertificatePath.build(
                leaf: outsider,
                intermediates: [],
                anchors: [mailRoot],
                at: outsider.notBefore,
                purpose: .signing
            )
        }
    }

    @Test("a path longer than eight certificates is not looked for")
    func longPath() throws {
        let pki = try Infrastructure()
        var authorities = [try pki.issue("a0", by: nil, "authority")]
        for number in 1...7 { authorities.append(try pki.issue("a\(number)", by: "a\(number - 1)", "authority")) }
        let leaf = try pki.issue("leaf", by: "a7", "person")
        func build(_ anchor: Certificate) throws(CertificatePathError) -> Int {
            try CertificatePath.build(
                leaf: leaf,
                intermediates: authorities,
                anchors: [anchor],
                at: leaf.notBefore,
                purpose: .signing
            ).count
        }
        #expect(try build(authorities[1]) == 8)
        #expect(throws: CertificatePathError.noAnchor) { try build(authorities[0]) }
    }
}
