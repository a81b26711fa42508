internal import ArgumentParser
internal import Operations

/// The command line: every verb is a command of its own.
@main
struct Scelle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scelle",
        abstract: "Seal evidence, keep its chain of custody, and hand over bundles that anyone can verify.",
        discussion: """
            A case file is found from the folder you are in, or by -C DIR, or by SCELLE_CASE. Identities, trust and the \
            heads of ledgers seen so far lie under SCELLE_HOME, or where XDG has them.

            EXIT STATUS (each command tells its own):
              0   done, or verification passed
              1   refused, or found bad
              2   error: unreadable, damaged, input or output
              3   done but incomplete, or verification indeterminate
              64  the command line was not understood, or leaves something unanswered
            """,
        version: Release.version,
        subcommands: [
            IdentityCommand.self, InitCommand.self, SealCommand.self, GuideCommand.self, TimestampCommand.self,
            ListCommand.self, ShowCommand.self, ExtractCommand.self, LogCommand.self,
            BundleCommand.self, VerifyCommand.self, AuditCommand.self,
            DoctorCommand.self, TrustCommand.self, WitnessCommand.self, CustodianCommand.self, AdoptCommand.self,
            BackupCommand.self, RestoreCommand.self, UnlockCommand.self, LockCommand.self, AgentCommand.self,
        ]
    )

    static func main() async {
        ProcessGuards.raise()
        await main(nil)
    }
}
