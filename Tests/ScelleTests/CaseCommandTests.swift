import ArgumentParser
import Testing

@testable import scelle

@Suite("commands that work on a case")
struct CaseCommandTests {
    private func all(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap { all(below: $0) }
    }

    @Test("whoever takes --unsafe-filesystem heeds it")
    func place() {
        // A group shows the help of the command that it stands for by default, which is looked at itself.
        let commands = all(below: Scelle.self).filter {
            $0.configuration.subcommands.isEmpty && $0.helpMessage().contains("--unsafe-filesystem")
        }
        #expect(commands.count > 8)
        for command in commands {
            #expect(command is any CaseCommand.Type || command == InitCommand.self, "\(command)")
        }
    }
}
