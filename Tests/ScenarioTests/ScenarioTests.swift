import Foundation
import Testing

/// Every text file of `scenarios/`, run against the program that was built with the tests.
@Suite struct ScenarioTests {
    @Test("the program does what each scenario says", arguments: try Scenario.names)
    func runs(name: String) throws {
        try ScenarioRunner().run(Scenario(named: name))
    }

    @Test("there are scenarios")
    func areThere() throws {
        #expect(try Scenario.names.count > 0)
    }
}

/// The language itself: a scenario that cannot fail proves nothing.
@Suite struct ScenarioLanguageTests {
    private func run(_ text: String) throws {
        try ScenarioRunner().run(Scenario(name: "inline", text: text))
    }

    @Test("what is so passes")
    func passes() throws {
        try run(
            """
            # A comment, then each command once.
            env GREETING=bonjour
            exec printf '%s\\n%s\\n' $GREETING ${GREETING}s
            stdout '^bonjours$'
            capture LAST '^(bonjours)$'
            exec test $LAST = bonjours
            ! stdout 'soir'
            [3] exec sh -c 'echo non >&2; exit 3'
            stderr non
            stdin a/one.txt
            exec cat
            stdout 'first line'
            exists a/one.txt two.txt
            ! exists three.txt
            mkdir b/c
            cp a b/c/a
            cmp a/one.txt b/c/a/one.txt
            flip b/c/a/one.txt -1
            ! cmp a/one.txt b/c/a/one.txt
            flip b/c/a/one.txt -1
            cmp b/c/a/*.txt a/one.txt
            grep '^second' a/one.txt
            ! grep third a/one.txt
            rm b
            ! exists b
            authority tsa --fault html
            exec curl -s ${tsa}root.pem
            stdout 'BEGIN CERTIFICATE'
            exists tsa/DEMONSTRATION.root.pem
            stop tsa
            exec sh -c 'test "$SCELLE_HOME" = "$HOME/scelle"'
            -- a/one.txt --
            first line
            second line
            -- two.txt --
            """
        )
    }

    @Test(
        "what is not so fails",
        arguments: [
            "exec false", "[0] exec false", "[1] exec true", "exec no-such-program", "[x] exec true", "[1] true",
            "exec echo a\nstdout '^b'", "exec echo a\n! stdout a", "exec echo a\nstderr a", "exists a", "! exists .",
            "exists", "cmp a b", "exec echo $UNSET", "exec echo 'open", "exec echo *.none", "flip a 0", "frobnicate",
            "capture NAME '(x)'", "include no-such-part", "stop tsa", "cp a b", "rm a", "env A", "!", "stdin",
            "flip f 9\n-- f --\nab", "cmp f g\n-- f --\na\n-- g --\nb", "! cmp f f\n-- f --\na",
            "grep b f\n-- f --\na", "authority tsa --no-such-option",
        ]
    )
    func fails(text: String) {
        #expect(throws: (any Error).self) { try run(text) }
    }

    @Test("a failure shows where it was and what was printed before")
    func showsTranscript() throws {
        let failure = #expect(throws: ScenarioFailure.self) { try run("exec echo before\nexec false\n") }
        #expect(failure?.description.contains("inline:2: exec false\nexit status 1, not 0") == true)
        #expect(failure?.description.contains("\nbefore\n") == true)
    }

    @Test("nothing is left behind")
    func leavesNothing() throws {
        let failure = #expect(throws: ScenarioFailure.self) { try run("exec pwd\nexec false\n") }
        let place = try #require(failure?.description.firstMatch(of: /\n(\/.*scelle-scenario-.*)\n/)?.output.1)
        #expect(!FileManager.default.fileExists(atPath: String(place)))
    }
}
