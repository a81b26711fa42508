internal import COpenSSL

/// One block of RFC 7468's textual encoding: a label, and the bytes between its BEGIN and END lines.
///
///     -----BEGIN CERTIFICATE-----
///     MIIBszCCAVmgAwIBAgIQ…
///     -----END CERTIFICATE-----
struct PEMBlock: Hashable {
    /// What stands after BEGIN.
    let label: String

    /// Header lines of the older RFC 1421 form, such as `Proc-Type`; empty in RFC 7468.
    let header: String

    /// The bytes that the base64 lines spell.
    let bytes: [UInt8]

    /// The text form: lines of 64 characters, each with its LF (RFC 7468 § 2).
    static func text(label: String, bytes: [UInt8]) -> String {
        let digits = Array(bytes.base64.utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: digits.count, by: 64) {
            text += String(decoding: digits[start..<min(start + 64, digits.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    /// Every block in `text`, in order; text between blocks is skipped, as RFC 7468 § 2 allows.
    ///
    /// - Returns: nil when a block is begun that cannot be read to its end.
    static func all(in text: String) -> [PEMBlock]? {
        [UInt8](text.utf8).withUnsafeBytes { buffer -> [PEMBlock]? in
            guard let count = Int32(exactly: buffer.count), let source = BIO_new_mem_buf(buffer.baseAddress, count)
            else { return nil }
            defer { BIO_free(source) }
            var blocks: [PEMBlock] = []
            while true {
                ERR_clear_error()
                var label: UnsafeMutablePointer<CChar>?
                var header: UnsafeMutablePointer<CChar>?
                var data: UnsafeMutablePointer<UInt8>?
                var length = 0
                guard PEM_read_bio(source, &label, &header, &data, &length) == 1, let label, let header, let data
                else {
                    let isAtEnd = scelle_ERR_last_is(ERR_LIB_PEM, PEM_R_NO_START_LINE) == 1
                    ERR_clear_error()
                    return isAtEnd ? blocks : nil
                }
                defer {
                    scelle_OPENSSL_free(label)
                    scelle_OPENSSL_free(header)
                    // A block may be a private key that is not encrypted.
                    scelle_OPENSSL_clear_free(data, length)
                }
                blocks.append(
                    PEMBlock(
                        label: String(cString: label),
                        header: String(cString: header),
                        bytes: [UInt8](UnsafeBufferPointer(start: data, count: length))
                    )
                )
            }
        }
    }
}
