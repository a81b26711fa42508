import Foundation

/// What a program of the system said.
struct CommandResult {
    let status: Int32
    let output: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program of the system in `folder`; its complaints are part of the output.
///
/// `environment` replaces the whole environment when it is given.
func run(
    _ arguments: [String],
    in folder: String? = nil,
    environment: [String: String]? = nil
) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    if let environment { process.environment = environment }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return CommandResult(status: process.terminationStatus, output: bytes)
}

/// Runs a program of the system with `arguments`.
func run(_ arguments: String..., in folder: String? = nil) throws -> CommandResult {
    try run(arguments, in: folder)
}
