internal import Cryptography
internal import Custody
internal import LedgerStore

/// The three files that two people pass on when one enrols the other (docs/formats/entry.md § 6).
///
///     SCELLE-ENROLMENT-REQUEST-1        the newcomer: whose key, and to what keys are to be wrapped
///     certificate <DER in base64>
///     recipient age1…
///
///     SCELLE-ENROLMENT-TERMS-1          the admin: for which entry of which ledger, in which role
///     certificate <DER in base64>
///     terms {"certificate":…}
///
///     SCELLE-ENROLMENT-ACCEPTANCE-1     the newcomer: the same, signed
///     certificate <DER in base64>
///     terms {"certificate":…}
///     acceptance <CMS in base64>
///
/// Nothing in them is secret.
enum EnrolmentFile {
    case request(Certificate, recipient: AgeRecipient)
    case terms(Certificate, EnrolmentTerms)
    case acceptance(Certificate, EnrolmentTerms, signature: [UInt8])

    private static let titles = (
        request: "SCELLE-ENROLMENT-REQUEST-1", terms: "SCELLE-ENROLMENT-TERMS-1",
        acceptance: "SCELLE-ENROLMENT-ACCEPTANCE-1"
    )

    /// The file's bytes: lines that each end in a line feed.
    var bytes: [UInt8] {
        func line(_ terms: EnrolmentTerms) -> String { "terms " + String(decoding: terms.bytes, as: UTF8.self) }
        let lines: [String] =
            switch self {
            case .request(let certificate, let recipient):
                [Self.titles.request, "certificate " + certificate.der.base64, "recipient \(recipient)"]
            case .terms(let certificate, let terms):
                [Self.titles.terms, "certificate " + certificate.der.base64, line(terms)]
            case .acceptance(let certificate, let terms, let signature):
                [
                    Self.titles.acceptance, "certificate " + certificate.der.base64, line(terms),
                    "acceptance " + signature.base64,
                ]
            }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Reads the file at `path`: exactly what `bytes` prints.
    init(reading path: String) throws {
        let file = try DurableFile.read(path)
        // The path says which file; why it does not read helps nobody who got it by mail.
        let read = try? Self.parse(file)
        guard let read, read.bytes == file else {
            throw OperationError(.enrolmentFileMalformed, ["path": path])
        }
        self = read
    }

    private static func parse(_ file: [UInt8]) throws -> EnrolmentFile? {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
        func value(_ position: Int, _ name: String) -> String? {
            guard position < lines.count, lines[position].utf8.starts(with: "\(name) ".utf8) else { return nil }
            return String(decoding: lines[position].utf8.dropFirst(name.utf8.count + 1), as: UTF8.self)
        }
        guard let title = lines.first, let der = value(1, "certificate").flatMap({ [UInt8](base64: $0) }) else {
            return nil
        }
        let certificate = try Certificate(der: der)
        let terms = try value(2, "terms").map { try EnrolmentTerms(parsing: Array($0.utf8)) }
        if let terms, terms.certificate != certificate.fingerprint { return nil }
        if title.utf8.elementsEqual(titles.request.utf8), let recipient = value(2, "recipient") {
            return .request(certificate, recipient: try AgeRecipient(parsing: recipient))
        }
        if title.utf8.elementsEqual(titles.terms.utf8), let terms { return .terms(certificate, terms) }
        if title.utf8.elementsEqual(titles.acceptance.utf8), let terms,
            let signature = value(3, "acceptance").flatMap({ [UInt8](base64: $0) })
        {
            return .acceptance(certificate, terms, signature: signature)
        }
        return nil
    }

    /// Writes the file to `path`, which must not exist.
    func write(to path: String) throws {
        guard !DurableFile.exists(path) else { throw OperationError(.outputExists, ["path": path]) }
        try DurableFile.write(bytes, to: path)
    }
}
