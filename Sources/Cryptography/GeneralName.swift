internal import COpenSSL

/// A GeneralName (RFC 5280 § 4.2.1.6): how a time-stamp token names its authority.
package struct GeneralName: Hashable, Sendable {
    /// The name, verbatim.
    package let der: [UInt8]

    /// The name for people: a directory name as RFC 2253 writes it, any other with its kind in front.
    package let text: String

    /// Reads one GeneralName; nil unless `der` is exactly one, in the encoding that libcrypto would write.
    package init?(der: [UInt8]) {
        let text = Self.withName(der) { name -> String? in
            guard derEncoding({ i2d_GENERAL_NAME(name, $0) }) == der, let buffer = BIO_new(BIO_s_mem()) else {
                return nil
            }
            defer { BIO_free(buffer) }
            var kind: Int32 = 0
            let value = GENERAL_NAME_get0_value(name, &kind)
            if kind == GEN_DIRNAME {
                let flags = scelle_XN_FLAG_RFC2253() & ~UInt(ASN1_STRFLGS_ESC_MSB)
                guard X509_NAME_print_ex(buffer, value.map(OpaquePointer.init), 0, flags) >= 0 else { return nil }
            } else {
                guard GENERAL_NAME_print(buffer, name) == 1 else { return nil }
            }
            return Self.contents(of: buffer)
        }
        guard let text else { return nil }
        self.der = der
        self.text = text
    }

    /// All that was written into a memory buffer.
    private static func contents(of buffer: OpaquePointer) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256)
        while true {
            let count = BIO_read(buffer, &chunk, Int32(chunk.count))
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk.prefix(Int(count))
        }
    }

    /// Whether it is a directory name of which `condition` holds.
    func isDirectoryName(_ condition: (OpaquePointer) -> Bool) -> Bool {
        let answer = Self.withName(der) { name -> Bool in
            var kind: Int32 = 0
            let value = GENERAL_NAME_get0_value(name, &kind)
            guard kind == GEN_DIRNAME, let value else { return false }
            return condition(OpaquePointer(value))
        }
        return answer ?? false
    }

    /// Lends libcrypto's form of the name to `body`; nil when there is none.
    fileprivate static func withName<Result>(
        _ der: [UInt8],
        _ body: (UnsafeMutablePointer<GENERAL_NAME>) -> Result?
    ) -> Result? {
        defer { ERR_clear_error() }
        return der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let start = cursor, let name = d2i_GENERAL_NAME(nil, &cursor, buffer.count) else { return nil }
            defer { GENERAL_NAME_free(name) }
            return cursor == start + buffer.count ? body(name) : nil
        }
    }
}

extension Certificate {
    /// Whether `name` is the certificate's subject or one of its subjectAltNames.
    ///
    /// Directory names compare as RFC 5280 § 7.1 has it, other names by their encoding.
    package func isNamed(_ name: GeneralName) -> Bool {
        if name.isDirectoryName({ directoryName in
            withX509 { X509_NAME_cmp(X509_get_subject_name($0), directoryName) == 0 }
        }) {
            return true
        }
        let answer = GeneralName.withName(name.der) { wanted -> Bool in
            withX509 { x509 in
                guard let value = X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil) else { return false }
                let alternatives = OpaquePointer(value)
                defer { GENERAL_NAMES_free(alternatives) }
                return (0..<OPENSSL_sk_num(alternatives)).contains { position in
                    guard let raw = OPENSSL_sk_value(alternatives, position) else { return false }
                    return GENERAL_NAME_cmp(raw.assumingMemoryBound(to: GENERAL_NAME.self), wanted) == 0
                }
            }
        }
        return answer ?? false
    }
}
