internal import CConfinement
package import Custody
package import LedgerStore

/// Has files looked at by `scelle-observe`, a process with limits on itself, and believes nothing that it says.
///
/// Whatever happens to that process, there is an answer: what was not read is recorded as such, and nothing is thrown. One
/// observer belongs to one thread; its process is started for its first file, and replaced when it is lost.
package final class FileObserver {
    /// How long one file may take, in milliseconds, beside what its size adds; the process's own limits end nearly every
    /// reading long before.
    package static let patience = 60_000

    /// After how many files a process is replaced: its processor time is counted over its whole life.
    private static let filesPerProcess = 2_000

    private let program: String?
    private let patience: Int
    private var process: ObserverProcess?
    private var filesLeft = 0

    /// An observer that starts `program`.
    package init(program: String? = FileObserver.installedProgram(), patience: Int = FileObserver.patience) {
        self.program = program
        self.patience = patience
    }

    /// Where `scelle-observe` lies: beside the program that runs; nil when it is not there.
    package static func installedProgram() -> String? { ObserverProcess.installedProgram() }

    /// Looks at the open file `source`, which was received under `name`.
    package func observe(_ source: SourceFile, name: ReceivedName) -> FileObservation {
        let seen = read(source)
        return FileObservation(
            mediaType: seen.mediaType,
            observed: seen.observed.adding(
                NameObservations.of(name, mediaType: seen.observed.reader == nil ? nil : seen.mediaType)
            ),
            members: seen.members
        )
    }

    /// The process at work, for tests that end or stop it.
    package var processIdentifier: Int32? { process?.identifier }

    private func read(_ source: SourceFile) -> FileObservation {
        let answer: ObserverProcess.Answer
        do throws(ObserverProcess.Failure) {
            answer = try ask(about: source)
        } catch {
            process = nil
            return .unread(error.reading)
        }
        filesLeft -= 1
        if filesLeft <= 0 { process = nil }
        guard let seen = FileObservation(parsing: answer.bytes) else {
            process = nil
            return .unread(.refused)
        }
        return seen
    }

    private func ask(about source: SourceFile) throws(ObserverProcess.Failure) -> ObserverProcess.Answer {
        if let process {
            do throws(ObserverProcess.Failure) {
                try process.send(source.descriptor)
                return try process.receive(patience: patience(for: source))
            } catch .goneBefore {
                // It ended between two files: this one is not to blame.
                self.process = nil
            }
        }
        guard let program else { throw .notStarted }
        let fresh = try ObserverProcess(starting: program)
        process = fresh
        filesLeft = Self.filesPerProcess
        try fresh.send(source.descriptor)
        return try fresh.receive(patience: patience(for: source))
    }

    /// A second more for every 16 MiB: a large archive is read whole, and may be inflated.
    private func patience(for source: SourceFile) -> Int {
        patience + Int(clamping: max(0, scelle_size(source.descriptor)) >> 24) * 1_000
    }
}
