internal import Cryptography
internal import Foundation
internal import TOMLKit
internal import TransparencyLog
package import Verification

/// A trust policy as a file: TOML, specified in docs/formats/trust-policy.md.
///
///     [[signer]]
///     fingerprint = "9f2c …"
///     name = "Me Exemple"
///
///     [[authority]]
///     name = "digicert"
///     root = "digicert-trusted-root-g4.pem"
///     class = "non qualifié"
///
/// Certificates stand in the text as PEM, or in files named relative to the policy's folder. An unknown key is an error:
/// a policy that is misread protects nobody.
package enum TrustPolicyFile {
    /// Reads the policy at `path`.
    package static func read(_ path: String) throws(TrustPolicyError) -> TrustPolicy {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        guard let text = String(validating: data, as: UTF8.self) else { throw .notTOML(path, line: 1) }
        return try parse(text, at: path)
    }

    /// Reads a policy's text; `path` names it in errors, and files are sought beside it.
    package static func parse(_ text: String, at path: String) throws(TrustPolicyError) -> TrustPolicy {
        var reader = PolicyReader(root: try table(of: text, at: path), path: path)
        return try reader.policy()
    }

    private static func table(of text: String, at path: String) throws(TrustPolicyError) -> [String: Any] {
        do {
            let json = try TOMLTable(string: text).convert(to: .json)
            let tree = try JSONSerialization.jsonObject(with: Data(json.utf8))
            return tree as? [String: Any] ?? [:]
        } catch let error as TOMLParseError {
            throw .notTOML(path, line: Int(error.source.begin.line))
        } catch {
            throw .notTOML(path, line: 0)
        }
    }
}

/// Why a trust policy cannot be used.
///
/// Places are dotted paths such as `authority.0.root`.
package enum TrustPolicyError: Error, Hashable {
    case unreadable(String)
    case notTOML(String, line: Int)
    case unknownKey(String, at: String)
    case missingKey(String, at: String)
    case malformed(String, at: String)
}

// MARK: - Reading

/// Takes the members of a policy one by one; what is left at the end is unknown.
private struct PolicyReader {
    let root: [String: Any]
    let path: String

    mutating func policy() throws(TrustPolicyError) -> TrustPolicy {
        try allow(
            ["signer", "authority", "time", "ledger", "witness", "witness_quorum", "revocation"],
            in: root,
            at: ""
        )
        var signers: [TrustPolicy.Signer] = []
        for (place, table) in try tables("signer") { signers.append(try signer(table, at: place)) }
        var authorities: [TrustPolicy.Authority] = []
        for (place, table) in try tables("authority") { authorities.append(try authority(table, at: place)) }
        var witnesses: [TrustPolicy.Witness] = []
        for (place, table) in try tables("witness") { witnesses.append(try witness(table, at: place)) }
        let time = try table("time", allowing: ["quorum"])
        let revocation = try table("revocation", allowing: ["required"])
        return TrustPolicy(
            signers: signers,
            authorities: authorities,
            timeQuorum: try count(time["quorum"], at: "time.quorum", least: 1) ?? 1,
            ledger: try ledger(),
            witnesses: witnesses,
            witnessQuorum: try count(root["witness_quorum"], at: "witness_quorum", least: 0) ?? 0,
            requiresRevocation: try boolean(revocation["required"], at: "revocation.required") ?? false
        )
    }

    private func signer(_ table: [String: Any], at place: String) throws(TrustPolicyError) -> TrustPolicy.Signer {
        try allow(["certificate", "fingerprint", "name", "compromised-since"], in: table, at: place)
        let certificate = try certificate(table["certificate"], at: place + ".certificate")
        let typed = try fingerprint(table["fingerprint"], at: place + ".fingerprint")
        if let certificate, let typed, certificate.fingerprint != typed {
            throw .malformed(place + ".fingerprint", at: path)
        }
        guard let digest = certificate?.fingerprint ?? typed else {
            throw .missingKey(place + ".fingerprint", at: path)
        }
        return TrustPolicy.Signer(
            fingerprint: digest,
            certificate: certificate,
            name: try string(table["name"], at: place + ".name"),
            compromisedSince: try moment(table["compromised-since"], at: place + ".compromised-since")
        )
    }

    private func authority(_ table: [String: Any], at place: String) throws(TrustPolicyError) -> TrustPolicy.Authority {
        try allow(["name", "root", "class", "compromised-since"], in: table, at: place)
        guard let name = try string(table["name"], at: place + ".name") else {
            throw .missingKey(place + ".name", at: path)
        }
        guard let root = try certificate(table["root"], at: place + ".root") else {
            throw .missingKey(place + ".root", at: path)
        }
        return TrustPolicy.Authority(
            name: name,
            root: root,
            authorityClass: try string(table["class"], at: place + ".class") ?? "non qualifié",
            compromisedSince: try moment(table["compromised-since"], at: place + ".compromised-since")
        )
    }

    private func witness(_ table: [String: Any], at place: String) throws(TrustPolicyError) -> TrustPolicy.Witness {
        try allow(["vkey", "compromised-since"], in: table, at: place)
        guard let key = try verifierKey(table["vkey"], at: place + ".vkey") else {
            throw .missingKey(place + ".vkey", at: path)
        }
        // A ledger's own key would never match a cosignature, and a quorum never be met.
        guard key.algorithm == .cosignature else { throw .malformed(place + ".vkey", at: path) }
        return TrustPolicy.Witness(
            key: key,
            compromisedSince: try moment(table["compromised-since"], at: place + ".compromised-since")
        )
    }

    private func ledger() throws(TrustPolicyError) -> TrustPolicy.Ledger? {
        guard root["ledger"] != nil else { return nil }
        let table = try table("ledger", allowing: ["vkey", "origin"])
        return TrustPolicy.Ledger(
            key: try verifierKey(table["vkey"], at: "ledger.vkey"),
            origin: try string(table["origin"], at: "ledger.origin")
        )
    }
}

// MARK: - Values

extension PolicyReader {
    private func allow(_ keys: Set<String>, in table: [String: Any], at place: String) throws(TrustPolicyError) {
        guard let stray = table.keys.sorted().first(where: { !keys.contains($0) }) else { return }
        throw .unknownKey(place.isEmpty ? stray : "\(place).\(stray)", at: path)
    }

    private func tables(_ key: String) throws(TrustPolicyError) -> [(String, [String: Any])] {
        guard let value = root[key] else { return [] }
        guard let list = value as? [[String: Any]] else { throw .malformed(key, at: path) }
        return list.enumerated().map { ("\(key).\($0)", $1) }
    }

    private func table(_ key: String, allowing keys: Set<String>) throws(TrustPolicyError) -> [String: Any] {
        guard let value = root[key] else { return [:] }
        guard let table = value as? [String: Any] else { throw .malformed(key, at: path) }
        try allow(keys, in: table, at: key)
        return table
    }

    private func string(_ value: Any?, at place: String) throws(TrustPolicyError) -> String? {
        guard let value else { return nil }
        guard let text = value as? String, !text.isEmpty else { throw .malformed(place, at: path) }
        return text
    }

    private func count(_ value: Any?, at place: String, least: Int) throws(TrustPolicyError) -> Int? {
        guard let value else { return nil }
        // Foundation bridges booleans to numbers; a quorum of `true` is a mistake.
        guard !isBoolean(value), let number = value as? Int, number >= least else { throw .malformed(place, at: path) }
        return number
    }

    private func boolean(_ value: Any?, at place: String) throws(TrustPolicyError) -> Bool? {
        guard let value else { return nil }
        guard isBoolean(value), let answer = value as? Bool else { throw .malformed(place, at: path) }
        return answer
    }

    private func isBoolean(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return value is Bool }
        return String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
    }

    private func moment(_ value: Any?, at place: String) throws(TrustPolicyError) -> Instant? {
        guard let text = try string(value, at: place) else { return nil }
        guard let moment = Instant.parse(rfc3339: text)?.instant else { throw .malformed(place, at: path) }
        return moment
    }

    private func fingerprint(_ value: Any?, at place: String) throws(TrustPolicyError) -> Digest? {
        guard let text = try string(value, at: place) else { return nil }
        guard let digest = Digest(typed: text) else { throw .malformed(place, at: path) }
        return digest
    }

    private func verifierKey(_ value: Any?, at place: String) throws(TrustPolicyError) -> VerifierKey? {
        guard let text = try string(value, at: place) else { return nil }
        do { return try VerifierKey(parsing: text) } catch { throw .malformed(place, at: path) }
    }

    /// A certificate as PEM in the text, or in a file beside the policy.
    private func certificate(_ value: Any?, at place: String) throws(TrustPolicyError) -> Certificate? {
        guard let text = try string(value, at: place) else { return nil }
        var pem = text
        if !text.utf8.starts(with: "-----BEGIN".utf8) {
            let folder = (path as NSString).deletingLastPathComponent
            let file = text.utf8.starts(with: "/".utf8) ? text : (folder as NSString).appendingPathComponent(text)
            guard let data = FileManager.default.contents(atPath: file),
                let read = String(validating: data, as: UTF8.self)
            else { throw .unreadable(file) }
            pem = read
        }
        do { return try Certificate(pem: pem) } catch { throw .malformed(place, at: path) }
    }
}

extension Digest {
    /// A fingerprint as people type it from paper: 64 hexadecimal digits in either case, spaces and colons ignored.
    package init?(typed text: String) {
        self.init(hex: String(text.lowercased().filter { !$0.isWhitespace && $0 != ":" }))
    }
}
