import Cryptography
import Custody
import Foundation
import Operations
import Testing

@Suite("identities")
struct IdentityTests {
    @Test("a new identity is four files, readable by their owner only, that openssl and age accept")
    func files() throws {
        let person = try Person()
        let identity = try person.makeIdentity()
        let folder = person.folder.path + "/home/identities/camille"

        #expect(fileNames(below: folder) == ["age.key", "age.recipient", "signing.cert.pem", "signing.key.pem"])
        #expect(try permissions(of: folder) == 0o700)
        for name in fileNames(below: folder) { #expect(try permissions(of: "\(folder)/\(name)") == 0o600) }

        let subject = try run(
            "openssl",
            "x509",
            "-in",
            "\(folder)/signing.cert.pem",
            "-noout",
            "-subject",
            "-ext",
            "keyUsage"
        )
        #expect(subject.text.contains("CN = Association Exemple"))
        #expect(subject.text.contains("Digital Signature, Non Repudiation"))
        let publicKey = try run("openssl", "pkey", "-in", "\(folder)/signing.key.pem", "-pubout")
        let certified = try run("openssl", "x509", "-in", "\(folder)/signing.cert.pem", "-noout", "-pubkey")
        #expect(publicKey.text == certified.text)
        let recipient = try run("age-keygen", "-y", "\(folder)/age.key").text
        #expect(recipient == "\(identity.recipient)\n")
        #expect(identity.certificate.notAfter.rfc3339.hasPrefix("2025-06-17"))
    }

    @Test("a passphrase protects both keys, and openssl and age take it")
    func passphrase() throws {
        let person = try Person()
        let file = try person.folder.write("à voix basse\r\nsecond line\n", to: "phrase")
        let identity = try person.makeIdentity(passphrase: .file(file))
        let folder = person.folder.path + "/home/identities/camille"

        let opened = try run(
            "openssl",
            "pkey",
            "-in",
            "\(folder)/signing.key.pem",
            "-passin",
            "pass:à voix basse",
            "-noout"
        )
        #expect(opened.status == 0)
        #expect(
            String(decoding: try person.folder.read("home/identities/camille/age.key"), as: UTF8.self)
                .hasPrefix("age-encryption.org/v1\n-> scrypt ")
        )

        let custodian = try Custodian(unlocking: identity, passphrase: .file(file))
        #expect(custodian.ageKey.recipient == identity.recipient)
        #expect(throws: OperationError(.passphraseNeeded, ["name": "camille"])) {
            try Custodian(unlocking: identity, passphrase: .none)
        }
        let wrong = try person.folder.write("à voix haute\n", to: "wrong")
        #expect(throws: OperationError(.passphraseWrong, ["name": "camille"])) {
            try Custodian(unlocking: identity, passphrase: .file(wrong))
        }
    }

    @Test("a passphrase comes from a descriptor's first line, or from whoever asks")
    func sources() throws {
        let person = try Person()
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("une phrase\nla suite".utf8))
        try pipe.fileHandleForWriting.close()
        let identity = try person.makeIdentity(passphrase: .descriptor(pipe.fileHandleForReading.fileDescriptor))
        let custodian = try Custodian(
            unlocking: identity,
            passphrase: .prompt { purpose in
                #expect(purpose == .unlock(identity: "camille"))
                return SecretBytes(Array("une phrase".utf8))
            }
        )
        #expect(custodian.ageKey.recipient == identity.recipient)
    }

    @Test(
        "these passphrases are refused",
        arguments: [
            ("", OperationError.Code.passphraseEmpty), ("\nx", .passphraseEmpty),
            (String(repeating: "x", count: 1_025), .passphraseTooLong),
        ]
    )
    func refusedPassphrases(text: String, code: OperationError.Code) throws {
        let person = try Person()
        let file = try person.folder.write(text, to: "phrase")
        let error = #expect(throws: OperationError.self) { try person.makeIdentity(passphrase: .file(file)) }
        #expect(error?.code == code)
        #expect(try ListIdentities.run(in: person.surroundings).isEmpty)
    }

    @Test(
        "these names are refused",
        arguments: ["", ".", "..", ".x", "-x", "a/b", "é", "a b", String(repeating: "a", count: 65)]
    )
    func refusedNames(name: String) throws {
        let person = try Person()
        #expect(throws: OperationError(.identityNameRefused, ["name": name])) { try person.makeIdentity(name) }
    }

    @Test("a common name that a certificate cannot show is refused, and nothing is left behind")
    func refusedCommonName() throws {
        let person = try Person()
        #expect(throws: OperationError(.commonNameRefused)) { try person.makeIdentity(commonName: "a\u{202e}b") }
        #expect(fileNames(below: person.folder.path).isEmpty)
    }

    @Test("a name that is taken is refused, and the keys stay")
    func taken() throws {
        let person = try Person()
        let first = try person.makeIdentity()
        #expect(throws: OperationError(.identityExists, ["name": "camille"])) { try person.makeIdentity() }
        #expect(try ExportIdentity.run(name: nil, in: person.surroundings).fingerprint == first.certificate.fingerprint)
    }

    @Test("the only identity is the one; of two, one has to be named")
    func chosen() throws {
        let person = try Person()
        #expect(throws: OperationError(.identityMissing)) { try ExportIdentity.run(name: nil, in: person.surroundings) }
        try person.makeIdentity("b")
        try person.makeIdentity("a")
        #expect(try ListIdentities.run(in: person.surroundings).map(\.name) == ["a", "b"])
        #expect(throws: OperationError(.identityAmbiguous, ["names": "a, b"])) {
            try ExportIdentity.run(name: nil, in: person.surroundings)
        }
        #expect(throws: OperationError(.identityUnknown, ["name": "c"])) {
            try ExportIdentity.run(name: "c", in: person.surroundings)
        }
        let exported = try ExportIdentity.run(name: "b", in: person.surroundings)
        #expect(try Certificate(pem: exported.certificatePEM).fingerprint == exported.fingerprint)
        #expect(exported.recipient.hasPrefix("age1"))
    }

    @Test("a recipient that age.key does not open is found before anything is encrypted to it")
    func swappedRecipient() throws {
        let person = try Person()
        try person.makeIdentity()
        try person.folder.write("\(AgeIdentity.generate().recipient)\n", to: "home/identities/camille/age.recipient")
        let error = #expect(throws: OperationError.self) { try person.custodian() }
        #expect(error?.code == .identityDamaged)
    }
}

@Suite("surroundings")
struct SurroundingsTests {
    private func surroundings(_ environment: [String: String]) -> Surroundings {
        Surroundings(environment: environment, workingDirectory: "/w", now: { Person.now }, offsetMinutes: { _ in -90 })
    }

    @Test(
        "the folders follow SCELLE_HOME, then XDG, then HOME",
        arguments: [
            (["SCELLE_HOME": "/s", "HOME": "/h"], "/s", "/s"),
            (["SCELLE_HOME": "s/"], "/w/s", "/w/s"),
            (["XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/t", "HOME": "/h"], "/c/scelle", "/t/scelle"),
            (["XDG_CONFIG_HOME": "relative", "HOME": "/h"], "/h/.config/scelle", "/h/.local/state/scelle"),
        ]
    )
    func folders(environment: [String: String], configuration: String, state: String) throws {
        #expect(try surroundings(environment).configurationFolder() == configuration)
        #expect(try surroundings(environment).stateFolder() == state)
    }

    @Test("without any of them there is no home")
    func homeless() {
        #expect(throws: OperationError(.homeMissing)) { try surroundings([:]).configurationFolder() }
    }

    @Test("the declared time has the computer's offset")
    func declared() throws {
        #expect(try surroundings([:]).declaredTime().description == "2020-06-17T14:52:31-01:30")
    }

    @Test("this process's clock and zone are the system's")
    func process() throws {
        let here = Surroundings.ofThisProcess(environment: [:], workingDirectory: "/")
        let expected = TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: 1_592_410_951)) / 60
        #expect(here.offsetMinutes(Person.now) == expected)
        #expect(abs(Double(here.now().secondsSince1970) - Date().timeIntervalSince1970) < 60)
    }
}
