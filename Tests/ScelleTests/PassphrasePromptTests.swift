import Cryptography
import Foundation
import Glibc
import Operations
import Testing
import Wording

@testable import scelle

@Suite("asking for a passphrase", .serialized)
struct PassphrasePromptTests {
    /// A pseudo-terminal whose other end is typed at.
    private final class Typist {
        let descriptor: Int32
        let path: String

        init() throws {
            descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            // What unlockpt(3) and ptsname(3) do; Swift's Glibc module leaves them out.
            var unlocked: Int32 = 0
            var number: UInt32 = 0
            try #require(descriptor >= 0 && ioctl(descriptor, 0x4004_5431, &unlocked) == 0)
            try #require(ioctl(descriptor, 0x8004_5430, &number) == 0)
            path = "/dev/pts/\(number)"
        }

        deinit { close(descriptor) }

        /// Types each line once the question before it has been asked and the echo is off; gives what was shown.
        func type(_ lines: [String]) -> String {
            var shown = ""
            for line in lines {
                let before = shown.count
                while !shown.dropFirst(before).contains(":") { shown += read() }
                while isEchoing { usleep(1_000) }
                _ = line.withCString { write(descriptor, $0, strlen($0)) }
            }
            return shown + read()
        }

        var isEchoing: Bool {
            var settings = termios()
            return tcgetattr(descriptor, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
        }

        private func read() -> String {
            var buffer = [UInt8](repeating: 0, count: 1_024)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
    }

    private func ask(_ purpose: PassphrasePurpose, typing lines: [String]) async throws -> (
        Result<SecretBytes, any Error>, String, Bool
    ) {
        let typist = try Typist()
        // Kept open, so that the pseudo-terminal does not hang up between two openings.
        let keeper = open(typist.path, O_RDWR | O_NOCTTY)
        defer { close(keeper) }
        let path = typist.path
        let asked = Task.detached {
            Result { try PassphrasePrompt(say: Phrasebook(.english), terminal: path).ask(purpose) }
        }
        let shown = typist.type(lines)
        let answer = await asked.value
        return (answer, shown, typist.isEchoing)
    }

    @Test("what is typed is read, never shown, and the echo comes back")
    func unlock() async throws {
        let (answer, shown, isEchoing) = try await ask(.unlock(identity: "temoin"), typing: ["pâté secret\n"])
        #expect(try answer.get().copy == Array("pâté secret".utf8))
        #expect(shown.contains("Passphrase of \"temoin\": ") && !shown.contains("secret"))
        #expect(isEchoing)
    }

    @Test("a new one is asked for twice, and both must be the same")
    func choose() async throws {
        let (same, _, _) = try await ask(.choose(identity: "temoin"), typing: ["abc\n", "abc\n"])
        #expect(try same.get().copy == Array("abc".utf8))
        let (other, _, isEchoing) = try await ask(.choose(identity: "temoin"), typing: ["abc\n", "abd\n"])
        #expect(throws: Problem.self) { try other.get() }
        #expect(isEchoing)
    }

    @Test("the end of input is an answer, and the echo comes back")
    func end() async throws {
        let (answer, _, isEchoing) = try await ask(.unlock(identity: "temoin"), typing: ["\u{4}"])
        #expect(throws: Problem.self) { try answer.get() }
        #expect(isEchoing)
    }

    @Test("without a terminal the command line has to say where it comes from")
    func noTerminal() {
        let prompt = PassphrasePrompt(say: Phrasebook(.english), terminal: "/nowhere/tty")
        let error = #expect(throws: OperationError.self) { try prompt.ask(.unlock(identity: "temoin")) }
        #expect(error?.code == .passphraseNeeded && error?.exitStatus == .usage)
    }
}
