internal import CourtBundle
internal import Cryptography
internal import Foundation
internal import TransparencyLog
package import Verification

/// A checkpoint that somebody has from elsewhere, as a file: a signed note, a receipt, or another bundle.
package enum KnownCheckpointFile {
    /// Reads the file at `path`, whatever of the three it is.
    package static func read(_ path: String) throws(KnownCheckpointError) -> KnownCheckpoint {
        do { return try head(ofBundleAt: path) } catch .notABundle {
            // A note or a receipt, then.
        } catch {
            throw error
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Receipt.maximumByteCount else {
            throw .unreadable(path)
        }
        let bytes = [UInt8](data)
        if data.range(of: Data("-----BEGIN SCELLE RECEIPT-----".utf8)) != nil {
            return try receipt(bytes, at: path)
        }
        do { return KnownCheckpoint(checkpoint: try SignedCheckpoint(parsing: bytes), source: path) } catch {
            throw .malformed(path, reason: "\(error)")
        }
    }

    private static func receipt(_ bytes: [UInt8], at path: String) throws(KnownCheckpointError) -> KnownCheckpoint {
        do {
            let receipt = try Receipt(parsing: bytes)
            return KnownCheckpoint(
                checkpoint: receipt.checkpoint,
                leaves: Dictionary(receipt.leaves.map { ($0.index, $0.hash) }, uniquingKeysWith: { first, _ in first }),
                source: path
            )
        } catch {
            throw .malformed(path, reason: "\(error)")
        }
    }

    private static func head(ofBundleAt path: String) throws(KnownCheckpointError) -> KnownCheckpoint {
        let bundle: UncheckedBundle
        do { bundle = try UncheckedBundle(opening: path) } catch .notABundle {
            throw .notABundle(path)
        } catch {
            throw .unreadable(path)
        }
        do {
            let size = try bundle.index().size
            guard let bytes = try bundle.checkpointBytes(size) else { throw KnownCheckpointError.unreadable(path) }
            return KnownCheckpoint(checkpoint: try SignedCheckpoint(parsing: bytes), source: path)
        } catch {
            throw .malformed(path, reason: "\(error)")
        }
    }
}

/// Why a file gives no known checkpoint.
package enum KnownCheckpointError: Error, Hashable {
    case unreadable(String)
    case malformed(String, reason: String)
    /// The checkpoint is of another ledger than the bundle.
    case otherLedger(String)
    /// Not a bundle; a note or a receipt may still be read from it.
    case notABundle(String)
}
