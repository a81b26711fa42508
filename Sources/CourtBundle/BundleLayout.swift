package import ASiC
internal import Cryptography

/// Every path of a bundle of profile 1.
///
///     mimetype
///     00_LISEZ-MOI.txt  01_Bordereau.txt  02_Attestation_de_scellement.txt  03_Fiche_de_tracabilite.txt
///     EMPREINTES.sha256
///     Pieces/001_Capture_conversation.png
///     Verification/bundle.json
///     Verification/entries/000012.p7m
///     Verification/proofs/000012.tlog-proof  Verification/proofs/17-40.consistency
///     Verification/checkpoints/17  17.<token>.tsr  17.<token>.tst  17.cosigned
///     Verification/certificates/<sha256>.pem
///     Verification/disclosures.json
///     Verification/lists/000012.exhibits
///     Verification/COMMENT_VERIFIER.txt
///     META-INF/ASiCManifest001.xml  META-INF/signature001.p7s
///
/// `docs/formats/bundle.md` § 2 is the normative text.
package enum BundleLayout {
    /// The profile that this layout is; a reader keeps every released one.
    package static let profile: UInt64 = 1

    /// The folder of the pieces, with its slash.
    package static let pieces = "Pieces/"

    /// The folder of what machines read, with its slash.
    package static let verification = "Verification/"

    /// The ending of a container's file name.
    package static let containerExtension = ".asice"

    static let metadata = "META-INF/"

    /// The folders that a container's files lie in, without a slash at the end.
    static let folders = Set(
        [
            "Pieces", "META-INF", "Verification", "Verification/entries", "Verification/proofs",
            "Verification/checkpoints", "Verification/certificates", "Verification/lists",
        ].map { Array($0.utf8) }
    )

    /// A leaf index in decimal, at least six digits.
    package static func digits(ofEntry index: UInt64) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }
}

// MARK: - From object to path

extension BundleObject {
    /// The path from the container's root, in ASCII.
    package var path: String {
        switch self {
        case .document(let document): document.rawValue
        case .digestList: "EMPREINTES.sha256"
        case .piece(let name): BundleLayout.pieces + name.text
        case .index: BundleLayout.verification + "bundle.json"
        case .entry(let index): file(in: "entries", BundleLayout.digits(ofEntry: index) + ".p7m")
        case .inclusionProof(let index): file(in: "proofs", BundleLayout.digits(ofEntry: index) + ".tlog-proof")
        case .consistencyProof(let old, let new): file(in: "proofs", "\(old)-\(new).consistency")
        case .checkpoint(let size): file(in: "checkpoints", "\(size)")
        case .response(let size, let authority): file(in: "checkpoints", "\(size).\(authority).tsr")
        case .token(let size, let authority): file(in: "checkpoints", "\(size).\(authority).tst")
        case .cosignedCheckpoint(let size): file(in: "checkpoints", "\(size).cosigned")
        case .certificate(let digest): file(in: "certificates", digest.hex + ".pem")
        case .disclosures: BundleLayout.verification + "disclosures.json"
        case .list(let index, let name): file(in: "lists", BundleLayout.digits(ofEntry: index) + "." + name)
        case .guide: BundleLayout.verification + "COMMENT_VERIFIER.txt"
        case .manifest: BundleLayout.metadata + "ASiCManifest001.xml"
        case .signature: BundleLayout.metadata + "signature001.p7s"
        }
    }

    private func file(in folder: String, _ name: String) -> String {
        BundleLayout.verification + folder + "/" + name
    }
}

// MARK: - From path to object

extension BundleObject {
    /// A file that every exhibit has, told by the bytes of its name alone: of ten thousand exhibits, no one asks for more at first.
    enum Repeated {
        case piece
        case entry(UInt64)
        case inclusionProof(UInt64)

        /// What the file of that name is; nil for all others.
        init?(_ name: UnsafeBufferPointer<UInt8>) {
            if let rest = Self.middle(of: name, between: Self.pieceFolder, and: []) {
                guard PieceName.number(of: UnsafeBufferPointer(rebasing: rest)) != nil else { return nil }
                self = .piece
            } else if let digits = Self.middle(of: name, between: Self.entryFrame.start, and: Self.entryFrame.end) {
                guard let index = PieceName.decimal(digits, digits: 6) else { return nil }
                self = .entry(index)
            } else if let digits = Self.middle(of: name, between: Self.proofFrame.start, and: Self.proofFrame.end) {
                guard let index = PieceName.decimal(digits, digits: 6) else { return nil }
                self = .inclusionProof(index)
            } else {
                return nil
            }
        }

        private static let pieceFolder = Array(BundleLayout.pieces.utf8)
        private static let entryFrame = frame(of: .entry(0))
        private static let proofFrame = frame(of: .inclusionProof(0))

        /// What stands before and behind the digits of a path.
        private static func frame(of object: BundleObject) -> (start: [UInt8], end: [UInt8]) {
            let path = Array(object.path.utf8)
            let digits = UInt8(ascii: "0")
            let parts = path.split(separator: digits)
            return (Array(parts.first ?? []), Array(parts.last ?? []))
        }

        private static func middle(
            of name: UnsafeBufferPointer<UInt8>,
            between start: [UInt8],
            and end: [UInt8]
        ) -> Slice<UnsafeBufferPointer<UInt8>>? {
            guard name.count >= start.count + end.count, name.prefix(start.count).elementsEqual(start),
                name.suffix(end.count).elementsEqual(end)
            else { return nil }
            return name[start.count..<(name.count - end.count)]
        }
    }

    /// The object whose path is exactly this name; nil for a file that the profile does not have.
    package init?(_ name: ObjectName) {
        let parts = name.text.split(separator: "/", omittingEmptySubsequences: false)
        let candidate: BundleObject? =
            switch (parts.count, parts.first) {
            case (1, _): Self.inRoot(name.text)
            case (2, "Pieces"): PieceName(parsing: parts[1]).map { .piece($0) }
            case (2, _): Self.fixed.first { $0.path.utf8.elementsEqual(name.bytes) }
            case (3, "Verification"): Self.inVerification(folder: parts[1], file: parts[2])
            default: nil
            }
        // Whatever the steps above overlook - a leading zero, a sign - does not print the same name.
        guard let candidate, candidate.path.utf8.elementsEqual(name.bytes) else { return nil }
        self = candidate
    }

    /// The objects whose paths lie in a folder and depend on nothing.
    private static let fixed: [BundleObject] = [.index, .disclosures, .guide, .manifest, .signature]

    private static func inRoot(_ file: String) -> BundleObject? {
        BundleDocument(rawValue: file).map { .document($0) } ?? .digestList
    }

    private static func inVerification(folder: Substring, file: Substring) -> BundleObject? {
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        let number = UInt64(parts[0])
        switch (folder, parts.count) {
        case ("entries", 2): return number.map { .entry($0) }
        case ("proofs", 2):
            if let number { return .inclusionProof(number) }
            let sizes = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard sizes.count == 2, let old = sizes[0], let new = sizes[1], old < new else { return nil }
            return .consistencyProof(from: old, to: new)
        case ("checkpoints", 1): return number.map { .checkpoint($0) }
        case ("checkpoints", 2): return number.map { .cosignedCheckpoint($0) }
        case ("checkpoints", 3):
            guard let number, let authority = TokenName(parts[1]) else { return nil }
            return parts[2] == "tsr"
                ? .response(size: number, authority: authority) : .token(size: number, authority: authority)
        case ("certificates", 2): return Digest(hex: parts[0]).map { .certificate($0) }
        case ("lists", 2):
            guard let number, isListName(parts[1]) else { return nil }
            return .list(entry: number, name: String(parts[1]))
        default: return nil
        }
    }

    /// A list's name is a member name of statements: ASCII letters.
    static func isListName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
    }
}
