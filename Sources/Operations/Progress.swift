package import Cryptography

/// What an operation is doing, told as it does it; whoever listens prints, or not.
package enum ProgressStep: Hashable, Sendable {
    /// An authority is about to be asked: its host, before anything leaves the machine.
    case contacting(host: String)
    /// The authority of this name gave a time stamp.
    case stamped(authority: String, genTime: Instant)
    /// The authority of this name gave none, and why.
    case notStamped(authority: String, OperationError)
    /// So many of so many received files have been copied, encrypted and read again.
    case stored(Int, of: Int)
    /// So many of so many files have been read for their digest, and not copied.
    case digested(Int, of: Int)
    /// Another scelle is at work on the case: the lock is waited for, up to so many seconds.
    case waitingForCase(seconds: Int)
    /// The certificate of the identity of this name ends soon.
    case certificateEnding(identity: String, Instant)
    /// So many of so many originals have been copied to a backup.
    case backedUp(Int, of: Int)
    /// So many of so many entries have been looked at.
    case examined(UInt64, of: UInt64)
    /// So many of so many originals have been read again.
    case reread(Int, of: Int)
}

/// Listens to the steps of an operation; it may be called from several threads.
package typealias ProgressListener = @Sendable (ProgressStep) -> Void
