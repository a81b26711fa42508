import Foundation

/// Files made by hand, byte by byte.
enum Crafted {
    static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    static func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

    /// The CRC-32 of PNG, bit by bit.
    static func sum(_ bytes: [UInt8]) -> Int {
        var sum: UInt32 = 0xffff_ffff
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return Int(~sum)
    }

    static func chunk(_ name: String, _ data: [UInt8] = [], sum wrong: Int? = nil) -> [UInt8] {
        let named = Array(name.utf8) + data
        return big(data.count, 4) + named + big(wrong ?? sum(named), 4)
    }

    static let pngMark: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    static let header = chunk("IHDR", big(1_170, 4) + big(2_532, 4) + [8, 2, 0, 0, 0])

    /// A picture with these chunks between its header and its end.
    static func png(_ chunks: [[UInt8]] = [], end: [UInt8] = chunk("IEND")) -> [UInt8] {
        pngMark + header + chunks.flatMap { $0 } + chunk("IDAT", [1, 2, 3]) + end
    }

    /// A TIFF structure of one directory, little-endian; values longer than four bytes follow it.
    static func exif(_ entries: [(tag: Int, type: Int, count: Int, value: [UInt8])], next: Int = 0) -> [UInt8] {
        var directory = little(entries.count, 2)
        var heap: [UInt8] = []
        let start = 8 + 2 + 12 * entries.count + 4
        for entry in entries {
            directory += little(entry.tag, 2) + little(entry.type, 2) + little(entry.count, 4)
            if entry.value.count <= 4 {
                directory += entry.value + Array(repeating: 0, count: 4 - entry.value.count)
            } else {
                directory += little(start + heap.count, 4)
                heap += entry.value
            }
        }
        return Array("II".utf8) + little(42, 2) + little(8, 4) + directory + little(next, 4) + heap
    }

    static func text(_ tag: Int, _ text: String) -> (tag: Int, type: Int, count: Int, value: [UInt8]) {
        (tag, 2, text.utf8.count + 1, Array(text.utf8) + [0])
    }

    static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] { [0xff, marker] + big(data.count + 2, 2) + data }

    /// A picture of 4 × 3 dots with these segments before it.
    static func jpeg(_ segments: [[UInt8]] = [], frame: UInt8 = 0xc0, end: [UInt8] = [0xff, 0xd9]) -> [UInt8] {
        [0xff, 0xd8] + segments.flatMap { $0 } + segment(frame, [8, 0, 3, 0, 4, 1, 1, 0x11, 0])
            + segment(0xda, [1, 1, 0, 0, 63, 0]) + [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56] + end
    }

    static func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count + 8, 4) + Array(name.utf8) + content
    }

    /// The archives of `python/archives.py`, by name.
    static func archives() throws -> [String: [UInt8]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scelle-archives-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in the temporary folder harms nobody
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "python/archives.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path(percentEncoded: false), folder.path(percentEncoded: false)]
        try process.run()
        process.waitUntilExit()
        struct Failed: Error {}
        guard process.terminationStatus == 0 else { throw Failed() }
        var archives: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) {
            archives[name] = [UInt8](try Data(contentsOf: folder.appending(path: name)))
        }
        return archives
    }

    /// The sample evidence, unpacked, by the bytes of each path, two of which are one string to Swift; empty where there is none.
    static func evidence() throws -> [[UInt8]: [UInt8]] {
        let archive = shared.appending(path: "evidence/files.tar.xz")
        guard FileManager.default.fileExists(atPath: archive.path(percentEncoded: false)) else { return [:] }
        let folder = FileManager.default.temporaryDirectory.appending(path: "scelle-evidence-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // as above
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "tar", "-xJf", archive.path(percentEncoded: false), "-C", folder.path(percentEncoded: false),
        ]
        try process.run()
        process.waitUntilExit()
        var files: [[UInt8]: [UInt8]] = [:]
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
        for name in names {
            var isFolder: ObjCBool = false
            let path = folder.path(percentEncoded: false) + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            files[Array(name.utf8)] = [UInt8](try Data(contentsOf: URL(filePath: path)))
        }
        return files
    }

    static var shared: URL {
        if let path = ProcessInfo.processInfo.environment["SCELLE_SHARED"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "shared")
    }
}
