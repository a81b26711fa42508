import ASiC
import CourtBundle
import Cryptography

// Checks containerProfile, manifestCoverage, objectDigest, bundleIndex, digestList and looseFile: the bytes, before
// anything that they say is believed.

/// The judgement of a bundle's bytes, under way.
///
/// It has two parts: what must be known before the ledger is judged, and what depends on the digests, which the other cores
/// calculate while the ledger is judged. Both write into one report, whose findings stand check by check: when a part is
/// carried out shows nowhere in it.
struct ContentExamination {
    let bundle: UncheckedBundle
    private let hashing: ObjectDigests
    private var manifest: ASiCManifest?
    /// The manifest's bytes, which the signature is over.
    private(set) var manifestBytes: [UInt8]?
    private(set) var index: BundleIndex?
    /// The digest of every object, as hashed here.
    private(set) var digests: [String: Digest] = [:]
    private(set) var sizes: [String: UInt64] = [:]
    /// The SHA-256 of EMPREINTES.sha256, that the documents print.
    private(set) var digestListDigest: Digest?

    /// Begins to digest the files of `bundle`.
    init(of bundle: UncheckedBundle) {
        self.bundle = bundle
        hashing = ObjectDigests(of: bundle)
    }

    /// Carries out what does not depend on digests; a failed check does not hide the next.
    mutating func begin(_ report: inout VerificationReport) {
        checkContainer(&report)
        manifest = readManifest(&report)
        readIndex(&report)
    }

    /// Waits for the digests and carries out the other checks.
    mutating func finish(_ report: inout VerificationReport) {
        takeDigests(&report)
        if let manifest {
            checkCoverage(by: manifest, &report)
            checkDigests(against: manifest, &report)
        }
        checkDigestList(&report)
        checkLooseFiles(&report)
    }

    private func checkContainer(_ report: inout VerificationReport) {
        if let fault = bundle.structuralFault {
            return report.fail(.containerProfile, .container, Cause(.containerFault, ["reason": "\(fault)"]))
        }
        switch bundle.openKind {
        case .extractedFolder: report.exempt(.containerProfile, .container, Cause(.extractedFolder))
        case .container, .handOverFolder: report.pass(.containerProfile)
        }
    }

    private mutating func readManifest(_ report: inout VerificationReport) -> ASiCManifest? {
        let subject = Subject.file(BundleObject.manifest.path)
        do {
            guard let bytes = try bundle.manifestBytes() else {
                report.fail(.manifestCoverage, subject, Cause(.manifestMissing))
                return nil
            }
            manifestBytes = bytes
            let manifest = try ASiCManifest(parsing: bytes)
            guard Array(manifest.signature.text.utf8) == Array(BundleObject.signature.path.utf8) else {
                report.fail(.manifestCoverage, subject, Cause(.manifestMalformed, ["reason": "SigReference"]))
                return nil
            }
            return manifest
        } catch {
            report.fail(.manifestCoverage, subject, Cause(.manifestMalformed, ["reason": "\(error)"]))
            return nil
        }
    }

    /// Takes every object's digest, once calculated; an object that cannot be read to its end is named and has none.
    private mutating func takeDigests(_ report: inout VerificationReport) {
        for (object, result) in zip(bundle.objects, hashing.results()) {
            let path = object.name.text
            sizes[path] = object.size
            switch result {
            case .success(let digest): digests[path] = digest
            case .failure(let failure):
                let cause = Cause(.unreadable, ["path": path, "reason": failure.reason])
                report.fail(.objectDigest, .file(path), cause)
            }
        }
    }

    /// EN 319 162-1 § 4.4.4.2: every reference finds its object; our profile adds that every object is referred to.
    private func checkCoverage(by manifest: ASiCManifest, _ report: inout VerificationReport) {
        let listed = Set(manifest.references.map(\.name))
        let present = Set(bundle.objects.map(\.name))
        for reference in manifest.references where !present.contains(reference.name) {
            let path = reference.name.text
            let twin = digests.first { $0.value == reference.digest && !listed.contains(named: $0.key) }
            if let twin {
                report.fail(
                    .manifestCoverage,
                    .file(path),
                    Cause(.renamed, ["path": path, "found": twin.key])
                )
            } else {
                report.fail(.manifestCoverage, .file(path), Cause(.missing, ["path": path]))
            }
        }
        for object in bundle.objects where !listed.contains(object.name) && !object.name.isMetadata {
            report.fail(
                .manifestCoverage,
                .file(object.name.text),
                Cause(.notListed, ["path": object.name.text])
            )
        }
        for object in bundle.objects
        where object.name.isMetadata
            && ![BundleObject.manifest.path, BundleObject.signature.path].contains(object.name.text)
        {
            report.fail(
                .manifestCoverage,
                .file(object.name.text),
                Cause(.pathNotInProfile, ["path": object.name.text])
            )
        }
        report.pass(.manifestCoverage, count: listed.intersection(present).count)
    }

    private func checkDigests(against manifest: ASiCManifest, _ report: inout VerificationReport) {
        for reference in manifest.references {
            let path = reference.name.text
            guard let digest = digests[path] else { continue }
            if digest == reference.digest {
                report.pass(.objectDigest)
            } else {
                report.fail(
                    .objectDigest,
                    .file(path),
                    Cause(
                        .altered,
                        ["path": path, "expected": reference.digest.hex, "calculated": digest.hex]
                    )
                )
            }
        }
    }

    private mutating func readIndex(_ report: inout VerificationReport) {
        let path = BundleObject.index.path
        do {
            let read = try bundle.index()
            index = read
            let pieces = Set(read.pieces.map(\.path))
            let strays =
                bundle.unknownObjects.map(\.text)
                + bundle.knownObjects.compactMap { object in
                    guard case .piece = object, !pieces.contains(object.path) else { return nil }
                    return object.path
                }
            for stray in strays {
                report.fail(.bundleIndex, .file(stray), Cause(.pathNotInProfile, ["path": stray]))
            }
            if strays.isEmpty { report.pass(.bundleIndex) }
        } catch .missing {
            report.fail(.bundleIndex, .file(path), Cause(.missing, ["path": path]))
        } catch .index(_, .unknownProfile(let profile)) {
            report.doubt(.bundleIndex, .file(path), Cause(.unknownProfile, ["profile": String(profile)]))
        } catch {
            report.fail(.bundleIndex, .file(path), Cause(.indexMalformed, ["reason": "\(error)"]))
        }
    }

    /// The list that `sha256sum -c` reads names the pieces, all of them and nothing else.
    private mutating func checkDigestList(_ report: inout VerificationReport) {
        let path = BundleObject.digestList.path
        digestListDigest = digests[path]
        do {
            let list = try bundle.digestList()
            let stated = Dictionary(
                list.lines.map { (String(decoding: $0.name, as: UTF8.self), $0.digest) },
                uniquingKeysWith: { first, _ in first }
            )
            let pieces = digests.filter { $0.key.utf8.starts(with: BundleLayout.pieces.utf8) }
            if list.lines.count == stated.count, stated == pieces {
                report.pass(.digestList)
            } else {
                report.fail(.digestList, .file(path), Cause(.digestListDiffers))
            }
        } catch .missing {
            report.fail(.digestList, .file(path), Cause(.missing, ["path": path]))
        } catch {
            report.fail(.digestList, .file(path), Cause(.digestListMalformed, ["reason": "\(error)"]))
        }
    }

    /// What lies beside the container must be what lies in it; more files harm nothing, but nobody vouches for them.
    private func checkLooseFiles(_ report: inout VerificationReport) {
        guard case .handOverFolder = bundle.openKind else {
            return report.exempt(.looseFile, .container, Cause(.noLooseFiles))
        }
        let compared = bundle.looseFiles.concurrentMap(stride: 1) { [bundle] loose in
            Result<LooseComparison, any Error> { try bundle.compare(loose) }
        }
        for (loose, result) in zip(bundle.looseFiles, compared) {
            let path = loose.path
            let subject = Subject.file(path)
            do {
                switch try result.get() {
                case .same: report.pass(.looseFile)
                case .differs: report.fail(.looseFile, subject, Cause(.looseFileAltered, ["path": path]))
                case .added where loose.kind == .folder: break
                case .added:
                    report.doubt(.looseFile, subject, Cause(.looseFileAdded, ["path": path]), required: false)
                case .notAFile: report.fail(.looseFile, subject, Cause(.looseFileAltered, ["path": path]))
                case .unreadable(let errno):
                    report.fail(
                        .looseFile,
                        subject,
                        Cause(.unreadable, ["path": path, "reason": "errno \(errno)"])
                    )
                }
            } catch {
                report.fail(.looseFile, subject, Cause(.unreadable, ["path": path, "reason": "\(error)"]))
            }
        }
        for missing in bundle.missingLooseFiles {
            report.doubt(
                .looseFile,
                .file(missing.text),
                Cause(.looseFileMissing, ["path": missing.text])
            )
        }
    }
}

extension Set<ObjectName> {
    fileprivate func contains(named path: String) -> Bool {
        contains { Array($0.text.utf8) == Array(path.utf8) }
    }
}
