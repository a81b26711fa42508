// swift-tools-version: 6.2
import PackageDescription

/// The same strictness for every target: a warning is an error, nothing is imported by accident.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")

let algorithms = Target.Dependency.product(name: "Algorithms", package: "swift-algorithms")

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "scelle",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "scelle", targets: ["scelle"]),
        .executable(name: "scelle-observe", targets: ["scelle-observe"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // 0: system libraries
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),

        // 0: what Linux offers and Swift cannot say
        .target(name: "CTerminal"),
        .target(name: "CFiles"),
        .target(name: "CConfinement"),
        .target(name: "CProcess"),

        .target(name: "CEmbedded", exclude: ["messages.json"]),

        // 1
        .target(name: "Columns", swiftSettings: strict),
        .target(name: "Wording", dependencies: ["CEmbedded"], swiftSettings: strict),
        .target(name: "Cryptography", dependencies: ["COpenSSL", swiftASN1], swiftSettings: strict),

        // 2: the field's nouns, pure values
        .target(name: "TransparencyLog", dependencies: ["Cryptography"], swiftSettings: strict),
        .target(name: "Timestamping", dependencies: ["Cryptography", swiftASN1], swiftSettings: strict),
        .target(name: "Custody", dependencies: ["Cryptography"], swiftSettings: strict),
        .target(name: "ASiC", dependencies: ["Cryptography", "Columns", "CDeflate", "CXML"], swiftSettings: strict),

        // 3: what is kept, what is handed over
        .target(
            name: "LedgerStore",
            dependencies: ["Cryptography", "TransparencyLog", "Custody", "CFiles", "CSQLite", grdb],
            swiftSettings: strict
        ),
        .target(
            name: "CourtBundle",
            dependencies: ["Cryptography", "Columns", "Custody", "ASiC", "CFiles", algorithms],
            swiftSettings: strict
        ),
        .target(
            name: "Observation",
            dependencies: ["Cryptography", "Custody", "CMagic", "CZlib", "CDeflate"],
            swiftSettings: strict
        ),

        // 4
        .target(
            name: "Verification",
            dependencies: [
                "CourtBundle", "Cryptography", "Columns", "TransparencyLog", "Timestamping", "Custody", "ASiC",
                algorithms,
            ],
            swiftSettings: strict
        ),

        .target(
            name: "Documents",
            dependencies: ["Wording", "Cryptography", "Custody"],
            swiftSettings: strict
        ),

        // 5: one file a verb
        .target(
            name: "Operations",
            dependencies: [
                "LedgerStore", "CourtBundle", "Verification", "Documents", "Timestamping", "TransparencyLog", "Custody",
                "Cryptography", "Columns", "Wording", "CEmbedded", "CConfinement", "CProcess", algorithms,
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: strict
        ),

        // 6: flags in, text and exit status out
        .executableTarget(
            name: "scelle",
            dependencies: [
                "Operations", "Verification", "Documents", "Wording", "TransparencyLog", "Custody", "Cryptography",
                "CTerminal",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // 6: what files mean is read here, in a process that holds no key
        .executableTarget(
            name: "scelle-observe",
            dependencies: ["Observation", "Custody", "CConfinement"],
            swiftSettings: strict
        ),

        // measuring; never installed
        .executableTarget(
            name: "scelle-bench",
            dependencies: ["Operations", "LedgerStore", "TransparencyLog", "Custody", "Cryptography"],
            path: "Tests/Bench/scelle-bench",
            swiftSettings: strict
        ),

        // tests
        .testTarget(name: "ColumnsTests", dependencies: ["Columns"], swiftSettings: strict),
        .testTarget(name: "WordingTests", dependencies: ["Wording"], swiftSettings: strict),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests",
            dependencies: ["TransparencyLog", "Cryptography"],
            exclude: ["golang"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TimestampingTests",
            dependencies: ["Timestamping", "Cryptography"],
            swiftSettings: strict
        ),
        .testTarget(name: "CustodyTests", dependencies: ["Custody", "Cryptography"], swiftSettings: strict),
        .testTarget(name: "ASiCTests", dependencies: ["ASiC", "Cryptography"], swiftSettings: strict),
        .testTarget(
            name: "CourtBundleTests",
            dependencies: ["CourtBundle", "Cryptography", "Custody", "ASiC"],
            swiftSettings: strict
        ),
        .testTarget(name: "VerificationTests", dependencies: ["Verification", "Cryptography"], swiftSettings: strict),
        .testTarget(
            name: "LedgerStoreTests",
            dependencies: ["LedgerStore", "TransparencyLog", "Custody", "Cryptography", grdb],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Documents", "Wording", "Cryptography", "Custody", "TransparencyLog", "ASiC"],
            exclude: ["golden"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Verification", "LedgerStore", "CourtBundle", "Timestamping", "TransparencyLog",
                "Custody",
                "Cryptography", "Wording",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ScelleTests",
            dependencies: ["scelle", "Operations", "Verification", "Custody", "Wording", "Cryptography"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "VerdictTests",
            dependencies: [
                "Operations", "Verification", "CourtBundle", "LedgerStore", "Timestamping", "TransparencyLog",
                "Custody", "ASiC", "Cryptography", "Wording",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "OutsideTests",
            dependencies: ["Operations", "Verification", "TransparencyLog", "Custody", "Wording", "Cryptography"],
            exclude: ["golang", "python"],
            swiftSettings: strict
        ),

        .testTarget(
            name: "ObservationTests",
            dependencies: ["Observation", "Custody", "Cryptography", "Wording"],
            exclude: ["python"],
            swiftSettings: strict
        ),

        // the program itself, from text files
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["scelle"],
            exclude: ["scenarios", "parts", "traced", "mounted"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
