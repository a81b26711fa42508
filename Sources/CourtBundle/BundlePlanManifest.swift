internal import ASiC
package import Cryptography

extension BundlePlan {
    /// The SHA-256 of the `EMPREINTES.sha256` that the plan leads to, which the documents print.
    package func digestListDigest() throws(DigestListError) -> Digest {
        Digest(of: try digestList.bytes)
    }

    /// The manifest that writing the plan leads to: what the signature is over.
    ///
    /// A signature that is stamped by somebody else is made before the writing, which then finds the same bytes. Files
    /// given by a closure are asked for here and again when they are written.
    package func manifestBytes() throws -> [UInt8] {
        let index = try index
        let digestList = try digestList
        let pieces = Dictionary(uniqueKeysWithValues: pieces.map { (BundleObject.piece($0.name), $0) })
        let objects = Array(files.keys) + pieces.keys + [.digestList, .index, .disclosures]
        let references = try objects.sorted().map { object in
            let name = try ObjectName(object.path)
            if let piece = pieces[object] {
                return ASiCManifest.Reference(name: name, mediaType: piece.mediaType, digest: piece.digest)
            }
            let bytes: [UInt8] =
                switch object {
                case .digestList: digestList.bytes
                case .index: index.bytes
                case .disclosures: disclosures.bytes
                default: try files[object]?() ?? []
                }
            return ASiCManifest.Reference(name: name, mediaType: object.mediaType, digest: Digest(of: bytes))
        }
        return try ASiCManifest(
            signature: ObjectName(BundleObject.signature.path),
            references: references
        ).bytes
    }
}
