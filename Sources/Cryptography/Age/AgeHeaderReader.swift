/// Reads a header line by line from bytes that arrive in pieces of any size.
///
/// It follows the grammar at `AgeHeader`, checks 1 to 5 of `docs/formats/age.md`, and keeps at most
/// `AgeHeader.maximumLength` bytes.
struct AgeHeaderReader {
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var expected = Expectation.version
    private var stanzas: [AgeStanza] = []
    private var arguments: [[UInt8]] = []
    private var bodyText: [UInt8] = []

    /// What the next line may be.
    private enum Expectation {
        case version
        case stanza
        case stanzaOrEnd
        case body
    }

    /// Takes what it needs from `input`: the number of bytes taken, and the header once its last line is read.
    mutating func read(_ input: UnsafeRawBufferPointer) throws(AgeError) -> (count: Int, header: AgeHeader?) {
        do throws(AgeHeaderFault) {
            var taken = 0
            while taken < input.count {
                let rest = UnsafeRawBufferPointer(rebasing: input[taken...])
                let ending = rest.firstIndex(of: UInt8(ascii: "\n"))
                let piece = rest.prefix((ending ?? rest.count - 1) + 1)
                taken += piece.count
                bytes += piece.prefix(AgeHeader.maximumLength + 1 - bytes.count)
                try checkVersion()
                guard bytes.count <= AgeHeader.maximumLength else { throw .tooLong }
                guard ending != nil else { break }
                let line = bytes[lineStart..<(bytes.count - 1)]
                lineStart = bytes.count
                if let header = try read(line: line) { return (taken, header) }
            }
            return (taken, nil)
        } catch {
            throw .malformedHeader(error)
        }
    }

    /// Refuses a file of another kind at its first bytes, before it is buffered.
    private func checkVersion() throws(AgeHeaderFault) {
        guard AgeHeader.versionLine.starts(with: bytes.prefix(AgeHeader.versionLine.count)) else {
            throw .unknownVersion
        }
    }

    /// Takes in one line, without its LF; the header when it was the last.
    private mutating func read(line: ArraySlice<UInt8>) throws(AgeHeaderFault) -> AgeHeader? {
        switch expected {
        case .version:
            expected = .stanza
        case .body:
            try readBody(line)
        case .stanza, .stanzaOrEnd:
            if line.starts(with: AgeHeader.endMark) { return try readEnd(line) }
            try readArguments(line)
            expected = .body
        }
        return nil
    }

    private mutating func readArguments(_ line: ArraySlice<UInt8>) throws(AgeHeaderFault) {
        guard line.starts(with: Array("-> ".utf8)) else { throw .unexpectedLine }
        arguments = line.dropFirst(3).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(
            Array.init
        )
        let areVisible = arguments.allSatisfy { argument in
            !argument.isEmpty && argument.allSatisfy { (0x21...0x7e).contains($0) }
        }
        guard areVisible else { throw .malformedArgument }
    }

    private mutating func readBody(_ line: ArraySlice<UInt8>) throws(AgeHeaderFault) {
        guard line.count <= AgeHeader.columns else { throw .malformedBody }
        bodyText += line
        // Only a line shorter than the others, be it empty, ends the body.
        guard line.count < AgeHeader.columns else { return }
        guard let body = [UInt8](base64Unpadded: String(decoding: bodyText, as: UTF8.self)) else {
            throw .malformedBody
        }
        stanzas.append(AgeStanza(arguments: arguments, body: body))
        bodyText = []
        expected = .stanzaOrEnd
    }

    private func readEnd(_ line: ArraySlice<UInt8>) throws(AgeHeaderFault) -> AgeHeader {
        guard case .stanzaOrEnd = expected else { throw .noStanza }
        let mark = AgeHeader.endMark + [UInt8(ascii: " ")]
        guard line.starts(with: mark),
            let mac = [UInt8](base64Unpadded: String(decoding: line.dropFirst(mark.count), as: UTF8.self)),
            mac.count == AgePrimitives.keyLength
        else { throw .malformedMAC }
        let header = AgeHeader(stanzas: stanzas, mac: mac)
        // The MAC is computed over what was understood, so that must be what was read.
        guard header.bytes == bytes else { throw .notCanonical }
        return header
    }
}
