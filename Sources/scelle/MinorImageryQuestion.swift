internal import Foundation
internal import Operations
internal import Wording

/// The question that goes before any reading, and what follows from its answer (docs/decisions/0015-question-first.md).
struct MinorImageryQuestion {
    /// How a call goes on.
    enum Decision {
        /// The files may be copied.
        case copy(DeclaredFacts)
        /// Nothing is copied.
        case referenceOnly(DeclaredFacts, ReferenceOnly.Facts)
    }

    let paths: [String]
    let session: Session

    private var say: Phrasebook { session.say }

    /// How the call goes on: as it was typed, or as the person at the terminal answers; refused where nobody can be asked.
    func decide(_ declared: DeclaredFacts, _ reference: ReferenceOptions) throws -> Decision {
        if reference.referenceOnly {
            guard declared.saysNothingOfExhibits else { throw Problem.commandLine("referenceOnlyFacts") }
            return .referenceOnly(declared, reference.facts)
        }
        guard let terminal = TerminalDialogue() else { return try decideAlone(declared, reference.facts) }
        var declared = declared
        if declared.minorImagery == nil { declared.minorImagery = put(to: terminal) }
        switch declared.minorImagery {
        case nil: throw OperationError(.minorImageryUnanswered)
        case .no: return try copy(declared, reference.facts)
        case .yes, .unknown: return try offer(declared, reference.facts, on: terminal)
        }
    }

    /// Where nobody can be asked, only what was typed counts.
    private func decideAlone(_ declared: DeclaredFacts, _ facts: ReferenceOnly.Facts) throws -> Decision {
        switch declared.minorImagery {
        case nil: throw OperationError(.minorImageryUnanswered)
        case .no: return try copy(declared, facts)
        case .yes, .unknown:
            session.terminal.warn(warning)
            throw OperationError(.minorImageryPossible)
        }
    }

    private func copy(_ declared: DeclaredFacts, _ facts: ReferenceOnly.Facts) throws -> Decision {
        guard facts.isEmpty else { throw Problem.commandLine("referenceFactsAlone") }
        return .copy(declared)
    }

    private func put(to terminal: borrowing TerminalDialogue) -> MinorImageryAnswer? {
        // Whether a path is a folder is asked of the folder above it: nothing of the files is read.
        var isFolder: ObjCBool = false
        let isOne = paths.count == 1
        if !isOne || FileManager.default.fileExists(atPath: paths[0], isDirectory: &isFolder) && isFolder.boolValue {
            terminal.tell(say("question.aboutAll"))
        }
        return terminal.choose(
            say("question.minorImagery"),
            say("question.minorImagery.choices"),
            meaning: { MinorImageryAnswer(typed: $0) }
        )
    }

    private var warning: String {
        ["question.minorImagery.warning", "question.minorImagery.keep", "question.unreviewed"]
            .map { say($0) }.joined(separator: " ")
    }

    /// Warns, and offers to go on without a copy; what was not typed about the original is asked for.
    private func offer(
        _ declared: DeclaredFacts,
        _ facts: ReferenceOnly.Facts,
        on terminal: borrowing TerminalDialogue
    ) throws -> Decision {
        terminal.tell(warning)
        if !declared.saysNothingOfExhibits { terminal.tell(say("question.referenceOnly.dropped")) }
        let answer = terminal.choose(say("question.referenceOnly"), say("question.referenceOnly.choices")) { typed in
            MinorImageryAnswer(typed: typed).flatMap { $0 == .unknown ? nil : $0 }
        }
        guard answer == .yes else { throw OperationError(.minorImageryPossible) }
        var declared = declared
        declared.everyExhibit = DeclaredAnswers()
        declared.exhibits = [:]
        declared.metadataFile = nil
        var facts = facts
        while facts.location?.isEmpty ?? true {
            guard let place = terminal.answer(to: say("question.location")) else {
                throw OperationError(.referenceLocationMissing)
            }
            facts.location = place
        }
        if facts.holder == nil { facts.holder = terminal.answer(to: say("question.holder")).flatMap(Self.given) }
        if facts.description == nil {
            facts.description = terminal.answer(to: say("question.description")).flatMap(Self.given)
        }
        return .referenceOnly(declared, facts)
    }

    /// What was typed; nil when that was nothing.
    private static func given(_ text: String) -> String? { text.isEmpty ? nil : text }
}
