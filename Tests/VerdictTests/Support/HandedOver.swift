import ASiC
import Cryptography
import Foundation
import Operations
import Verification

/// A hand-over folder and the container in it.
struct HandedOver: Sendable {
    let folder: String
    let name: String

    var container: String { "\(folder)/\(name).asice" }

    /// The container, unpacked by the system's own tool.
    func extract() throws -> Extracted {
        let folder = try TemporaryFolder()
        let result = try run("unzip", "-q", container, "-d", folder.path)
        guard result.status == 0 else { throw ForgeryError.command(result.text) }
        return Extracted(folder: folder)
    }

    /// A copy of the hand-over folder, elsewhere.
    func copy() throws -> (folder: TemporaryFolder, bundle: HandedOver) {
        let elsewhere = try TemporaryFolder()
        let path = "\(elsewhere.path)/\(name)"
        try FileManager.default.copyItem(atPath: folder, toPath: path)
        return (elsewhere, HandedOver(folder: path, name: name))
    }
}

/// An extracted container, for changing.
struct Extracted {
    let folder: TemporaryFolder

    static let manifest = "META-INF/ASiCManifest001.xml"
    static let signature = "META-INF/signature001.p7s"

    var path: String { folder.path }

    /// The paths of all files, sorted.
    var files: [String] {
        fileNames(below: path).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// The first file whose path begins and ends so.
    func file(_ prefix: String, _ suffix: String = "") throws -> String {
        guard let found = files.first(where: { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }) else {
            throw ForgeryError.noExhibit
        }
        return found
    }

    /// Changes a file; what it was is returned.
    @discardableResult
    func alter(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws -> [UInt8] {
        let original = try folder.read(name)
        var bytes = original
        try change(&bytes)
        try folder.write(bytes, to: name)
        return original
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    func rename(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
    }

    /// Makes the manifest over what is there now, and the signature over the manifest, in the custodian's name.
    func signAgain(by dossier: Dossier) async throws {
        let known = try ASiCManifest(parsing: folder.read(Self.manifest))
        let mediaTypes = Dictionary(
            known.references.map { ($0.name.text, $0.mediaType) },
            uniquingKeysWith: { first, _ in first }
        )
        let references = try files.filter { $0 != "mimetype" && !$0.hasPrefix("META-INF/") }.map { name in
            ASiCManifest.Reference(
                name: try ObjectName(name),
                mediaType: mediaTypes[name] ?? "application/octet-stream",
                digest: Digest(of: try folder.read(name))
            )
        }
        let manifest = try ASiCManifest(signature: ObjectName(Self.signature), references: references).bytes
        try folder.write(manifest, to: Self.manifest)
        try folder.write(try await dossier.sign(manifest), to: Self.signature)
    }
}
