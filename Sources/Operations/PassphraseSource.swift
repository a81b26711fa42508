package import Cryptography
internal import Glibc
internal import LedgerStore

/// Where a passphrase comes from; never from the command line or the environment, which others can read.
package enum PassphraseSource: Sendable {
    /// No passphrase: the keys are kept in clear, or are known to be.
    case none
    /// The first line of the file at this path.
    case file(String)
    /// The first line that can be read from this descriptor.
    case descriptor(Int32)
    /// Keys that are unlocked already, by an agent in this folder; else whatever asks a person.
    case unlocked(AgentFolder, otherwise: @Sendable (PassphrasePurpose) throws -> SecretBytes)
    /// Whatever asks a person, without echo.
    case prompt(@Sendable (PassphrasePurpose) throws -> SecretBytes)

    /// The longest passphrase, in bytes.
    package static let largestByteCount = 1_024

    /// The passphrase; nil for `none`.
    func read(for purpose: PassphrasePurpose) throws -> SecretBytes? {
        let passphrase: SecretBytes
        switch self {
        case .none: return nil
        case .prompt(let ask), .unlocked(_, let ask): passphrase = try ask(purpose)
        case .descriptor(let descriptor): passphrase = try Self.firstLine(of: descriptor, path: "fd \(descriptor)")
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.unreadable(path) }
            defer { close(descriptor) }
            passphrase = try Self.firstLine(of: descriptor, path: path)
        }
        guard passphrase.count > 0 else { throw OperationError(.passphraseEmpty) }
        return passphrase
    }

    /// The bytes before the first line feed, or before the end, without a carriage return.
    private static func firstLine(of descriptor: Int32, path: String) throws(OperationError) -> SecretBytes {
        var length = 0
        var outcome: OperationError?
        let line = SecretBytes(byteCount: largestByteCount + 1) { line in
            while length < line.count {
                let count = Glibc.read(descriptor, line.baseAddress?.advanced(by: length), 1)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return outcome = unreadable(path) }
                guard count == 1, line[length] != UInt8(ascii: "\n") else { return }
                length += 1
            }
            outcome = OperationError(.passphraseTooLong, ["path": path])
        }
        if let outcome { throw outcome }
        let hasReturn = length > 0 && line.withUnsafeBytes { $0[length - 1] == UInt8(ascii: "\r") }
        return line[0..<(hasReturn ? length - 1 : length)]
    }

    private static func unreadable(_ path: String) -> OperationError {
        OperationError(.fileProblem, ["path": path, "reason": String(cString: strerror(errno))])
    }
}

/// What a passphrase is asked for, so that whoever prompts can say so.
package enum PassphrasePurpose: Hashable, Sendable {
    /// A new one, to be typed twice, for the identity of this name.
    case choose(identity: String)
    /// The one of the identity of this name.
    case unlock(identity: String)
}
