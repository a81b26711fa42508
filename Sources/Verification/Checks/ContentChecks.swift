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
    /// The SHA-256 of the manifest as it was read: what the signature is over.
    private(set) var manifestDigest: Digest?
    private(set) var index: BundleIndex?
    /// The SHA-256 of EMPREINTES.sha256, that the documents print.
    private(set) var digestListDigest: Digest?

    /// Begins to digest the files of `bundle`.
    init(of bundle: UncheckedBundle) {
        self.bundle = bundle
        hashing = ObjectDigests(of: bundle)
    }

    /// The digest, as hashed here, and the length of the object at `path`; nil where there is none or it could not be read.
    func content(at path: String) -> (digest: Digest, size: UInt64)? {
        guard let position = bundle.position(of: path), let digest = hashing[position] else { return nil }
        return (digest, bundle.objects.size(at: position))
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
            var listing = ManifestListing(count: bundle.objects.count)
            let streamed = try bundle.readManifest { reference in
                if let position = bundle.position(of: reference.name) {
                    return listing.list(position, stated: reference.digest)
                }
                // `try?`: what is no name is for the other reading to say.
                guard let name = try? ObjectName(bytes: reference.name) else { return false }
                return listing.miss(name, stated: reference.digest)
            }
            let signature: ObjectName
            if let streamed {
                (signature, manifestDigest) = (streamed.signature, streamed.digest)
            } else {
                guard let bytes = try bundle.manifestBytes() else {
                    report.fail(.manifestCoverage, subject, Cause(.manifestMissing))
                    return nil
                }
                manifestDigest = Digest(of: bytes)
                let manifest = try ASiCManifest(parsing: bytes)
                signature = manifest.signature
                listing = ManifestListing(count: bundle.objects.count)
                for reference in manifest.references {
                    // No name stands twice in a manifest.
                    if let position = bundle.position(of: reference.name) {
                        _ = listing.list(position, stated: reference.digest)
                    } else {
                        _ = listing.miss(reference.name, stated: reference.digest)
                    }
                }
            }
            guard signature.bytes.elementsEqual(BundleObject.signature.path.utf8) else {
                report.fail(.manifestCoverage, subject, Cause(.manifestMalformed, ["reason": "SigReference"]))
                return nil
            }
            return listing
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
        for (name, stated) in listing.missing {
            let path = name.text
            let twin = bundle.objects.indices.first { !listing.isListed($0) && hashing[$0] == stated }
            let cause =
                if let twin {
                    Cause(.renamed, ["path": path, "found": bundle.objects[twin].name.text])
                } else {
                    Cause(.missing, ["path": path])
                }
            report.fail(.manifestCoverage, .file(path), cause)
        }
        for position in bundle.objects.indices where !listing.isListed(position) {
            let name = bundle.objects[position].name
            guard !name.isMetadata else { continue }
            report.fail(.manifestCoverage, .file(name.text), Cause(.notListed, ["path": name.text]))
        }
        for object in bundle.objects where object.name.isMetadata {
            let path = object.name.text
            guard ![BundleObject.manifest.path, BundleObject.signature.path].contains(path) else { continue }
            report.fail(.manifestCoverage, .file(path), Cause(.pathNotInProfile, ["path": path]))
        }
        report.pass(.manifestCoverage, count: listing.listedCount)
    }

    private func checkDigests(against listing: ManifestListing, _ report: inout VerificationReport) {
        for (position, stated) in listing.stated {
            guard let digest = hashing[position] else { continue }
            if digest == stated {
                report.pass(.objectDigest)
            } else {
                let path = bundle.objects[position].name.text
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
            var strays = bundle.unknownObjects.map(\.text)
            for position in bundle.objects.indices where isPiece(at: position) {
                let name = bundle.objects[position].name
                // What has the name of no piece is among the files that the profile does not have.
                if !read.hasPiece(at: name.text), BundleObject(name) != nil { strays.append(name.text) }
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
            var isListed = [Bool](repeating: false, count: bundle.objects.count)
            var others: Set<[UInt8]> = []
            var lineCount = 0
            var isSame = true
            try bundle.readDigestList { line throws(DigestListError) in
                defer { lineCount += 1 }
                if let position = line.name.withUnsafeBufferPointer({ bundle.position(of: $0) }) {
                    guard !isListed[position] else { throw .repeatedName(line: lineCount) }
                    isListed[position] = true
                    isSame = isSame && isPiece(at: position) && hashing[position] == line.digest
                } else {
                    guard others.insert(line.name).inserted else { throw .repeatedName(line: lineCount) }
                    isSame = false
                }
            }
            let pieceCount = bundle.objects.indices.count { isPiece(at: $0) && hashing[$0] != nil }
            // No name stands twice in a list: as many lines as pieces, each of them a piece's, are all of them.
            if isSame, lineCount == pieceCount {
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

    /// Whether the object at `position` lies in the folder of the pieces.
    private func isPiece(at position: Int) -> Bool {
        bundle.objects.withName(at: position) { $0.starts(with: BundleLayout.pieces.utf8) }
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

/// What a manifest says of the files of one bundle.
private struct ManifestListing {
    /// The digest that each of the bundle's objects should have, by its position; of one that is not listed it says nothing.
    private var digests: [Digest]
    private var listed: [Bool]
    /// How many of the objects are listed.
    private(set) var listedCount = 0
    /// The references to files that are not there.
    private(set) var missing: [(name: ObjectName, stated: Digest)] = []
    private var missingNames: Set<ObjectName> = []

    /// A manifest that lists none of `count` objects.
    init(count: Int) {
        digests = [Digest](repeating: Digest(of: []), count: count)
        listed = [Bool](repeating: false, count: count)
    }

    /// Notes that the object at `position` should have the digest `stated`; false if it was listed before.
    mutating func list(_ position: Int, stated: Digest) -> Bool {
        guard !listed[position] else { return false }
        listed[position] = true
        digests[position] = stated
        listedCount += 1
        return true
    }

    /// Notes that a file is referred to which is not there; false if it was before.
    mutating func miss(_ name: ObjectName, stated: Digest) -> Bool {
        guard missingNames.insert(name).inserted else { return false }
        missing.append((name, stated))
        return true
    }

    /// Whether the object at `position` is listed.
    func isListed(_ position: Int) -> Bool { listed[position] }

    /// The objects that are listed, by position, with the digest that each should have.
    var stated: some Sequence<(position: Int, digest: Digest)> {
        listed.indices.lazy.filter { listed[$0] }.map { ($0, digests[$0]) }
    }
}
