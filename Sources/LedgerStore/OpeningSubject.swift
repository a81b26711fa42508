package import Cryptography
package import Custody

/// What a content key belongs to: erasing one erases exactly what it opens.
package enum OpeningSubject: Hashable, Sendable {
    /// An exhibit: its original, and the disclosures of every entry about it.
    case exhibit(ExhibitID)

    /// One entry that is about no single exhibit: a submission, a bundle.
    case entry(UInt64)

    /// How openings.sqlite names it: the exhibit's 32 hexadecimal digits, or `entry:12`.
    var name: String {
        switch self {
        case .exhibit(let id): id.hex
        case .entry(let index): "entry:\(index)"
        }
    }

    init?(name: String) {
        if let id = ExhibitID(name) {
            self = .exhibit(id)
        } else {
            let digits = name.utf8.dropFirst(6)
            guard name.utf8.starts(with: "entry:".utf8), let index = UInt64(String(decoding: digits, as: UTF8.self)),
                "entry:\(index)".utf8.elementsEqual(name.utf8)
            else { return nil }
            self = .entry(index)
        }
    }
}

/// A content key as it is kept: the line of an age identity, in an age file to the active custodians and the recovery
/// recipient.
package struct WrappedContentKey: Hashable, Sendable {
    /// What the key opens.
    package let subject: OpeningSubject

    /// The age file.
    package let file: [UInt8]

    init(subject: OpeningSubject, file: [UInt8]) {
        self.subject = subject
        self.file = file
    }

    /// Wraps `key` to `recipients`.
    package init(
        _ key: AgeIdentity,
        for subject: OpeningSubject,
        to recipients: [AgeRecipient]
    ) throws(AgeError) {
        self.subject = subject
        file = try AgeEncryptor.encrypt(key.fileLine, to: recipients)
    }

    /// The key, for whoever holds one of `identities`.
    package func unwrap(with identities: [AgeIdentity]) throws(AgeError) -> AgeIdentity {
        let keys = try AgeIdentity.identities(inFile: try AgeDecryptor.decryptSecret(file, with: identities))
        guard let key = keys.first, keys.count == 1 else { throw .malformedIdentityFile(line: 2, .wrongLength) }
        return key
    }
}

/// The disclosures of one entry as they are kept: their texts in field order, as a canonical JSON array, in an age file
/// to the content key of their subject.
package struct SealedOpening: Hashable, Sendable {
    /// The leaf index of the entry whose commitments they open.
    package let entry: UInt64

    /// Whose content key opens them.
    package let subject: OpeningSubject

    /// The age file.
    package let file: [UInt8]

    init(entry: UInt64, subject: OpeningSubject, file: [UInt8]) {
        self.entry = entry
        self.subject = subject
        self.file = file
    }

    /// Seals disclosure `texts` to the content key of `subject`.
    package init(
        _ texts: [String],
        of entry: UInt64,
        for subject: OpeningSubject,
        to contentKey: AgeRecipient
    ) throws(AgeError) {
        self.entry = entry
        self.subject = subject
        file = try AgeEncryptor.encrypt(CanonicalJSON.array(texts.map { .string($0) }).bytes, to: [contentKey])
    }

    /// The disclosure texts; whether they open what the entry commits is for the reader to check.
    package func open(with contentKey: AgeIdentity) throws(OpeningsError) -> [String] {
        let bytes: [UInt8]
        do throws(AgeError) {
            bytes = try AgeDecryptor.decrypt(file, with: [contentKey])
        } catch {
            throw .age(subject, error)
        }
        let json: CanonicalJSON
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON(parsing: bytes)
        } catch {
            throw .malformedOpening(entry: entry)
        }
        guard case .array(let elements) = json else { throw .malformedOpening(entry: entry) }
        return try elements.map { element throws(OpeningsError) in
            guard case .string(let text) = element else { throw .malformedOpening(entry: entry) }
            return text
        }
    }
}

/// Why openings were not read or kept.
package enum OpeningsError: Error, Hashable, Sendable {
    /// The database itself is missing, foreign, altered or out of order.
    case store(StoreError)
    /// There is no content key for this subject: it was erased, or never kept.
    case noContentKey(OpeningSubject)
    /// There is no case key.
    case noCaseKey
    /// An age file of this subject was refused; `noMatchingIdentity` when the case is not open to the identity.
    case age(OpeningSubject, AgeError)
    /// The case key's age file was refused.
    case caseKey(AgeError)
    /// The case key's age file opens, but its plaintext is not one line of this version.
    case malformedCaseKey
    /// The plaintext kept for this entry is not a JSON array of strings.
    case malformedOpening(entry: UInt64)
    /// A certificate row does not hold the certificate that its digest names.
    case malformedCertificate(Digest)
}

extension OpeningsError {
    /// What an error that came out of a transaction means for the database at `path`.
    init(_ error: any Error, path: String) {
        self = error as? OpeningsError ?? .store(StoreError(error, path: path))
    }
}
