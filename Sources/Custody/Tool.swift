/// The program that wrote a statement: `{"name":"scelle","platform":"linux-x86_64","version":"0.1.0"}`.
///
/// Each part is one or more printable ASCII characters without a space.
package struct Tool: Hashable, Sendable {
    /// The program.
    package let name: String

    /// Its release.
    package let version: String

    /// Operating system and processor.
    package let platform: String

    /// The tool with these three words.
    package init(name: String, version: String, platform: String) {
        self.name = name
        self.version = version
        self.platform = platform
    }

    var json: CanonicalJSON {
        .object(["name": .string(name), "version": .string(version), "platform": .string(platform)])
    }

    init(_ json: CanonicalJSON, at path: String) throws(ShapeError) {
        var members = try MemberReader(json, at: path)
        name = try members.take("name", as: \.wordValue)
        version = try members.take("version", as: \.wordValue)
        platform = try members.take("platform", as: \.wordValue)
        try members.finish()
    }
}
