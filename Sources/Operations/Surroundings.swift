// Its headers have `timespec`, and in a build of the whole module the compiler attributes the type to it alone.
package import Cryptography
package import Custody
internal import Glibc
package import LedgerStore

/// What an operation takes from the machine it runs on, handed in so that nothing below reads a clock or the environment.
package struct Surroundings: Sendable {
    /// The process's environment.
    package let environment: [String: String]

    /// The absolute path that relative paths start from.
    package let workingDirectory: String

    /// The computer's clock: a declared time, never an attested one.
    package let now: @Sendable () -> Instant

    /// Minutes east of UTC that the computer's time zone has at a moment.
    package let offsetMinutes: @Sendable (Instant) -> Int

    /// The name of the computer's time zone, `Europe/Paris`; nil when its settings name none.
    package let zone: @Sendable () -> String?

    /// What holds the folder at a path.
    package let fileSystem: @Sendable (String) throws -> FileSystemKind

    /// Whether the person answers for a case that lies where a ledger cannot be relied on.
    package var acceptsUnsafeFileSystem = false

    /// Surroundings with these properties.
    package init(
        environment: [String: String],
        workingDirectory: String,
        now: @escaping @Sendable () -> Instant,
        offsetMinutes: @escaping @Sendable (Instant) -> Int,
        zone: @escaping @Sendable () -> String? = { nil },
        fileSystem: @escaping @Sendable (String) throws -> FileSystemKind = { try FileSystemKind(holding: $0) }
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.now = now
        self.offsetMinutes = offsetMinutes
        self.zone = zone
        self.fileSystem = fileSystem
    }

    /// Those of this process: its environment and working directory, the system's clock and time zone.
    package static func ofThisProcess(environment: [String: String], workingDirectory: String) -> Surroundings {
        Surroundings(
            environment: environment,
            workingDirectory: workingDirectory,
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Instant(microsecondsSince1970: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
            },
            offsetMinutes: { instant in
                var seconds = time_t(instant.secondsSince1970)
                var broken = tm()
                guard localtime_r(&seconds, &broken) != nil else { return 0 }
                return broken.tm_gmtoff / 60
            },
            zone: { ZoneRules.ofThisComputer?.name }
        )
    }

    /// The clock's time in the computer's time zone, to the second.
    package func declaredTime() throws(OperationError) -> DeclaredTime {
        let now = now()
        guard let time = DeclaredTime(now, offsetMinutes: offsetMinutes(now)) else {
            throw OperationError(.clockOutOfRange)
        }
        return time
    }
}

// MARK: - Folders

extension Surroundings {
    /// Where the person's identities, trust and settings lie: `SCELLE_HOME`, else `$XDG_CONFIG_HOME/scelle`.
    package func configurationFolder() throws(OperationError) -> String {
        try folder(variable: "XDG_CONFIG_HOME", below: ".config")
    }

    /// Where the heads of ledgers are remembered: `SCELLE_HOME`, else `$XDG_STATE_HOME/scelle`.
    package func stateFolder() throws(OperationError) -> String {
        try folder(variable: "XDG_STATE_HOME", below: ".local/state")
    }

    private func folder(variable: String, below home: String) throws(OperationError) -> String {
        if let folder = environment["SCELLE_HOME"], !folder.isEmpty { return absolute(folder) }
        // The XDG specification has relative paths ignored.
        if let folder = environment[variable], folder.utf8.first == UInt8(ascii: "/") { return folder + "/scelle" }
        guard let person = environment["HOME"], person.utf8.first == UInt8(ascii: "/") else {
            throw OperationError(.homeMissing)
        }
        return "\(person)/\(home)/scelle"
    }

    /// `path` as it stands, or from the working directory when it is relative; without slashes at its end.
    package func absolute(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var bytes = Array((isAbsolute ? path : "\(workingDirectory)/\(path)").utf8)
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
