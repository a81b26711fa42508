import Operations
import Testing
import Wording

@Suite("case.toml")
struct CaseSettingsTests {
    private func read(_ text: String) throws -> CaseSettings {
        let folder = try TemporaryFolder()
        return try CaseSettings(reading: folder.write(text, to: "case.toml"))
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        let settings = try CaseSettings(
            language: .english,
            authorities: [
                AuthorityAddress(name: "a \"b\" \\ é\u{7}", url: "http://a.example/"),
                AuthorityAddress(name: "c", url: "https://c.example/tsa", credentialsFile: "/etc/c.txt"),
            ]
        )
        #expect(try read(settings.toml) == settings)
    }

    @Test(
        "these are refused",
        arguments: [
            ("language = \"fr\"\ncolour = \"red\"\n", OperationError.Code.settingsUnknownKey),
            ("language = \"fr\"\n[[authority]]\nname = \"a\"\nurl = \"http://a/\"\nport = 1\n", .settingsUnknownKey),
            ("language = \"de\"\n", .settingsMalformed), ("", .settingsMalformed),
            ("language = 1\n", .settingsMalformed),
            ("language = \"fr\"\nlanguage = \"fr\"\n", .settingsMalformed), ("language = ", .settingsMalformed),
            ("language = \"fr\"\nrecovery-recipient = \"age1x\"\n", .settingsUnknownKey),
            ("language = \"fr\"\n[[authority]]\nname = \"a\"\n", .settingsMalformed),
            ("language = \"fr\"\n[[authority]]\nname = \"a\"\nurl = \"ftp://a/\"\n", .authorityAddressRefused),
            (
                "language = \"fr\"\n[[authority]]\nname = \"a\"\nurl = \"http://a/\"\ncredentials-file = \"c\"\n",
                .credentialsWithoutHTTPS
            ),
            (
                "language = \"fr\"\n[[authority]]\nname = \"a\"\nurl = \"http://a/\"\n"
                    + "[[authority]]\nname = \"a\"\nurl = \"http://b/\"\n", .authorityRepeated
            ),
        ]
    )
    func refusals(text: String, code: OperationError.Code) throws {
        let error = #expect(throws: OperationError.self) { try read(text) }
        #expect(error?.code == code)
    }
}
