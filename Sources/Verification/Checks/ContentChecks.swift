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
    /// What the manifest says; nil when it says nothing that can be judged.
    private var listing: ManifestListing?
    /// The SHA-256 of the manifest as it was read.
    private var manifestDigest: Digest?
    private(set) var index: BundleIndex?
    /// Where each object stands among the bundle's.
    private let positions: [ObjectName: Int]
    /// The SHA-256 of EMPREINTES.sha256, that the documents print.
    private(set) var digestListDigest: Digest?

    /// Begins to digest the files of `bundle`.
    init(of bundle: UncheckedBundle) {
        self.bundle = bundle
        hashing = ObjectDigests(of: bundle)
        positions = Dictionary(
            bundle.objects.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The digest, as hashed here, and the length of the object at `path`; nil where there is none or it could not be read.
    func content(at path: String) -> (digest: Digest, size: UInt64)? {
        guard let position = bundle.name(at: path).flatMap({ positions[$0] }),
            let digest = hashing[position]
        else {
            return nil
        }
        return (digest, bundle.objects[position].size)
    }

    /// Carries out what does not depend on digests; a failed check does not hide the next.
    mutating func begin(_ report: inout VerificationReport) {
        checkContainer(&report)
        listing = readManifest(&report)
        readIndex(&report)
    }

    /// Waits for the digests and carries out the other checks.
    mutating func finish(_ report: inout VerificationReport) {
        takeDigests(&report)
        if let listing {
            checkCoverage(by: listing, &report)
            checkDigests(against: listing, &report)
        }
        checkDigestList(&report)
        checkLooseFiles(&report)
    }

    /// The manifest's bytes, which the signature is over, read once more: of a large bundle nobody holds them meanwhile.
    ///
    /// They are the bytes that were judged, or none.
    func manifestBytes(_ report: inout VerificationReport) -> [UInt8]? {
        guard let manifestDigest else { return nil }
        let path = BundleObject.manifest.path
        var reason = "changedWhileRead"
        do {
            if let bytes = try bundle.manifestBytes(), Digest(of: bytes) == manifestDigest {
                return bytes
            }
        } catch {
            reason = "\(error)"
        }
        report.fail(
            .bundleSignature,
            .file(path),
            Cause(.unreadable, ["path": path, "reason": reason])
        )
        return nil
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

    private mutating func readManifest(_ report: inout VerificationReport) -> ManifestListing? {
        let subject = Subject.file(BundleObject.manifest.path)
        do {
            guard let bytes = try bundle.manifestBytes() else {
                report.fail(.manifestCoverage, subject, Cause(.manifestMissing))
                return nil
            }
            manifestDigest = Digest(of: bytes)
            let manifest = try ASiCManifest(parsing: bytes)
            guard Array(manifest.signature.text.utf8) == Array(BundleObject.signature.path.utf8) else {
                report.fail(.manifestCoverage, subject, Cause(.manifestMalformed, ["reason": "SigReference"]))
                return nil
            }
            return ManifestListing(of: manifest, at: positions)
        } catch {
            report.fail(.manifestCoverage, subject, Cause(.manifestMalformed, ["reason": "\(error)"]))
            return nil
        }
    }

    /// Takes every object's digest, once calculated; an object that cannot be read to its end is named and has none.
    private mutating func takeDigests(_ report: inout VerificationReport) {
        for (position, reason) in hashing.finish().sorted(by: { $0.key < $1.key }) {
            let path = bundle.objects[position].name.text
            report.fail(.objectDigest, .file(path), Cause(.unreadable, ["path": path, "reason": reason]))
        }
    }

    /// EN 319 162-1 § 4.4.4.2: every reference finds its object; our profile adds that every object is referred to.
    private func checkCoverage(by listing: ManifestListing, _ report: inout VerificationReport) {
        var isListed = [Bool](repeating: false, count: bundle.objects.count)
        for (position, _) in listing.found { isListed[Int(position)] = true }
        for reference in listing.missing {
            let path = reference.name.text
            if let twin = isListed.indices.first(where: {
                !isListed[$0] && hashing[$0] == reference.digest
            }) {
                report.fail(
                    .manifestCoverage,
                    .file(path),
                    Cause(.renamed, ["path": path, "found": bundle.objects[twin].name.text])
                )
            } else {
                report.fail(.manifestCoverage, .file(path), Cause(.missing, ["path": path]))
            }
        }
        for (object, isListed) in zip(bundle.objects, isListed) where !isListed && !object.name.isMetadata {
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
        report.pass(.manifestCoverage, count: isListed.count { $0 })
    }

    private func checkDigests(against listing: ManifestListing, _ report: inout VerificationReport) {
        for (position, stated) in listing.found {
            guard let digest = hashing[Int(position)] else { continue }
            if digest == stated {
                report.pass(.objectDigest)
            } else {
                let path = bundle.objects[Int(position)].name.text
                report.fail(
                    .objectDigest,
                    .file(path),
                    Cause(
                        .altered,
                        ["path": path, "expected": stated.hex, "calculated": digest.hex]
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
        digestListDigest = content(at: path)?.digest
        do {
            let list = try bundle.digestList()
            let pieceCount = bundle.objects.indices.count { position in
                bundle.objects[position].name.bytes.starts(with: BundleLayout.pieces.utf8)
                    && hashing[position] != nil
            }
            // No name stands twice in a list: as many lines as pieces, each of them a piece's, are all of them.
            if list.lines.count == pieceCount, list.lines.allSatisfy({ isPiece($0) }) {
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

    /// Whether `line` names a piece, with the digest calculated here.
    private func isPiece(_ line: DigestList.Line) -> Bool {
        // `try?`: what cannot be a name is no piece's.
        guard line.name.starts(with: BundleLayout.pieces.utf8), let name = try? ObjectName(bytes: line.name),
            let position = positions[name]
        else { return false }
        return hashing[position] == line.digest
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

/// What a manifest says of the files of one bundle: forty bytes for each that is there.
private struct ManifestListing {
    /// Where each file that is there stands among the bundle's objects, and the digest that it should have, in the order of
    /// the manifest.
    private(set) var found: [(position: Int32, digest: Digest)] = []
    /// The references to files that are not there.
    private(set) var missing: [ASiCManifest.Reference] = []

    init(of manifest: ASiCManifest, at positions: [ObjectName: Int]) {
        found.reserveCapacity(manifest.references.count)
        for reference in manifest.references {
            if let position = positions[reference.name] {
                found.append((Int32(position), reference.digest))
            } else {
                missing.append(reference)
            }
        }
    }
}
