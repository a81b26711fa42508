internal import Operations
internal import Wording

/// What the person is told when a command did not do what it was asked to, and the status it ends with.
enum Problem: Error {
    /// An operation says so.
    case operation(OperationError)
    /// The command line cannot be followed; the sentences are `error.<name>` and `hint.<name>`.
    case commandLine(String, [String: String] = [:])
    /// Something nobody foresaw: the description is all there is.
    case unforeseen(String)

    /// What `error` is to the person.
    init(_ error: any Error) {
        self =
            switch error {
            case let problem as Problem: problem
            case let error as OperationError: .operation(error)
            default: .unforeseen("\(error)")
            }
    }

    /// What is so, in one line.
    func message(in say: Phrasebook) -> String {
        switch self {
        case .operation(let error): say(error.messageKey, Self.spoken(error.arguments, in: say))
        case .commandLine(let name, let arguments): say("error.\(name)", arguments)
        case .unforeseen(let description): say("error.unforeseen", ["reason": description])
        }
    }

    /// What to do about it; nil when there is nothing to say.
    func hint(in say: Phrasebook) -> String? {
        let key: String
        let arguments: [String: String]
        switch self {
        case .operation(let error): (key, arguments) = (error.hintKey, Self.spoken(error.arguments, in: say))
        case .commandLine(let name, let known): (key, arguments) = ("hint.\(name)", known)
        case .unforeseen: (key, arguments) = ("hint.unforeseen", [:])
        }
        return say.has(key) ? say(key, arguments) : nil
    }

    /// The arguments with a field's name in the person's words, and « * » as every file.
    private static func spoken(_ arguments: [String: String], in say: Phrasebook) -> [String: String] {
        var spoken = arguments
        if let field = arguments["field"], say.has("fact.\(field)") { spoken["field"] = say("fact.\(field)") }
        if arguments["file"] == "*" { spoken["file"] = say("fact.everyFile") }
        return spoken
    }

    /// The status that the program ends with.
    var status: ExitStatus {
        switch self {
        case .operation(let error): error.exitStatus
        case .commandLine: .usage
        case .unforeseen: .error
        }
    }
}
