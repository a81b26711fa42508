import Foundation

/// Carries out one scenario in a folder of its own, and keeps the transcript that a failure shows.
///
/// The language, one command a line (`CommandWords` has the quoting):
///
///     scelle WORD...            runs the program; it must exit with 0
///     exec PROGRAM WORD...      runs another program, found by PATH
///     [3] scelle WORD...        the same, and it must exit with 3; also [3] exec …
///     stdin FILE                what the next program reads; otherwise it reads nothing
///     stdout 'REGEX'            the last program's output has a match; ^ and $ are a line's ends
///     stderr 'REGEX'            the same of what it wrote to standard error
///     grep 'REGEX' FILE         the file has a match
///     exists PATH...            each is there
///     cmp FILE FILE             the same bytes
///     ! …                       before stdout, stderr, grep, exists or cmp: it must not be so
///     cp FROM TO                a file, or a folder with all it holds; TO must not exist
///     mkdir PATH...             folders, with those above them
///     rm PATH...                files, or folders with all they hold
///     flip FILE OFFSET          changes the lowest bit of one byte; `middle`, or negative from the end
///     env NAME=VALUE            for all that follows, as a variable and in the environment
///     capture NAME 'REGEX'      a variable: the first group of the first match in the last output
///     include PART              the commands and files of parts/PART.txt
///     authority NAME OPTION...  starts Examples/demo/authority.py with its keys in the folder NAME; $NAME is its URL
///     stop NAME                 ends that authority
///
/// Variables at the start: WORK, the scenario's folder; ROOT, that of the package. HOME and SCELLE_HOME lie in the
/// scenario's folder, the locale is C.UTF-8, the time zone UTC, and the program built with the tests is first in PATH.
final class ScenarioRunner {
    private let work: URL
    private var variables: [String: String]
    private var environment: [String: String]
    private var authorities: [String: Process] = [:]
    private var nextInput: URL?
    private var lastOutput = ""
    private var lastError = ""
    private var transcript = ""

    /// The package's folder.
    static let root = Scenario.folder.deletingLastPathComponent().deletingLastPathComponent()

    /// The folder into which the tests were built, and the program with them.
    static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    /// What no program may take longer than, in seconds; far above what any takes.
    private static let patience = "300"

    /// Makes the scenario's folder.
    init() throws {
        work = FileManager.default.temporaryDirectory
            .appending(path: "scelle-scenario-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: work.appending(path: "home"), withIntermediateDirectories: true)
        environment = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("LC_") && !name.hasPrefix("XDG_") && !name.hasPrefix("SCELLE_") && name != "LANGUAGE"
        }
        environment["PATH"] = "\(Self.products.path):\(environment["PATH", default: "/usr/bin:/bin"])"
        environment["HOME"] = work.appending(path: "home").path
        environment["SCELLE_HOME"] = work.appending(path: "home/scelle").path
        environment["LANG"] = "C.UTF-8"
        environment["TZ"] = "UTC"
        variables = ["WORK": work.path, "ROOT": Self.root.path]
    }

    /// Runs a scenario to its end or to the first expectation that is not met; leaves nothing behind.
    func run(_ scenario: Scenario) throws {
        defer {
            authorities.values.forEach { $0.terminate() }
            // The system clears its temporary folder too; a failure to remove must not hide the scenario's own.
            try? FileManager.default.removeItem(at: work)
        }
        do {
            try carryOut(scenario)
        } catch {
            throw ScenarioFailure("\(error)\n\n\(transcript)")
        }
    }

    /// Makes a scenario's files and runs its commands.
    private func carryOut(_ scenario: Scenario) throws {
        for file in scenario.files {
            let url = path(file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(file.contents.utf8).write(to: url)
        }
        for command in scenario.commands {
            transcript += "\(command.place)> \(command.text)\n"
            do {
                try carryOut(CommandWords(command.text, variables: variables, folder: work).words)
            } catch {
                throw ScenarioFailure("\(command.place): \(command.text)\n\(error)")
            }
        }
    }

    /// Runs one command, of at least one word.
    private func carryOut(_ words: [String]) throws {
        var words = words[...]
        let verb = words.removeFirst()
        switch verb {
        case "scelle", "exec": try launch([verb] + words, expecting: 0)
        case _ where verb.hasPrefix("[") && verb.hasSuffix("]"):
            guard let status = Int32(verb.dropFirst().dropLast()) else { throw ScenarioFailure("no status: \(verb)") }
            try launch(Array(words), expecting: status)
        case "!":
            guard let what = words.popFirst() else { throw ScenarioFailure("! what?") }
            try require(what, Array(words), holds: false)
        case "include": try carryOut(Scenario(named: argument(words, 0), in: "parts"))
        case "authority": try startAuthority(argument(words, 0), options: Array(words.dropFirst()))
        case "stop": try stopAuthority(argument(words, 0))
        case "env", "capture": try setVariable(verb, Array(words))
        case "stdin": nextInput = path(try argument(words, 0))
        case "cp", "mkdir", "rm", "flip": try changeFiles(verb, Array(words))
        default: try require(verb, Array(words), holds: true)
        }
    }

    /// An absolute path for one that may be relative to the scenario's folder.
    private func path(_ relative: String) -> URL {
        relative.hasPrefix("/") ? URL(fileURLWithPath: relative) : work.appending(path: relative)
    }

    /// The word at a place that must be there.
    private func argument(_ words: some Collection<String>, _ index: Int) throws -> String {
        guard let word = words.dropFirst(index).first else { throw ScenarioFailure("a word is missing") }
        return word
    }
}

// MARK: - Programs

extension ScenarioRunner {
    /// Runs `scelle WORD…` or `exec PROGRAM WORD…` and requires an exit status.
    private func launch(_ command: [String], expecting status: Int32) throws {
        guard let verb = command.first, ["scelle", "exec"].contains(verb) else {
            throw ScenarioFailure("neither scelle nor exec: \(command.joined(separator: " "))")
        }
        let program = verb == "scelle" ? [Self.products.appending(path: "scelle").path] : []
        let outputs = [".stdout", ".stderr"].map { URL(fileURLWithPath: work.path + $0) }
        for output in outputs { try Data().write(to: output) }
        // Whether they can be removed decides nothing; they are in the temporary folder.
        defer { outputs.forEach { try? FileManager.default.removeItem(at: $0) } }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=5", Self.patience] + program + command.dropFirst()
        process.currentDirectoryURL = work
        process.environment = environment
        process.standardInput = try nextInput.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputs[0])
        process.standardError = try FileHandle(forWritingTo: outputs[1])
        nextInput = nil
        try process.run()
        process.waitUntilExit()

        lastOutput = try String(decoding: Data(contentsOf: outputs[0]), as: UTF8.self)
        lastError = try String(decoding: Data(contentsOf: outputs[1]), as: UTF8.self)
        transcript += lastOutput + lastError
        guard process.terminationReason == .exit, process.terminationStatus == status else {
            throw ScenarioFailure("exit status \(process.terminationStatus), not \(status)")
        }
    }

    /// Starts a demonstration authority and waits for the line in which it says its URL.
    private func startAuthority(_ name: String, options: [String]) throws {
        guard authorities[name] == nil else { throw ScenarioFailure("\(name) is running already") }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.root.appending(path: "Examples/demo/authority.py").path, "--state", path(name).path]
            + options
        process.currentDirectoryURL = work
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        authorities[name] = process

        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw ScenarioFailure("the authority \(name) did not start") }
            line += more
        }
        guard let url = String(decoding: line, as: UTF8.self).firstMatch(of: /http:\/\/[0-9.:]+\//)?.output else {
            throw ScenarioFailure("the authority \(name) did not say its URL")
        }
        variables[name] = String(url)
        transcript += "\(name) = \(url)\n"
    }

    /// Ends an authority and waits until it has ended.
    private func stopAuthority(_ name: String) throws {
        guard let process = authorities.removeValue(forKey: name) else {
            throw ScenarioFailure("no authority \(name) is running")
        }
        process.terminate()
        process.waitUntilExit()
    }
}

// MARK: - Expectations, variables and files

extension ScenarioRunner {
    /// Requires that a condition holds, or that it does not.
    private func require(_ what: String, _ words: [String], holds: Bool) throws {
        let met: [(String, Bool)]
        switch what {
        case "stdout": met = [("stdout", try matches(lastOutput, argument(words, 0)))]
        case "stderr": met = [("stderr", try matches(lastError, argument(words, 0)))]
        case "grep":
            let file = path(try argument(words, 1))
            let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
            met = [(file.lastPathComponent, try matches(text, argument(words, 0)))]
        case "exists": met = words.map { ($0, FileManager.default.fileExists(atPath: path($0).path)) }
        case "cmp":
            let files = try (0...1).map { try Data(contentsOf: path(argument(words, $0))) }
            met = [("cmp", files[0] == files[1])]
        default: throw ScenarioFailure("no such command: \(what)")
        }
        guard !met.isEmpty else { throw ScenarioFailure("\(what) what?") }
        for (subject, isMet) in met where isMet != holds {
            throw ScenarioFailure("\(what): \(subject): \(holds ? "is not so" : "is so, and must not be")")
        }
    }

    /// Whether a text has a match.
    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        try text.firstMatch(of: Regex(pattern).anchorsMatchLineEndings()) != nil
    }

    /// `env NAME=VALUE` and `capture NAME REGEX`.
    private func setVariable(_ verb: String, _ words: [String]) throws {
        if verb == "env" {
            let parts = try argument(words, 0).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw ScenarioFailure("not NAME=VALUE") }
            variables[String(parts[0])] = String(parts[1])
            environment[String(parts[0])] = String(parts[1])
        } else {
            let pattern = try Regex(argument(words, 1)).anchorsMatchLineEndings()
            guard let match = lastOutput.firstMatch(of: pattern), match.output.count > 1,
                let value = match.output[1].substring
            else { throw ScenarioFailure("nothing to capture") }
            variables[try argument(words, 0)] = String(value)
        }
    }

    /// `cp`, `mkdir`, `rm` and `flip`.
    private func changeFiles(_ verb: String, _ words: [String]) throws {
        let files = FileManager.default
        switch verb {
        case "cp": try files.copyItem(at: path(argument(words, 0)), to: path(argument(words, 1)))
        case "mkdir": try words.forEach { try files.createDirectory(at: path($0), withIntermediateDirectories: true) }
        case "rm": try words.forEach { try files.removeItem(at: path($0)) }
        default:
            let file = path(try argument(words, 0))
            var bytes = try [UInt8](Data(contentsOf: file))
            let place = try argument(words, 1)
            guard let offset = place == "middle" ? bytes.count / 2 : Int(place) else {
                throw ScenarioFailure("no offset: \(place)")
            }
            let index = offset < 0 ? bytes.count + offset : offset
            guard bytes.indices.contains(index) else { throw ScenarioFailure("\(place) is outside \(file.path)") }
            bytes[index] ^= 1
            try Data(bytes).write(to: file)
        }
    }
}
