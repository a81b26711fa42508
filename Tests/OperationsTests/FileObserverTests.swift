import Custody
import Glibc
import LedgerStore
import Operations
import Testing

/// The process that reads files may be lost, stopped or replaced by an impostor: there is always an answer.
@Suite("observing files in another process")
struct FileObserverTests {
    private let folder: TemporaryFolder
    private let picture: SourceFile
    private let name = ReceivedName(bytes: Array("IMG_0412.jpg".utf8))

    init() throws {
        folder = try TemporaryFolder()
        // The head of a picture of one dot.
        let png: [UInt8] = [
            0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
            8, 0,
            0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55,
        ]
        let path = try folder.write(png, to: "a.png")
        picture = try SourceFile(opening: Array(path.utf8))
    }

    private static func program() throws -> String { try #require(FileObserver.installedProgram()) }

    /// A program of a few words that is started in its place.
    private func impostor(_ words: String) throws -> String {
        let path = try folder.write(Array("#!/bin/sh\n\(words)\n".utf8), to: "impostor")
        chmod(path, 0o700)
        return path
    }

    @Test("one process looks at one file after another, and a name is compared with the content")
    func answers() throws {
        let observer = FileObserver()
        #expect(observer.processIdentifier == nil)
        let first = observer.observe(picture, name: name)
        #expect(first.observed.reading == .complete)
        #expect(first.observed.reader?.name == "scelle-observe")
        #expect(first.observed.observations.last?.code == "name.extension")
        let process = observer.processIdentifier
        #expect(observer.observe(picture, name: ReceivedName(bytes: Array("a.PNG".utf8))).observed.reading == .complete)
        #expect(process != nil)
        #expect(observer.processIdentifier == process)
    }

    @Test("what is observed is the open file, whatever stands under its name by then")
    func openFile() throws {
        let path = try folder.write(Array("GIF89a".utf8), to: "b.gif")
        let source = try SourceFile(opening: Array(path.utf8))
        try #require(unlink(path) == 0)
        _ = try folder.write(Array("%PDF-1.4\n".utf8), to: "b.gif")
        #expect(FileObserver().observe(source, name: name).mediaType == "image/gif")
    }

    @Test("a process that is killed between two files is replaced without a trace")
    func killedBetween() throws {
        let observer = FileObserver()
        _ = observer.observe(picture, name: name)
        let process = try #require(observer.processIdentifier)
        try #require(kill(process, SIGKILL) == 0)
        // Not reaped, so that the process is this one's child still: gone when its number waits to be collected.
        var gone = siginfo_t()
        try #require(waitid(P_PID, id_t(process), &gone, WEXITED | WNOWAIT) == 0)
        #expect(observer.observe(picture, name: name).observed.reading == .complete)
        #expect(observer.processIdentifier != process)
    }

    @Test("a process that is stopped is given up, and the next file has a fresh one")
    func stopped() throws {
        let observer = FileObserver(program: try Self.program(), patience: 300)
        _ = observer.observe(picture, name: name)
        let process = try #require(observer.processIdentifier)
        try #require(kill(process, SIGSTOP) == 0)
        let seen = observer.observe(picture, name: name)
        #expect(seen.observed == ObservedFacts(reading: .timedOut))
        #expect(seen.mediaType == "application/octet-stream")
        #expect(kill(process, 0) == -1, "the stopped process is still there")
        #expect(FileObserver().observe(picture, name: name).observed.reading == .complete)
    }

    @Test(
        "an answer that is none is recorded as such",
        arguments: [
            ("exit 1", ObservedFacts.Reading.crashed),
            ("kill -SEGV $$", .crashed),
            ("head -c 1 >/dev/null; printf '\\000\\000' >&0", .crashed),
            ("head -c 1 >/dev/null; printf '\\377\\377\\377\\377\\377\\377\\377\\377' >&0", .refused),
            ("head -c 1 >/dev/null; printf '\\000\\000\\000\\000\\000\\000\\000\\004null' >&0", .refused),
            ("head -c 1 >/dev/null; printf '\\000\\000\\000\\000\\000\\000\\000\\003{}\\n' >&0", .refused),
        ]
    )
    func impostors(words: String, expected: ObservedFacts.Reading) throws {
        let observer = FileObserver(program: try impostor(words), patience: 20_000)
        #expect(observer.observe(picture, name: name).observed == ObservedFacts(reading: expected))
    }

    @Test("an answer must be of the field's grammar, and its list the one that it commits")
    func parsing() throws {
        let good =
            #"{"mediaType":"image/png","observed":{"looked":[],"observations":[],"#
            + #""reader":{"magic":"1","name":"x","version":"1"},"reading":"complete"}}"# + "\n"
        #expect(FileObservation(parsing: Array(good.utf8))?.mediaType == "image/png")
        for bad in [
            good + "{}\n", good.replacing("image/png", with: "image"), good.replacing("complete", with: "crashed"),
            good.replacing(#""looked":[],"#, with: ""), String(good.dropLast()),
            good.replacing("image/png", with: "a/b c"),
        ] {
            #expect(FileObservation(parsing: Array(bad.utf8)) == nil, "\(bad)")
        }
    }

    @Test("without the program nothing is looked at, and that is recorded")
    func absent() throws {
        #expect(FileObserver(program: nil).observe(picture, name: name).observed == ObservedFacts(reading: .absent))
        let missing = FileObserver(program: folder.path + "/missing")
        #expect(missing.observe(picture, name: name).observed == ObservedFacts(reading: .absent))
    }

    @Test("the process can open nothing, write nothing and start nothing")
    func confinement() throws {
        let observer = FileObserver()
        _ = observer.observe(picture, name: name)
        let process = try #require(observer.processIdentifier)
        let status = try run("cat", "/proc/\(process)/status").text
        #expect(status.contains("Seccomp:\t2"))
        #expect(status.contains("NoNewPrivs:\t1"))
        let limits = try run("cat", "/proc/\(process)/limits").text
        for line in ["Max file size             0", "Max processes             0", "Max core file size        0"] {
            #expect(limits.contains(line), "\(limits)")
        }
        // Root may look at a process that cannot be dumped; whoever may not has been shown that it is so.
        let open = try run("ls", "/proc/\(process)/fd")
        if open.status == 0 { #expect(open.text.split(separator: "\n") == ["0", "1", "2"]) }
    }
}
