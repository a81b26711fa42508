import Foundation
import Testing

/// What only a mount shows: scenarios of `mounted/`, in which a script mounts something in a name space of its own.
@Suite struct MountedTests {
    /// Whether a process may mount something here, seen by nobody else.
    static let isPermitted: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "-rm", "mount", "--bind", "/tmp", "/tmp"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return true }  // the test itself says what could not be run
        process.waitUntilExit()
        // env: the program was not found.
        return process.terminationStatus == 0 || process.terminationStatus == 127
    }()

    @Test(
        "a case on a medium that cannot be written is read in place, and a mount that leads in a circle is refused",
        .enabled(if: isPermitted, "nothing may be mounted here: the mounted scenarios are skipped"),
        arguments: ["read-only", "loop"]
    )
    func mounted(name: String) throws {
        try ScenarioRunner().run(Scenario(named: name, in: "mounted"))
    }
}
