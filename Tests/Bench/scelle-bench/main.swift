import Cryptography
import Foundation
import Operations

// What `make bench` needs beside the program: ledgers of a size, made by the product's own code, and what proofs cost in
// the process. It prints one JSON object. Not installed, and no part of the product.
//
//     scelle-bench ledger CASE COUNT     appends entries until the ledger has COUNT
//     scelle-bench proofs CASE COUNT     the time of COUNT inclusion proofs, of entries from all over the ledger

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 3, let command = arguments.first, let count = UInt64(arguments.last ?? "") else {
    FileHandle.standardError.write(Data("usage: scelle-bench ledger|proofs CASE COUNT\n".utf8))
    exit(64)
}
let surroundings = Surroundings.ofThisProcess(
    environment: ProcessInfo.processInfo.environment,
    workingDirectory: FileManager.default.currentDirectoryPath
)
let caseFile = try CaseFile(at: arguments.dropFirst().first, in: surroundings)
let result: [String: Double] =
    switch command {
    case "ledger": try LedgerGrowth(of: caseFile, in: surroundings).grow(to: count)
    case "proofs": try proofTimes(of: caseFile.ledger, count: Int(count))
    default: [:]
    }
FileHandle.standardOutput.write(
    try JSONSerialization.data(withJSONObject: result, options: .sortedKeys) + Data("\n".utf8)
)
