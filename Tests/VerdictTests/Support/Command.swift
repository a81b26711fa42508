import Foundation

/// What a program of the system said.
struct CommandResult {
    let status: Int32
    let output: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program of the system with `arguments`; its complaints are part of the output.
func run(_ arguments: String..., input: [UInt8] = [], in folder: String? = nil) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let output = Pipe()
    let given = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = given
    try process.run()
    given.fileHandleForWriting.write(Data(input))
    try given.fileHandleForWriting.close()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return CommandResult(status: process.terminationStatus, output: bytes)
}
