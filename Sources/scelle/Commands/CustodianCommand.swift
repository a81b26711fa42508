internal import ArgumentParser
internal import Custody
internal import Operations

/// `scelle custodian`: who may sign in a case file.
struct CustodianCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custodian",
        abstract: "Say who may sign in a case file: enrol, retire, list; change the ledger's key.",
        discussion: """
            Two people on two computers pass three files to one another; nothing in them is secret:

              the newcomer   scelle custodian request -o request.txt
              the admin      scelle custodian offer request.txt -o terms.txt
              the newcomer   scelle custodian accept terms.txt -o acceptance.txt
              the admin      scelle custodian enrol acceptance.txt

            The acceptance is for the very next entry of the ledger: it must come back before anything else is sealed. \
            Where both identities are on one computer, 'scelle custodian enrol --newcomer NAME' is all.
            """,
        subcommands: [
            CustodianRequestCommand.self, CustodianOfferCommand.self, CustodianAcceptCommand.self,
            CustodianEnrolCommand.self, CustodianRetireCommand.self, CustodianRekeyCommand.self,
            CustodianListCommand.self,
        ]
    )
}

/// In which role somebody is enrolled.
struct RoleOption: ParsableArguments {
    @Option(help: ArgumentHelp("'admin' enrols and retires others too; 'custodian' does not.", valueName: "role"))
    var role: Enrolment.Role = .custodian
}

extension Enrolment.Role: ExpressibleByArgument {}
extension Retirement.Reason: ExpressibleByArgument {}
extension LedgerMove.Reason: ExpressibleByArgument {}
