internal import TOMLKit

/// Reads TOML files that a person writes: an unknown key is an error, never something to be passed over.
enum SettingsFile {
    /// What `text`, the content of the file at `path`, says.
    static func decode<Value: Decodable>(_ type: Value.Type, from text: [UInt8], path: String) throws(OperationError)
        -> Value
    {
        func malformed(_ line: Int?, _ reason: String) -> OperationError {
            OperationError(
                .settingsMalformed,
                ["path": path, "line": line.map(String.init) ?? "?", "reason": reason]
            )
        }
        guard let toml = String(validating: text, as: UTF8.self) else { throw malformed(nil, "not UTF-8") }
        do {
            return try TOMLDecoder(strictDecoding: true).decode(type, from: toml)
        } catch let error as TOMLParseError {
            throw malformed(error.source.begin.line, error.description)
        } catch let error as UnexpectedKeysError {
            let key = error.keys.keys.sorted().first ?? "?"
            throw OperationError(.settingsUnknownKey, ["path": path, "key": key])
        } catch let error as DecodingError {
            throw malformed(nil, error.shortDescription)
        } catch {
            throw malformed(nil, "\(error)")
        }
    }

    /// `text` as a TOML basic string, quotes included.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension DecodingError {
    /// Which key is missing or of another type.
    fileprivate var shortDescription: String {
        func path(_ context: Context) -> String { context.codingPath.map(\.stringValue).joined(separator: ".") }
        return switch self {
        case .keyNotFound(let key, let context): "\(path(context)) \(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(path(context)): \(context.debugDescription)"
        @unknown default: "\(self)"
        }
    }
}
