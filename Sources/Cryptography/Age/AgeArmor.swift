/// The ASCII armor of age files: base64 between two marker lines (age-encryption.org/v1, "ASCII armor").
///
///     -----BEGIN AGE ENCRYPTED FILE-----
///     YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBURWlGMHlwcXIrYnB2Y3FY
///     …
///     -----END AGE ENCRYPTED FILE-----
///
/// For what is printed or sent by mail, hence small: whole files in memory.
package enum AgeArmor {
    private static let beginLine = [UInt8]("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    private static let endLine = [UInt8]("-----END AGE ENCRYPTED FILE-----".utf8)
    private static let columns = 64

    /// `file` in armor: lines of 64 columns, each ending in LF.
    package static func encode(_ file: [UInt8]) -> [UInt8] {
        let lineFeed = UInt8(ascii: "\n")
        var text = beginLine + [lineFeed]
        var digits = Array(file.base64.utf8)[...]
        while !digits.isEmpty {
            text += digits.prefix(columns) + [lineFeed]
            digits = digits.dropFirst(columns)
        }
        return text + endLine + [lineFeed]
    }

    /// Whether `text`, white space aside, begins as armor does.
    package static func isArmored(_ text: [UInt8]) -> Bool {
        text.drop(while: isWhiteSpace).starts(with: beginLine)
    }

    /// The file in the armor `text`.
    ///
    /// White space may surround the armor and lines may end in CRLF; every other second spelling is refused with
    /// `malformedArmor`.
    package static func decode(_ text: [UInt8]) throws(AgeError) -> [UInt8] {
        do throws(AgeArmorFault) {
            var lines = text.drop(while: isWhiteSpace)
                .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }[...]
            guard let first = lines.popFirst(), Array(first) == beginLine else { throw .missingBeginLine }
            guard let end = lines.firstIndex(where: { Array($0) == endLine }) else { throw .missingEndLine }
            guard lines[(end + 1)...].allSatisfy({ $0.allSatisfy(isWhiteSpace) }) else { throw .trailingText }
            return try decode(lines: lines[..<end])
        } catch {
            throw .malformedArmor(error)
        }
    }

    private static func decode(lines: ArraySlice<ArraySlice<UInt8>>) throws(AgeArmorFault) -> [UInt8] {
        guard let last = lines.last else { return [] }
        guard lines.dropLast().allSatisfy({ $0.count == columns }), (1...columns).contains(last.count) else {
            throw .wrongLineLength
        }
        guard let file = [UInt8](base64: String(decoding: lines.joined(), as: UTF8.self)) else { throw .notBase64 }
        return file
    }

    private static func isWhiteSpace(_ character: UInt8) -> Bool {
        [UInt8](" \t\r\n".utf8).contains(character)
    }
}
