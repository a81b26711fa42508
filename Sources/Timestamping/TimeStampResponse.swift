internal import Cryptography
internal import SwiftASN1

/// What an authority answers (RFC 3161 § 2.4.2), kept as it came: the `.tsr` file.
///
///     TimeStampResp ::= SEQUENCE  {
///        status          PKIStatusInfo,
///        timeStampToken  TimeStampToken OPTIONAL }
///     PKIStatusInfo ::= SEQUENCE {
///        status        PKIStatus,                -- INTEGER
///        statusString  PKIFreeText OPTIONAL,     -- SEQUENCE SIZE (1..MAX) OF UTF8String
///        failInfo      PKIFailureInfo OPTIONAL } -- BIT STRING
package struct TimeStampResponse: Hashable, Sendable {
    /// The response, verbatim.
    package let der: [UInt8]

    /// PKIStatus: whether there is a token, and if not, why.
    package let status: Status

    /// What the authority says in words, a line each: foreign text, to be escaped before a terminal sees it.
    package let statusText: [String]

    /// The reasons given for a refusal.
    package let failure: [Failure]

    /// The token, if there is one.
    package let token: TimeStampToken?

    /// Reads one response, and nothing after it.
    ///
    /// Whether it grants anything is ``accept(for:)``'s to say. All but the token is DER; the token's shell may be BER.
    package init(parsing der: [UInt8]) throws(TimeStampFormatError) {
        guard let outer = DERHeader(der[...]), outer.tag == 0x30 else { throw .notDER(.response) }
        guard outer.end <= der.count else { throw .notDER(.response) }
        guard outer.end == der.count else { throw .trailingBytes(count: der.count - outer.end) }
        let content = der[outer.start..<outer.end]
        guard let statusHeader = DERHeader(content), statusHeader.end <= content.endIndex else {
            throw content.isEmpty ? .missing(.status) : .notDER(.status)
        }
        var fields = try DERFields(parsing: Array(content[..<statusHeader.end]), as: .status)
        status = Status(code: try fields.take(.status).smallInteger(of: .status))
        statusText = try Self.statusText(fields.take(ifTagged: .sequence))
        failure = try Self.failure(fields.take(ifTagged: .bitString))
        try fields.end()

        let rest = Array(content[statusHeader.end...])
        token = rest.isEmpty ? nil : try TimeStampToken(parsing: rest)
        self.der = der
    }

    private static func statusText(_ node: ASN1Node?) throws(TimeStampFormatError) -> [String] {
        guard let node else { return [] }
        var fields = try DERFields(of: node, as: .statusString)
        let lines = fields.takeAll()
        guard !lines.isEmpty else { throw .malformed(.statusString) }
        var text: [String] = []
        for line in lines {
            let octets = try line.octets(tagged: .utf8String, of: .statusString)
            guard let string = String(validating: octets, as: UTF8.self) else { throw .malformed(.statusString) }
            text.append(string)
        }
        return text
    }

    private static func failure(_ node: ASN1Node?) throws(TimeStampFormatError) -> [Failure] {
        guard let node else { return [] }
        let octets = try node.octets(tagged: .bitString, of: .failInfo)
        guard let unused = octets.first, unused < 8, octets.count > 1 || unused == 0 else {
            throw .malformed(.failInfo)
        }
        let bits = octets.dropFirst()
        guard bits.count <= 8, bits.last.map({ $0 & ((1 << unused) - 1) == 0 }) ?? true else {
            throw .malformed(.failInfo)
        }
        return bits.enumerated().flatMap { index, octet in
            (0..<8).filter { octet & (0x80 >> $0) != 0 }.map { Failure(bit: index * 8 + $0) }
        }
    }
}

// MARK: - Values

extension TimeStampResponse {
    /// PKIStatus (RFC 3161 § 2.4.2).
    package enum Status: Hashable, Sendable {
        /// A token, as asked.
        case granted
        /// A token, with changes.
        case grantedWithMods
        case rejection
        case waiting
        case revocationWarning
        case revocationNotification
        /// A number that the standard does not have.
        case other(Int64)

        init(code: Int64) {
            self =
                switch code {
                case 0: .granted
                case 1: .grantedWithMods
                case 2: .rejection
                case 3: .waiting
                case 4: .revocationWarning
                case 5: .revocationNotification
                default: .other(code)
                }
        }
    }

    /// One bit of PKIFailureInfo (RFC 3161 § 2.4.2).
    package enum Failure: Hashable, Sendable {
        case badAlg
        case badRequest
        case badDataFormat
        case timeNotAvailable
        case unacceptedPolicy
        case unacceptedExtension
        case addInfoNotAvailable
        case systemFailure
        /// A bit that the standard does not have, by its number.
        case other(Int)

        init(bit: Int) {
            self =
                switch bit {
                case 0: .badAlg
                case 2: .badRequest
                case 5: .badDataFormat
                case 14: .timeNotAvailable
                case 15: .unacceptedPolicy
                case 16: .unacceptedExtension
                case 17: .addInfoNotAvailable
                case 25: .systemFailure
                default: .other(bit)
                }
        }
    }
}

/// The tag and length in front of a value, in DER: definite, and no longer than need be (X.690 § 10.1).
struct DERHeader {
    let tag: UInt8

    /// Where the content begins, an index of the slice that was read.
    let start: Int

    /// Where it ends, which may lie beyond the slice.
    let end: Int

    /// Reads the header at the front of `bytes`; nil when there is none in DER.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 2 else { return nil }
        tag = bytes[bytes.startIndex]
        let first = bytes[bytes.startIndex + 1]
        guard first >= 0x80 else {
            start = bytes.startIndex + 2
            end = start + Int(first)
            return
        }
        let octets = bytes.dropFirst(2).prefix(Int(first & 0x7F))
        guard (1...4).contains(octets.count), octets.count == Int(first & 0x7F), octets.first != 0 else { return nil }
        let length = octets.reduce(0) { $0 << 8 | Int($1) }
        guard length >= 0x80 else { return nil }
        start = octets.endIndex
        end = start + length
    }
}
