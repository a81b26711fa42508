internal import Cryptography
internal import Operations
internal import TransparencyLog

/// A case that was just opened, as `init --json` prints it; its recovery kit is never among it.
struct OpenedCaseJSON: Encodable {
    let path: String
    let origin: String
    let ledgerKey: String
    let certificate: String
    let recoveryKit: String?
    let zone: String?
    let time: StampRoundJSON

    init(_ opened: OpenCase.OpenedCase) {
        path = opened.path
        origin = opened.origin
        ledgerKey = opened.ledgerKey.description
        certificate = opened.certificate.fingerprint.hex
        recoveryKit = opened.recoveryKitPath
        zone = opened.zone
        time = StampRoundJSON(opened.time)
    }
}
