import CourtBundle
import Cryptography
import Custody

extension LedgerEvidence {
    /// What `bundle` shows of its ledger.
    ///
    /// Parts that cannot be read are noted in `report` and left out.
    init(in bundle: UncheckedBundle, index: BundleIndex, report: inout VerificationReport) {
        var entryIndexes = EntryIndexes()
        for entry in bundle.entryIndexes {
            if entry < index.size {
                entryIndexes.append(entry)
            } else {
                report.fail(.entryPosition, .entry(entry), Cause(.otherIndex, ["stated": String(index.size)]))
            }
        }
        let disclosures = Self.disclosures(in: bundle, report: &report)
        self.init(
            origin: index.origin,
            treeSize: index.size,
            isComplete: UInt64(entryIndexes.count) == index.size,
            entryIndexes: entryIndexes,
            entry: { try bundle.entryBytes($0) ?? [] },
            checkpointSizes: bundle.checkpointSizes,
            checkpoint: { try bundle.checkpointBytes($0) ?? [] },
            cosigned: { try bundle.cosignedBytes($0) },
            inclusionProof: { try bundle.proofBytes($0) },
            consistencyProof: { try bundle.consistencyBytes(from: $0, to: index.size) },
            tokens: Self.tokens(in: bundle, report: &report),
            certificates: Self.certificates(in: bundle, report: &report),
            disclosures: { _ in { try disclosures?.texts(ofEntry: $0) ?? [] } },
            listLines: { try bundle.readList($0, name: $1, line: $2) }
        )
    }

    private static func disclosures(
        in bundle: UncheckedBundle,
        report: inout VerificationReport
    ) -> ShownDisclosures? {
        let path = BundleObject.disclosures.path
        do { return try bundle.disclosures() } catch .missing {
            report.fail(.opening, .file(path), Cause(.missing, ["path": path]))
        } catch {
            report.fail(.opening, .file(path), Cause(.openingMalformed, ["reason": "\(error)"]))
        }
        return nil
    }

    private static func tokens(in bundle: UncheckedBundle, report: inout VerificationReport) -> [Token] {
        bundle.tokens.compactMap { token in
            do {
                guard let der = try bundle.tokenBytes(size: token.size, authority: token.authority) else { return nil }
                // The name is the token's digest: a token under another's name is another file than the one shown.
                guard TokenName(tokenDigest: Digest(of: der)) == token.authority else {
                    report.fail(.token, .file(token.path), Cause(.renamed, ["path": token.path, "found": token.path]))
                    return nil
                }
                return Token(size: token.size, digest: Digest(of: der)) { der }
            } catch {
                report.fail(
                    .token,
                    .file(token.path),
                    Cause(.unreadable, ["path": token.path, "reason": "\(error)"])
                )
                return nil
            }
        }
    }

    private static func certificates(
        in bundle: UncheckedBundle,
        report: inout VerificationReport
    ) -> [Certificate] {
        let shown: [(digest: Digest, path: String, pem: [UInt8])]
        do { shown = try bundle.certificates() } catch {
            report.fail(
                .entrySignature,
                .ledger,
                Cause(.unreadable, ["path": "Verification/certificates", "reason": "\(error)"])
            )
            return []
        }
        return shown.compactMap { file in
            do {
                let certificate = try Certificate(pem: String(decoding: file.pem, as: UTF8.self))
                guard certificate.fingerprint == file.digest else {
                    report.fail(
                        .entrySignature,
                        .file(file.path),
                        Cause(.renamed, ["path": file.path, "found": file.path])
                    )
                    return nil
                }
                return certificate
            } catch {
                report.fail(
                    .entrySignature,
                    .file(file.path),
                    Cause(.unreadable, ["path": file.path, "reason": "\(error)"])
                )
                return nil
            }
        }
    }
}
