import Foundation
import Testing

/// A folder of a test's own, removed with everything in it when the test lets go.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("scelle-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is the operating system's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes `bytes` to the file `name`, making the folders above it.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }
}

/// The names below `folder`, sorted, folders without those in them.
func fileNames(below folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted()
}

/// Copies a file, or a folder without what SQLite keeps beside a database that somebody reads.
///
/// Another test's reader may take that away meanwhile. A log that holds something belongs to the database, and is copied.
func copy(_ source: String, to target: String) throws {
    let files = FileManager.default
    let attributes = try files.attributesOfItem(atPath: source)
    guard attributes[.type] as? FileAttributeType == .typeDirectory else {
        return try files.copyItem(atPath: source, toPath: target)
    }
    try files.createDirectory(
        atPath: target,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: try #require(attributes[.posixPermissions])]
    )
    for name in try files.contentsOfDirectory(atPath: source) where !name.hasSuffix("-shm") {
        let path = "\(source)/\(name)"
        if name.hasSuffix("-wal") {
            var status = stat()
            guard stat(path, &status) == 0, status.st_size > 0 else { continue }
        }
        try copy(path, to: "\(target)/\(name)")
    }
}
