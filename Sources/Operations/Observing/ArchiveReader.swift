/// Has the members of one archive unpacked by `scelle-observe`, and believes nothing of what comes: whoever asks knows what
/// each must be.
///
/// A process that is lost is replaced, a few times: an archive that ends each one has nothing to give.
final class ArchiveReader {
    /// How many processes one archive may cost.
    private static let mostProcesses = 16

    private let program: String
    private let archive: ExtractionFolder.Unnamed
    private let patience: Int
    private var process: ObserverProcess?
    private var processCount = 0

    /// Reads `archive` by `program`, which may take `patience` milliseconds for each piece.
    init(program: String, archive: ExtractionFolder.Unnamed, patience: Int = FileObserver.patience) {
        self.program = program
        self.archive = archive
        self.patience = patience
    }

    /// Hands the bytes of the member at `position`, counted from 0, to `take`, and throws what that throws.
    ///
    /// - Returns: whether the process says that they were all there; false too when it was lost.
    func unpack(_ position: UInt64, to take: ([UInt8]) throws -> Void) throws -> Bool {
        do {
            guard let process = try running() else { return false }
            return try process.unpack(position, patience: patience, to: take)
        } catch let failure as ObserverProcess.Failure {
            process = nil
            if case .notStarted = failure { throw OperationError(.observerMissing) }
            return false
        } catch {
            process = nil
            throw error
        }
    }

    /// The process, with the archive in its hands; nil when too many were lost.
    private func running() throws(ObserverProcess.Failure) -> ObserverProcess? {
        if let process { return process }
        guard processCount < Self.mostProcesses else { return nil }
        processCount += 1
        let fresh = try ObserverProcess(starting: program)
        guard try fresh.hold(archive.descriptor, patience: patience) > 0 else { return nil }
        process = fresh
        return fresh
    }
}
