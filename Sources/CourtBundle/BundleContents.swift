package import ASiC
package import Cryptography

/// The objects of a bundle by what they are. Nil, or absence from a list of numbers, is a missing file.
extension UncheckedBundle {
    // MARK: Signature

    /// The bytes of the manifest, over which the signature is: for one that `readManifest` has no reading of.
    package func manifestBytes() throws(BundleReadError) -> [UInt8]? {
        try position(of: .manifest).flatMap { position throws(BundleReadError) in
            try bytes(at: position, limit: ReceivedManifest.maximumByteCount)
        }
    }

    /// Hands each reference of the manifest to `reference` until it returns false, and digests the manifest's bytes meanwhile.
    ///
    /// - Returns: the signature that the manifest names, and the SHA-256 of its bytes, the same that were handed over; nil when there is no
    ///   manifest, it has another spelling than ours, or a reference was refused: nothing that was handed over counts then.
    package func readManifest(
        reference: (ManifestScanner.Reference) -> Bool
    ) throws(BundleReadError) -> (signature: ObjectName, digest: Digest)? {
        guard let position = position(of: .manifest) else { return nil }
        var reader = try reader(at: position)
        let digest = PassingDigest(expecting: objects[position].size)
        do throws(ContainerError) {
            let read = try ManifestScanner.scan { buffer throws(ContainerError) in
                let count = try reader.read(into: buffer)
                digest.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
            } reference: {
                reference($0)
            }
            return read.map { ($0.signature, digest.finish()) }
        } catch {
            throw .unreadable(path: BundleObject.manifest.path, error)
        }
    }

    /// The DER of the signature over the manifest.
    package func signatureBytes() throws(BundleReadError) -> [UInt8]? { try bytes(of: .signature) }

    // MARK: Indexes

    /// `bundle.json`, read anew at each call.
    package func index() throws(BundleReadError) -> BundleIndex {
        let scanned = try scannedIndex()
        let bytes = scanned == nil ? try required(.index) : []
        do throws(BundleIndexError) {
            return if let scanned { try BundleIndex(scanned) } else { try BundleIndex(parsing: bytes) }
        } catch {
            throw .index(path: BundleObject.index.path, error)
        }
    }

    /// Hands each line of `EMPREINTES.sha256` to `line`, read anew at each call; nothing but errors is kept of it.
    ///
    /// That no name stands twice is for whoever takes the lines.
    package func readDigestList(
        line: (DigestList.Line) throws(DigestListError) -> Void
    ) throws(BundleReadError) {
        let path = BundleObject.digestList.path
        guard let position = position(of: .digestList) else { throw .missing(path: path) }
        var scanner = DigestListScanner()
        var fault: DigestListError?
        try read(at: position) { bytes in
            guard fault == nil else { return }
            do throws(DigestListError) { try scanner.take(bytes, line: line) } catch { fault = error }
        }
        do throws(DigestListError) {
            if let fault { throw fault }
            try scanner.finish()
        } catch {
            throw .digestList(path: path, error)
        }
    }

    /// `disclosures.json`, read to its end at each call, and then entry by entry.
    package func disclosures() throws(BundleReadError) -> ShownDisclosures {
        if let scanned = try scannedDisclosures() { return scanned }
        let bytes = try required(.disclosures)
        do throws(DisclosureFileError) {
            return try ShownDisclosures(parsing: bytes) { [self] range throws(BundleReadError) in
                try self.bytes(of: .disclosures, in: range)
            }
        } catch {
            throw .disclosures(path: BundleObject.disclosures.path, error)
        }
    }

    // MARK: Entries

    /// The DER of the entry with that leaf index.
    package func entryBytes(_ index: UInt64) throws(BundleReadError) -> [UInt8]? { try bytes(of: .entry(index)) }

    /// The inclusion proof of the entry with that leaf index, as a `.tlog-proof` text.
    package func proofBytes(_ index: UInt64) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .inclusionProof(index))
    }

    /// The lists, by the leaf index of the entry that commits them and their name.
    package var lists: [(entry: UInt64, name: String)] {
        otherObjects.compactMap { object in
            if case .list(let index, let name) = object { (index, name) } else { nil }
        }
    }

    // MARK: Checkpoints

    /// The tree sizes of the checkpoints, rising.
    package var checkpointSizes: [UInt64] {
        numbers { object in if case .checkpoint(let size) = object { size } else { nil } }
    }

    /// The checkpoint of that size, with the ledger's signatures only.
    package func checkpointBytes(_ size: UInt64) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .checkpoint(size))
    }

    /// The tree sizes of the checkpoints that bear cosignatures, rising.
    package var cosignedSizes: [UInt64] {
        numbers { object in if case .cosignedCheckpoint(let size) = object { size } else { nil } }
    }

    /// The checkpoint of that size followed by its cosignature lines.
    package func cosignedBytes(_ size: UInt64) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .cosignedCheckpoint(size))
    }

    /// The consistency files, by the sizes of their two checkpoints, rising.
    package var consistencyProofs: [(from: UInt64, to: UInt64)] {
        otherObjects.compactMap { object in
            if case .consistencyProof(let old, let new) = object { (old, new) } else { nil }
        }
    }

    /// The consistency file between two sizes.
    package func consistencyBytes(from old: UInt64, to new: UInt64) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .consistencyProof(from: old, to: new))
    }

    /// The consistency file from a size to the head that `bundle.json` names.
    package func consistencyBytes(from old: UInt64) throws(BundleReadError) -> [UInt8]? {
        try consistencyBytes(from: old, to: try index().size)
    }

    // MARK: Time stamps

    /// The tokens, by the size of the checkpoint that they cover, then by name.
    package var tokens: [(size: UInt64, authority: TokenName, path: String)] {
        otherObjects.compactMap { object in
            if case .token(let size, let authority) = object { (size, authority, object.path) } else { nil }
        }
    }

    /// The DER of a token.
    package func tokenBytes(size: UInt64, authority: TokenName) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .token(size: size, authority: authority))
    }

    /// The responses, by the size of the checkpoint, then by the name of the token in them.
    package var responses: [(size: UInt64, authority: TokenName, path: String)] {
        otherObjects.compactMap { object in
            if case .response(let size, let authority) = object { (size, authority, object.path) } else { nil }
        }
    }

    /// The DER of a response.
    package func responseBytes(size: UInt64, authority: TokenName) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .response(size: size, authority: authority))
    }

    // MARK: Certificates

    /// The certificate files: the digest that their names claim, the path, and the bytes of their PEM.
    package func certificates() throws(BundleReadError) -> [(digest: Digest, path: String, pem: [UInt8])] {
        var certificates: [(digest: Digest, path: String, pem: [UInt8])] = []
        for object in otherObjects {
            guard case .certificate(let digest) = object, let pem = try bytes(of: object) else { continue }
            certificates.append((digest, object.path, pem))
        }
        return certificates
    }

    /// The PEM of the certificate whose DER has that digest, as the file's name claims.
    package func certificatePEM(_ digest: Digest) throws(BundleReadError) -> [UInt8]? {
        try bytes(of: .certificate(digest))
    }

    // MARK: -

    private func required(_ object: BundleObject) throws(BundleReadError) -> [UInt8] {
        guard let bytes = try bytes(of: object) else { throw .missing(path: object.path) }
        return bytes
    }

    private func numbers(_ number: (BundleObject) -> UInt64?) -> [UInt64] {
        otherObjects.compactMap(number)
    }
}
