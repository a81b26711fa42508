package import Cryptography
internal import Custody
internal import Glibc
internal import LedgerStore
package import TransparencyLog
package import Wording

/// Opens a case file: its folder, its ledger with the entries `ledger.opened` and `custodian.enrolled`, its keys.
package enum OpenCase {
    /// Who can open the case when every passphrase is lost.
    package enum Recovery: Sendable {
        /// Whoever holds the kit, whose text the operation returns to be shown once.
        case shown
        /// Whoever holds the kit, written to a new file at this path.
        case file(String)
        /// Nobody: said in so many words.
        case refused
    }

    /// A case that has been opened.
    package struct OpenedCase: Sendable {
        /// The absolute path of its folder.
        package let path: String
        /// The ledger's name, `scelle.invalid/…`.
        package let origin: String
        /// The ledger's key, as a vkey.
        package let ledgerKey: VerifierKey
        /// The first checkpoint: two entries.
        package let checkpoint: SignedCheckpoint
        /// The custodian's certificate.
        package let certificate: Certificate
        /// The kit to be shown once; nil when it went to a file or was refused.
        package let recoveryKit: RecoveryKit?
        /// Where the kit was written; nil when it was not.
        package let recoveryKitPath: String?
        /// The zone of declared dates that name none; nil when the computer's settings name none.
        package let zone: String?
        /// How the time of its first entries stands.
        package let time: StampRound
    }

    /// Opens a case in the folder `path`, which must not exist or be empty.
    ///
    /// `authorities` are names of public authorities or URLs. A nil `recovery` is refused: whether one lost passphrase may
    /// lose the case has to be answered. `zone` is that of declared dates which name none, by default the computer's. The title is kept encrypted in openings.sqlite, never in the ledger.
    package static func run(
        at path: String,
        title: String?,
        authorities: [String],
        recovery: Recovery?,
        language: Language,
        zone: String? = nil,
        identity name: String?,
        passphrase: PassphraseSource,
        in surroundings: Surroundings,
        client: AuthorityClient = AuthorityClient(),
        progress: @escaping ProgressListener = { _ in }
    ) async throws -> OpenedCase {
        try await OperationError.mapping {
            guard let recovery else { throw OperationError(.recoveryUndecided) }
            let addresses = try authorities.map { try AuthorityAddress(typed: $0) }
            let ledgerKey = Ed25519PrivateKey.generate()
            let origin = VerifierKey.ledgerOrigin(for: ledgerKey.publicKey)
            let now = try surroundings.declaredTime()
            let kit: RecoveryKit? =
                if case .refused = recovery { nil } else { .generate(for: origin, at: now, in: language) }
            let settings = try CaseSettings(
                language: language,
                zone: zone ?? surroundings.zone(),
                authorities: addresses
            )
            let kitPath = try kitPath(recovery, in: surroundings)
            try surroundings.requireSafePlace(forNewCaseAt: surroundings.absolute(path))

            let identity = try IdentityStore(in: surroundings).chosen(name)
            let custodian = try Custodian(unlocking: identity, passphrase: passphrase)
            _ = try custodian.signingKey()

            let folder = try CaseFolder.create(at: surroundings.absolute(path))
            do {
                let signer = try NoteSigner(name: origin, key: ledgerKey)
                let recipients = [identity.recipient] + (kit.map { [$0.recipient] } ?? [])
                try LedgerKeyFile.write(ledgerKey, to: folder.ledgerKey, for: recipients)
                var composer = try EntryComposer(opening: origin, by: custodian, at: now)
                try found(
                    folder,
                    title: title,
                    recipients: recipients,
                    recovery: kit?.recipient,
                    custodian: custodian,
                    signer: signer,
                    composer: &composer
                )
                guard let place = CasePlace.first(of: origin) else {
                    throw OperationError(.ledgerUnreadable, ["path": folder.ledger, "reason": origin])
                }
                try CasePlace.mark(folder, as: place)
                if let kit, let kitPath { try DurableFile.write(kit.page, to: kitPath) }
                // Its presence means that the case is whole.
                try DurableFile.write(Array(settings.toml.utf8), to: folder.settings)
            } catch {
                removeUnfinished(folder)
                throw error
            }
            let caseFile = try CaseFile(opening: folder, in: surroundings)
            let checkpoint = try caseFile.head()
            let stamper = HeadStamper(
                caseFile: caseFile,
                custodian: custodian,
                surroundings: surroundings,
                client: client,
                progress: progress
            )
            let time = await stamper.attempt()
            return OpenedCase(
                path: folder.path,
                origin: caseFile.origin,
                ledgerKey: caseFile.ledgerKey,
                checkpoint: checkpoint,
                certificate: identity.certificate,
                recoveryKit: kitPath == nil ? kit : nil,
                recoveryKitPath: kitPath,
                zone: settings.zone,
                time: time
            )
        }
    }

    /// Where the kit goes, which must be a new file; nil when it goes to none.
    static func kitPath(_ recovery: Recovery?, in surroundings: Surroundings) throws -> String? {
        guard case .file(let path)? = recovery else { return nil }
        let absolute = surroundings.absolute(path)
        guard !DurableFile.exists(absolute) else { throw OperationError(.outputExists, ["path": absolute]) }
        return absolute
    }

    /// Makes the two databases, with the first two entries and what they open.
    private static func found(
        _ folder: CaseFolder,
        title: String?,
        recipients: [AgeRecipient],
        recovery: AgeRecipient?,
        custodian: Custodian,
        signer: NoteSigner,
        composer: inout EntryComposer
    ) throws {
        let opened = try composer.sign(
            EntryComposer.Draft(
                kind: .ledgerOpened,
                facts: .ledgerKey(vkey: "\(signer.verifierKey)", recovery: recovery.map { "\($0)" })
            )
        )
        var addition = OpeningsAddition()
        let enrolled = try enrol(custodian, with: &composer, recipients: recipients, into: &addition)
        if let title { try addition.keep(title: title, for: recipients) }

        let openings = try OpeningsDatabase(creatingAt: folder.openings)
        try openings.setCaseKey(.generate(), for: recipients)
        try openings.add(addition)
        let tree = MerkleTree(leafHashes: [opened.leafHash, enrolled.leafHash])
        let checkpoint = try SignedCheckpoint(
            Checkpoint(origin: composer.origin, treeSize: tree.size, rootHash: tree.rootHash),
            signers: [signer]
        )
        try Ledger(creatingAt: folder.ledger).append([opened, enrolled], checkpoint: checkpoint)
    }

    /// The entry that enrols the case's first custodian, who accepts, as admin.
    private static func enrol(
        _ custodian: Custodian,
        with composer: inout EntryComposer,
        recipients: [AgeRecipient],
        into addition: inout OpeningsAddition
    ) throws -> Entry {
        let certificate = custodian.identity.certificate
        guard let governance = composer.governance else {
            throw OperationError(.signingFailed, ["reason": "no governing entry"])
        }
        let terms = EnrolmentTerms(
            origin: composer.origin,
            index: composer.nextIndex,
            governance: governance,
            certificate: certificate.fingerprint,
            recipient: "\(custodian.identity.recipient)",
            role: .admin
        )
        let acceptance = try terms.accept(
            key: custodian.signingKey(),
            certificate: certificate,
            at: composer.declaredAt.instant
        )
        let name = certificate.commonName.map { DeclaredValue.given($0).json } ?? .null
        let openings = try Openings(of: .custodianEnrolled, values: ["name": name])
        let enrolment = Enrolment(
            certificate: terms.certificate,
            recipient: terms.recipient,
            role: terms.role,
            acceptance: acceptance
        )
        let entry = try composer.sign(
            EntryComposer.Draft(
                kind: .custodianEnrolled,
                facts: .enrolment(enrolment),
                commitments: openings.commitments
            )
        )
        try addition.keep(openings, of: entry, for: recipients)
        addition.certificates.append(certificate)
        return entry
    }

    /// Removes what an opening that failed made, the folder too, so that the same command can be given again.
    private static func removeUnfinished(_ folder: CaseFolder) {
        for database in [folder.ledger, folder.openings] {
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(database + suffix) }
        }
        unlink(folder.ledgerKey)
        unlink(folder.place)
        unlink(folder.lock)
        for path in [folder.originals, folder.working, folder.path] { rmdir(path) }
    }
}
