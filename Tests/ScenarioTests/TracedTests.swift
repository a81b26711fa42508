import Foundation
import Testing

/// What the kernel saw: scenarios of `traced/`, in which a script runs the program under strace and reads the trace.
@Suite struct TracedTests {
    /// Whether a process may trace another here.
    ///
    /// A missing strace does not count as that: then the tests run, and fail for want of it.
    static let isPermitted: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["strace", "-o", "/dev/null", "true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return true }  // the test itself says what could not be run
        process.waitUntilExit()
        // env: the program was not found.
        return process.terminationStatus == 0 || process.terminationStatus == 127
    }()

    @Test(
        "no byte of what must not be copied is written anywhere, and nothing is read before the question is answered",
        .enabled(if: isPermitted, "ptrace is not permitted here: the traced scenarios are skipped"),
        arguments: ["no-copy", "no-reading"]
    )
    func traced(name: String) throws {
        try ScenarioRunner().run(Scenario(named: name, in: "traced"))
    }
}
