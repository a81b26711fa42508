package import Cryptography

/// A bundle that is written and durable, under a temporary name, until it has been verified.
package struct BundleDraft {
    private let folder: DraftFolder

    /// The SHA-256 of the container, read back from the disk.
    package let containerDigest: Digest

    /// The SHA-256 of `EMPREINTES.sha256`, which documents print.
    package let digestListDigest: Digest

    init(folder: DraftFolder, containerDigest: Digest, digestListDigest: Digest) {
        self.folder = folder
        self.containerDigest = containerDigest
        self.digestListDigest = digestListDigest
    }

    /// The hand-over folder under its temporary name: what is to be verified.
    package var path: String { folder.path }

    /// The container under its temporary name.
    package var containerPath: String { folder.path + "/" + folder.containerName }

    /// The path that the hand-over folder will have.
    package var finalPath: String { folder.finalPath }

    /// Gives the folder its final name, durably; never over anything that is there.
    package func commit() throws(BundleWriterError) {
        try folder.commit()
    }

    /// Removes what was written.
    package func discard() {
        folder.remove()
    }
}
