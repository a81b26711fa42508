internal import ArgumentParser
internal import Foundation
internal import Operations
internal import Wording

/// A command that does its work in some surroundings, says what came of it, and ends with a status.
protocol SpokenCommand: AsyncParsableCommand {
    /// In which language, and how much, it speaks.
    var speech: SpeechOptions { get }

    /// Whether it is about a case file, whose language it then speaks.
    var occasion: SpokenLanguage.Occasion { get }

    /// Whether the person answers for where the case lies; nil for a command that works on none.
    var place: PlaceOptions? { get }

    /// One call and one rendering. What it throws is told, and decides the status.
    func carryOut(in session: Session) async throws -> ExitStatus
}

extension SpokenCommand {
    var occasion: SpokenLanguage.Occasion { .person }
    var place: PlaceOptions? { nil }

    func run() async throws {
        var surroundings = Surroundings.ofThisProcess(
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath
        )
        surroundings.acceptsUnsafeFileSystem = place?.unsafeFilesystem ?? false
        var terminal = Terminal(language: SpokenLanguage.ofLocale(surroundings), isQuiet: speech.quiet)
        let status: ExitStatus
        do {
            let language = try SpokenLanguage.chosen(typed: speech.lang, for: occasion, in: surroundings)
            terminal = Terminal(language: language, isQuiet: speech.quiet)
            if surroundings.acceptsUnsafeFileSystem { terminal.notice(terminal.say("notice.unsafeFileSystem")) }
            status = try await carryOut(in: Session(terminal: terminal, surroundings: surroundings))
        } catch {
            let problem = Problem(error)
            terminal.complain(problem)
            status = problem.status
        }
        terminal.finish()
        guard status == .done else { throw ExitCode(status.rawValue) }
    }
}

/// What a command works with: where it speaks, and what it takes from the machine.
struct Session: Sendable {
    let terminal: Terminal
    let surroundings: Surroundings

    /// The sentences, in the person's language.
    var say: Phrasebook { terminal.say }

    /// Tells each step of an operation.
    var progress: ProgressListener { { [terminal] step in terminal.tell(step) } }
}
