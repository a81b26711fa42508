internal import COpenSSL

/// An `X509` decoded from DER, freed when dropped.
struct X509Reference: ~Copyable {
    let pointer: OpaquePointer

    /// Decodes `der`; nil unless all of it is one certificate.
    init?(der: [UInt8]) {
        defer { ERR_clear_error() }
        guard let decoded = decodeWhole(der, d2i_X509, freedBy: X509_free) else { return nil }
        pointer = decoded
    }

    /// Takes over the caller's reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }
}

extension Instant {
    /// The moment a UTCTime or GeneralizedTime shows, to the second; nil when it shows none.
    init?(asn1Time time: UnsafePointer<ASN1_TIME>) {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        self.init(secondsSince1970: Int64(days) * 86_400 + Int64(seconds))
    }
}

/// The octets of a string type.
func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
}

/// A character string of any ASN.1 type as UTF-8; nil when it is none.
func text(of string: UnsafePointer<ASN1_STRING>) -> String? {
    var utf8: UnsafeMutablePointer<UInt8>?
    let count = ASN1_STRING_to_UTF8(&utf8, string)
    guard count >= 0, let utf8 else { return nil }
    defer { scelle_OPENSSL_free(utf8) }
    return String(validating: UnsafeBufferPointer(start: utf8, count: Int(count)), as: UTF8.self)
}

/// The first attribute of `kind` in a Name.
func firstString(_ kind: Int32, in name: OpaquePointer) -> String? {
    let position = X509_NAME_get_index_by_NID(name, kind, -1)
    guard position >= 0, let entry = X509_NAME_get_entry(name, position) else { return nil }
    return X509_NAME_ENTRY_get_data(entry).flatMap { text(of: $0) }
}

/// Every attribute value of a Name that is a character string.
func strings(in name: OpaquePointer) -> [String] {
    (0..<X509_NAME_entry_count(name)).compactMap { position in
        X509_NAME_get_entry(name, position).flatMap { X509_NAME_ENTRY_get_data($0) }.flatMap { text(of: $0) }
    }
}

/// Every string in subjectAltName and issuerAltName (RFC 5280 § 4.2.1.6, 4.2.1.7).
func alternativeNames(of x509: OpaquePointer) -> [String] {
    var found: [String] = []
    for kind in [NID_subject_alt_name, NID_issuer_alt_name] {
        guard let value = X509_get_ext_d2i(x509, kind, nil, nil) else { continue }
        let names = OpaquePointer(value)
        defer { GENERAL_NAMES_free(names) }
        for position in 0..<OPENSSL_sk_num(names) {
            guard let raw = OPENSSL_sk_value(names, position) else { continue }
            found += strings(in: raw.assumingMemoryBound(to: GENERAL_NAME.self))
        }
    }
    return found
}

/// The strings of one GeneralName; numbers and addresses of machines are none.
private func strings(in name: UnsafePointer<GENERAL_NAME>) -> [String] {
    var kind: Int32 = 0
    guard let value = GENERAL_NAME_get0_value(name, &kind) else { return [] }
    switch kind {
    case GEN_EMAIL, GEN_DNS, GEN_URI:
        return text(of: value.assumingMemoryBound(to: ASN1_STRING.self)).map { [$0] } ?? []
    case GEN_DIRNAME:
        return strings(in: OpaquePointer(value))
    case GEN_OTHERNAME:
        let other = value.assumingMemoryBound(to: OTHERNAME.self).pointee
        guard let any = other.value, any.pointee.type == V_ASN1_UTF8STRING, let string = any.pointee.value.asn1_string
        else { return [] }
        return text(of: string).map { [$0] } ?? []
    default:
        return []
    }
}

/// The content octets of a DER value shorter than 128 bytes.
func shortContent(_ der: [UInt8]) -> [UInt8]? {
    guard der.count >= 2, der[1] < 0x80, der.count == Int(der[1]) + 2 else { return nil }
    return Array(der.dropFirst(2))
}
