internal import Custody

/// Which release of the program this is.
package enum Release {
    /// The version, as `--version` and every entry have it.
    package static let version = "0.1.0"

    /// Operating system and processor.
    package static var platform: String {
        #if arch(x86_64)
            "linux-x86_64"
        #elseif arch(arm64)
            "linux-aarch64"
        #else
            "linux-other"
        #endif
    }
}

extension Tool {
    /// This program, as its entries name it.
    static let thisProgram = Tool(name: "scelle", version: Release.version, platform: Release.platform)
}
