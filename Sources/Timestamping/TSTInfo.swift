internal import Cryptography
internal import SwiftASN1

/// What the authority signs (RFC 3161 § 2.4.2): DER, whatever its shell is.
///
///     TSTInfo ::= SEQUENCE  {
///        version         INTEGER  { v1(1) },
///        policy          TSAPolicyId,
///        messageImprint  MessageImprint,
///        serialNumber    INTEGER,
///        genTime         GeneralizedTime,
///        accuracy        Accuracy OPTIONAL,
///        ordering        BOOLEAN DEFAULT FALSE,
///        nonce           INTEGER OPTIONAL,
///        tsa             [0] GeneralName OPTIONAL,
///        extensions      [1] IMPLICIT Extensions OPTIONAL }
struct TSTInfo: Hashable, Sendable {
    /// The policy, in dotted decimals.
    let policy: String
    let messageImprint: MessageImprint
    /// The content octets of the INTEGER.
    let serialNumber: [UInt8]
    let genTime: Instant
    /// In microseconds.
    let accuracy: Int64?
    let ordering: Bool
    /// The content octets of the INTEGER.
    let nonce: [UInt8]?
    let tsa: GeneralName?
    /// Extensions marked critical, in dotted decimals; none is known here.
    let criticalExtensions: [String]

    init(parsing der: [UInt8]) throws(TimeStampFormatError) {
        var fields = try DERFields(parsing: der, as: .tstInfo)
        guard try fields.take(.version).smallInteger(of: .version) == 1 else { throw .unknownVersion(of: .tstInfo) }
        policy = try fields.take(.policy).objectIdentifier(of: .policy)
        messageImprint = try Self.messageImprint(fields.take(.messageImprint))
        serialNumber = try fields.take(.serialNumber).integerOctets(of: .serialNumber)
        let time = try fields.take(.genTime).octets(tagged: .generalizedTime, of: .genTime)
        guard let genTime = Instant(genTime: time) else { throw .malformed(.genTime) }
        self.genTime = genTime
        accuracy = try Self.optional(fields.take(ifTagged: .sequence), Self.accuracy)
        ordering = try Self.optional(fields.take(ifTagged: .boolean), Self.ordering) ?? false
        nonce = try Self.optional(fields.take(ifTagged: .integer)) { node throws(TimeStampFormatError) in
            try node.integerOctets(of: .nonce)
        }
        tsa = try Self.optional(fields.take(ifTagged: .context(0)), Self.authority)
        criticalExtensions = try Self.optional(fields.take(ifTagged: .context(1)), Self.criticalExtensions) ?? []
        try fields.end()
    }

    private static func optional<Value>(
        _ node: ASN1Node?,
        _ read: (ASN1Node) throws(TimeStampFormatError) -> Value
    ) throws(TimeStampFormatError) -> Value? {
        guard let node else { return nil }
        return try read(node)
    }

    private static func messageImprint(_ node: ASN1Node) throws(TimeStampFormatError) -> MessageImprint {
        var fields = try DERFields(of: node, as: .messageImprint)
        var algorithm = try DERFields(of: fields.take(.hashAlgorithm), as: .hashAlgorithm)
        let oid = try algorithm.take(.hashAlgorithm).objectIdentifier(of: .hashAlgorithm)
        let hashed = try fields.take(.hashedMessage).octets(tagged: .octetString, of: .hashedMessage)
        try fields.end()
        if let known = DigestAlgorithm(oid: oid) {
            if let parameters = algorithm.take(ifTagged: .null) {
                guard try parameters.octets(tagged: .null, of: .hashAlgorithm).isEmpty else {
                    throw .malformed(.hashAlgorithm)
                }
            }
            try algorithm.end()
            guard hashed.count == known.byteCount else { throw .malformed(.hashedMessage) }
        }
        return MessageImprint(algorithm: oid, hashedMessage: hashed)
    }

    /// `Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER (1..999) OPTIONAL, micros [1] INTEGER
    /// (1..999) OPTIONAL }`, in microseconds.
    private static func accuracy(_ node: ASN1Node) throws(TimeStampFormatError) -> Int64 {
        var fields = try DERFields(of: node, as: .accuracy)
        var total: Int64 = 0
        if let seconds = fields.take(ifTagged: .integer) {
            total += try seconds.smallInteger(of: .accuracy) * 1_000_000
        }
        for (tag, scale) in [(UInt(0), Int64(1_000)), (1, 1)] {
            guard let part = fields.take(ifTagged: .context(tag)) else { continue }
            let value = try part.smallInteger(tagged: .context(tag), of: .accuracy)
            guard (1...999).contains(value) else { throw .malformed(.accuracy) }
            total += value * scale
        }
        try fields.end()
        return total
    }

    /// DER leaves out a FALSE that is the default (X.690 § 11.5).
    private static func ordering(_ node: ASN1Node) throws(TimeStampFormatError) -> Bool {
        guard try node.octets(tagged: .boolean, of: .ordering) == [0xFF] else { throw .malformed(.ordering) }
        return true
    }

    /// The tag [0] is explicit, for GeneralName is a CHOICE (X.680 § 31.2.7).
    private static func authority(_ node: ASN1Node) throws(TimeStampFormatError) -> GeneralName {
        var fields = try DERFields(of: node, tagged: .context(0), as: .tsa)
        guard let name = GeneralName(der: Array(try fields.take(.tsa).encodedBytes)) else { throw .malformed(.tsa) }
        try fields.end()
        return name
    }

    /// The extensions that are marked critical.
    ///
    /// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
    private static func criticalExtensions(_ node: ASN1Node) throws(TimeStampFormatError) -> [String] {
        var list = try DERFields(of: node, tagged: .context(1), as: .extensions)
        let extensions = list.takeAll()
        guard !extensions.isEmpty else { throw .malformed(.extensions) }
        var critical: [String] = []
        for element in extensions {
            var fields = try DERFields(of: element, as: .extensions)
            let oid = try fields.take(.extensions).objectIdentifier(of: .extensions)
            if let flag = fields.take(ifTagged: .boolean) {
                guard try flag.octets(tagged: .boolean, of: .extensions) == [0xFF] else {
                    throw .malformed(.extensions)
                }
                critical.append(oid)
            }
            _ = try fields.take(.extensions).octets(tagged: .octetString, of: .extensions)
            try fields.end()
        }
        return critical
    }
}
