internal import COpenSSL

extension Certificate {
    /// A certificate that a custodian's key signs for itself, with the profile's extensions and no other.
    ///
    ///     basicConstraints      critical, CA:FALSE
    ///     keyUsage              critical, digitalSignature and nonRepudiation
    ///     subjectKeyIdentifier  the first 160 bits of SHA-256 over the key (RFC 7093 § 2, method 1)
    ///
    /// No extKeyUsage: none of the registered purposes is that of the ledger. The serial number is random, 128 bits.
    ///
    /// - Parameters:
    ///   - key: the key that is certified, and that signs.
    ///   - commonName: the name or pseudonym that will go out with every bundle; 1–64 characters.
    ///   - organization: the association or firm, if any; 1–64 characters.
    ///   - notBefore: the first moment of validity; fractions of a second are dropped.
    ///   - years: how long it is valid, in calendar years.
    package static func selfSigned(
        for key: SigningKey,
        commonName: String,
        organization: String?,
        notBefore: Instant,
        years: Int
    ) throws(CertificateError) -> Certificate {
        defer { ERR_clear_error() }
        try requireUsable(commonName)
        if let organization { try requireUsable(organization) }
        guard let notAfter = notBefore.adding(years: years) else { throw .unusableValidity }

        guard let allocated = X509_new() else { throw .signingFailed }
        let reference = X509Reference(owning: allocated)
        let x509 = reference.pointer
        guard X509_set_version(x509, 2) == 1, setRandomSerialNumber(of: x509),
            setTime(notBefore, { X509_set1_notBefore(x509, $0) }),
            setTime(notAfter, { X509_set1_notAfter(x509, $0) }),
            setName(of: x509, commonName: commonName, organization: organization),
            X509_set_pubkey(x509, key.key.pointer) == 1,
            addExtension(NID_basic_constraints, "critical,CA:FALSE", to: x509),
            addExtension(NID_key_usage, "critical,digitalSignature,nonRepudiation", to: x509),
            addKeyIdentifier(Array(Digest(of: key.publicKey.bitString).bytes.prefix(20)), to: x509),
            X509_sign(x509, key.key.pointer, EVP_sha256()) > 0,
            let der = derEncoding({ i2d_X509(x509, $0) })
        else { throw .signingFailed }
        return try Certificate(der: der)
    }
}

// MARK: - Names and dates

/// Refuses what would be empty, beyond ub-common-name (RFC 5280, appendix A.1), or shown otherwise than it is written.
private func requireUsable(_ name: String) throws(CertificateError) {
    guard (1...64).contains(name.unicodeScalars.count), !name.unicodeScalars.contains(where: \.hidesOrReorders) else {
        throw .unusableName(name)
    }
}

extension Unicode.Scalar {
    /// Whether the character breaks a line, controls a terminal, or turns the direction of what follows.
    fileprivate var hidesOrReorders: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension Instant {
    /// The same day and time of day `years` later, 28 February for a 29th that does not come; nil unless that is later
    /// and not after the year 9999.
    fileprivate func adding(years: Int) -> Instant? {
        var time = calendarTime()
        guard (1...9999).contains(years), (0...9999 - years).contains(time.year) else { return nil }
        time.year += years
        if let later = Instant(utc: time) { return later }
        time.day = 28
        return Instant(utc: time)
    }
}

// MARK: - Fields

/// 128 random bits as a positive INTEGER of at most 17 octets (RFC 5280 § 4.1.2.2); false when libcrypto refuses.
private func setRandomSerialNumber(of x509: OpaquePointer) -> Bool {
    let bits = [UInt8].random(count: 16)
    guard let number = BN_bin2bn(bits, Int32(bits.count), nil) else { return false }
    defer { BN_free(number) }
    // All zero would not be positive; it is as likely as guessing a key.
    guard BN_is_zero(number) == 0, let serial = X509_get_serialNumber(x509) else { return false }
    return BN_to_ASN1_INTEGER(number, serial) != nil
}

private func setTime(_ instant: Instant, _ set: (UnsafePointer<ASN1_TIME>) -> Int32) -> Bool {
    // UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 § 4.1.2.5).
    guard let time = ASN1_TIME_set(nil, Int(instant.secondsSince1970)) else { return false }
    defer { ASN1_STRING_free(time) }
    return set(time) == 1
}

/// Subject and issuer: organization, then common name, as UTF8String.
private func setName(of x509: OpaquePointer, commonName: String, organization: String?) -> Bool {
    guard let name = X509_NAME_new() else { return false }
    defer { X509_NAME_free(name) }
    func add(_ kind: Int32, _ value: String) -> Bool {
        let bytes = Array(value.utf8)
        return X509_NAME_add_entry_by_NID(name, kind, V_ASN1_UTF8STRING, bytes, Int32(bytes.count), -1, 0) == 1
    }
    if let organization, !add(NID_organizationName, organization) { return false }
    return add(NID_commonName, commonName) && X509_set_subject_name(x509, name) == 1
        && X509_set_issuer_name(x509, name) == 1
}

// MARK: - Extensions

/// Adds the extension that `value` describes in openssl's configuration language.
private func addExtension(_ kind: Int32, _ value: String, to x509: OpaquePointer) -> Bool {
    guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
    defer { X509_EXTENSION_free(made) }
    return X509_add_ext(x509, made, -1) == 1
}

private func addKeyIdentifier(_ identifier: [UInt8], to x509: OpaquePointer) -> Bool {
    guard let octets = ASN1_OCTET_STRING_new() else { return false }
    defer { ASN1_OCTET_STRING_free(octets) }
    return ASN1_OCTET_STRING_set(octets, identifier, Int32(identifier.count)) == 1
        && X509_add1_ext_i2d(x509, NID_subject_key_identifier, octets, 0, 0) == 1
}
